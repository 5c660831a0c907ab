import { proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { PhoneAppState } from './phone-app-state.js';

const { SyncdOperation } = proto.SyncdMutation;

/** A quick reply as its phone shows it. */
export interface PhoneQuickReply {
  id: string;
  shortcut: string;
  message: string;
  keywords: string[];
  /** How often it was used. */
  count: number;
}

/** The quick replies of the WhatsApp Business app, which an account's devices share through the app state. */
export class PhoneQuickReplies {
  constructor(private readonly appState: PhoneAppState) {}

  /** Apps ignore entries without a shortcut or text (WhatsApp Web, `WAWebQuickRepliesSync`). */
  all(account: Account): PhoneQuickReply[] {
    return account.shared.of('quick_reply').flatMap(({ index: [, id = ''], action }) => {
      const reply = proto.SyncActionValue.fromObject(action).quickReplyAction;
      const { shortcut, message, keywords, count, deleted } = reply ?? {};
      if (deleted || !shortcut || !message) return [];
      return [{ id, shortcut, message, keywords: keywords ?? [], count: count ?? 0 }];
    });
  }

  find(account: Account, id: string): PhoneQuickReply | undefined {
    return this.all(account).find((reply) => reply.id === id);
  }

  /** Creates, changes or deletes a quick reply. */
  async save(
    account: Account,
    id: string,
    quickReplyAction: proto.SyncActionValue.IQuickReplyAction,
  ): Promise<void> {
    await this.appState.write(account, {
      type: 'regular',
      apiVersion: 2,
      operation: SyncdOperation.SET,
      index: ['quick_reply', id],
      syncAction: { quickReplyAction, timestamp: Date.now() },
    });
  }
}
