import type { ChatMutation, proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';

/** Does on a phone what a change of its app state says. */
export class AppStateActions {
  constructor(private readonly directory: Directory) {}

  /** @param removed the entry of that index is taken away; what it said comes along, or not */
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

  /** Somebody is entered in the address book, or taken out; nobody is there without a name. */
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
