import type { ChatMutation, proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';
import { actionJson } from './action-json.js';

/** Kinds of entries that the phone keeps as they are. */
const SHARED: ReadonlySet<string> = new Set([
  'label_edit',
  'label_jid',
  'label_message',
  'quick_reply',
  'archive',
  'pin_v1',
  'mute',
  'markChatAsRead',
  'star',
  'clearChat',
  'deleteChat',
  'status_privacy',
  'userStatusMute',
]);

/** Applies changes of the app state to the phone. */
export class AppStateActions {
  constructor(private readonly directory: Directory) {}

  /** @param removed whether the entry was removed; its action may be missing then */
  carryOut(account: Account, { index, syncAction }: ChatMutation, removed: boolean): void {
    const [kind, jid, id, fromMe] = index;
    const { value } = syncAction;
    if (kind !== undefined && SHARED.has(kind)) share(account, index, removed ? undefined : value);
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

/** @param action undefined if the entry was removed */
function share(account: Account, index: string[], action: proto.ISyncActionValue | null | undefined): void {
  if (action) account.shared.set({ index, action: actionJson(action) });
  else account.shared.delete(index);
}
