import type { ChatMutation, proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';

/** Applies changes of the app state to the phone. */
export class AppStateActions {
  constructor(private readonly directory: Directory) {}

  /** @param removed whether the entry was removed; its action may be missing then */
  carryOut(account: Account, { index, syncAction }: ChatMutation, removed: boolean): void {
    const [kind, jid, id, fromMe] = index;
    const { value } = syncAction;
    if (kind === 'contact') this.contact(account, jid, removed ? undefined : value?.contactAction);
    if (removed || !value) return;
    if (value.deleteMessageForMeAction && id !== undefined)
      this.deleteForMe(account, jid, id, fromMe === '1');
    const name = value.pushNameSetting?.name;
    if (name) account.set({ name });
  }

  /** Adds an address-book entry; without an action or a name, removes it. */
  private contact(
    account: Account,
    jid: string | undefined,
    action: proto.SyncActionValue.IContactAction | null | undefined,
  ): void {
    const phone = this.directory.phoneOf(jid);
    if (phone === undefined) return;
    const name = action?.fullName || action?.firstName;
    if (!action || !name) {
      account.addressBook.delete(phone);
      return;
    }
    const { firstName, saveOnPrimaryAddressbook } = action;
    account.addressBook.set({
      phone,
      name,
      firstName: firstName || undefined,
      onPhone: Boolean(saveOnPrimaryAddressbook),
    });
  }

  private deleteForMe(account: Account, chat: string | undefined, id: string, fromMe: boolean): void {
    const other = this.directory.findJid(chat);
    if (!other) return;
    const message = account.chats.at({ peer: other.phone, from: (fromMe ? account : other).pnJid, id });
    if (!message) return;
    message.deletedForMe = true;
    account.chats.save(message);
  }
}
