import { proto, type WAPatchCreate } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { PhoneAppState } from './phone-app-state.js';

const { SyncdOperation } = proto.SyncdMutation;

/** A label as its phone shows it. */
export interface PhoneLabel {
  id: string;
  name: string;
  color: number;
  predefinedId: number | null;
  /** Its place in the list. */
  orderIndex: number | null;
  deleted: boolean;
  /** JIDs of the chats that have it. */
  chats: string[];
  messages: { chat: string; id: string }[];
}

/** The labels of the WhatsApp Business app, which an account's devices share through the app state. */
export class PhoneLabels {
  constructor(private readonly appState: PhoneAppState) {}

  /** All labels, deleted ones included, with what has them. */
  all(account: Account): PhoneLabel[] {
    const assigned = (kind: string, label: string): string[][] =>
      account.shared
        .of(kind)
        .filter(({ index, action }) => index[1] === label && isLabeled(action))
        .map(({ index }) => index);
    return account.shared.of('label_edit').map(({ index: [, id = ''], action }) => {
      const { name, color, predefinedId, orderIndex, deleted } =
        proto.SyncActionValue.fromObject(action).labelEditAction ?? {};
      return {
        id,
        name: name ?? '',
        color: color ?? 0,
        predefinedId: predefinedId || null,
        orderIndex: orderIndex ?? null,
        deleted: deleted ?? false,
        chats: assigned('label_jid', id).map(([, , chat = '']) => chat),
        messages: assigned('label_message', id).map(([, , chat = '', message = '']) => ({
          chat,
          id: message,
        })),
      };
    });
  }

  find(account: Account, id: string): PhoneLabel | undefined {
    return this.all(account).find((label) => label.id === id);
  }

  /** Creates, changes or deletes a label. */
  async save(
    account: Account,
    id: string,
    labelEditAction: proto.SyncActionValue.ILabelEditAction,
  ): Promise<void> {
    await this.appState.write(account, patch(['label_edit', id], { labelEditAction }));
  }

  /** @param message id; empty: the label of the chat itself */
  async assign(
    account: Account,
    label: string,
    chat: string,
    message: string,
    labeled: boolean,
  ): Promise<void> {
    const index =
      message === '' ? ['label_jid', label, chat] : ['label_message', label, chat, message, '0', '0'];
    await this.appState.write(account, patch(index, { labelAssociationAction: { labeled } }));
  }
}

function isLabeled(action: object): boolean {
  return proto.SyncActionValue.fromObject(action).labelAssociationAction?.labeled ?? false;
}

function patch(index: string[], action: proto.ISyncActionValue): WAPatchCreate {
  return {
    type: 'regular',
    apiVersion: 3,
    operation: SyncdOperation.SET,
    index,
    syncAction: { ...action, timestamp: Date.now() },
  };
}
