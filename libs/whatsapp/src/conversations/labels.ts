import type { proto, WASocket } from '@whiskeysockets/baileys';
import { Lane } from '#libs/observability';
import {
  type ChatJid,
  isTexts,
  type LabeledMessage,
  type LabelRow,
  parsed,
  type WireJid,
} from '#libs/storage';
import { requireAppStateKeys, setAppStateEntry } from '../baileys/app-state.js';
import { assignmentIndex, isLabel, labelAction, labelIndex, LABELS } from '../codec/label-actions.js';
import type { KeepOwn } from '../context/app-state-book.js';
import type { InstanceContext } from '../context/instance-context.js';
import type { Page } from '../context/page.js';
import { WhatsAppFault } from '../faults.js';
import { canonicalChat } from '../people/lid-map.js';
import { isNewsletter, parseRecipient } from '../wire/jids.js';
import type { KnownMessages, Reference } from './known-messages.js';
import type { ShownMessage, ShownMessages } from './shown-messages.js';

/** How many labels WhatsApp's apps support. */
const MOST_LABELS = 20;

/** A label of an account. */
export interface LabelView {
  labelId: string;
  name: string;
  /** Number of a color in WhatsApp's palette. */
  color: number;
  /** WhatsApp's number of a label that it made itself. */
  predefinedId?: number;
}

/** A message that has a label. */
export interface LabeledMessageView {
  messageId: string;
  chatId: ChatJid;
  /** Absent if the message is not stored. */
  message?: ShownMessage;
}

type NewLabel = Pick<LabelView, 'name' | 'color'>;

/**
 * The labels of an account, which its devices share. Only the WhatsApp Business app shows them. The server does not see them,
 * because they are encrypted, and refuses nothing.
 */
export class Labels {
  private readonly lane = new Lane();

  constructor(
    private readonly context: InstanceContext,
    private readonly known: KnownMessages,
    private readonly keepOwn: KeepOwn,
    private readonly shown: ShownMessages,
  ) {}

  /** All labels, in the order of their ids. */
  async list(): Promise<LabelView[]> {
    return (await this.all())
      .filter(isShown)
      .map(viewOf)
      .sort((one, other) => compareIds(one.labelId, other.labelId));
  }

  /** @throws WhatsAppFault LABEL_NOT_FOUND */
  async get(id: string): Promise<LabelView> {
    return viewOf(await this.row(id));
  }

  /**
   * Creates a label, under an id that was never used before.
   * @throws WhatsAppFault CONFLICT if there are too many labels, or the phone has not shared its keys; those of `Uplink.ask`
   */
  async create({ name, color }: NewLabel): Promise<LabelView> {
    return this.lane.run(async () => {
      await this.context.uplink.ask((socket) => readAgain(socket), 'not_sent');
      const all = await this.all();
      if (all.filter(isShown).length >= MOST_LABELS) {
        const message = `the account has ${MOST_LABELS} labels already, which is the most that WhatsApp supports`;
        throw new WhatsAppFault('CONFLICT', message, { limit: MOST_LABELS });
      }
      const id = String(all.reduce((highest, row) => Math.max(highest, Number(row.id) || 0), 0) + 1);
      await this.save(id, { name, color, deleted: false });
      return { labelId: id, name, color };
    });
  }

  /** @throws WhatsAppFault LABEL_NOT_FOUND; CONFLICT if WhatsApp does not let anybody change it; those of {@link create} */
  async change(id: string, change: Partial<NewLabel>): Promise<LabelView> {
    const action = await this.changeable(id);
    await this.save(id, { ...action, ...change, deleted: false });
    return this.get(id);
  }

  /** Deletes a label, and takes it off everything. @throws as {@link change} */
  async remove(id: string): Promise<void> {
    await this.save(id, { ...(await this.changeable(id)), deleted: true });
  }

  /**
   * Puts a label on a chat, or takes it off.
   * @param jid phone number or JID
   * @returns JID of the chat
   * @throws WhatsAppFault INVALID_REQUEST, LABEL_NOT_FOUND; those of {@link create}
   */
  async labelChat(id: string, jid: string, assigned: boolean): Promise<ChatJid> {
    const chat = await canonicalChat(this.context, parseRecipient(jid, 'jid'));
    await this.row(id);
    await this.assign(id, chat, '', assigned);
    return chat;
  }

  /**
   * Puts a label on a message, or takes it off.
   * @returns the message's ids
   * @throws WhatsAppFault MESSAGE_NOT_FOUND; those of {@link labelChat}
   */
  async labelMessage(id: string, reference: Reference, assigned: boolean): Promise<LabeledMessageView> {
    await this.row(id);
    const row = await this.known.resolve(reference);
    if (isNewsletter(row.remote_jid))
      throw new WhatsAppFault('CONFLICT', 'a post in a channel cannot be labeled');
    await this.assign(id, row.chat, row.id, assigned, row.remote_jid);
    return { messageId: row.id, chatId: row.chat };
  }

  /** The chats that have a label, sorted by JID. @throws WhatsAppFault LABEL_NOT_FOUND */
  async chats(id: string, { limit, before: after }: Page<ChatJid>) {
    await this.row(id);
    const { storage, uid } = this.context;
    const rows = await storage.labels.chats(uid, id, { limit: limit + 1, after });
    const chats = rows.slice(0, limit);
    return { chats, next: rows.length > limit ? chats.at(-1) : undefined };
  }

  /** The messages that have a label, sorted by id. @throws WhatsAppFault LABEL_NOT_FOUND */
  async messages(id: string, { limit, before: after }: Page<LabeledMessage>) {
    await this.row(id);
    const { storage, uid } = this.context;
    const rows = await storage.labels.messages(uid, id, { limit: limit + 1, after });
    const shown = rows.slice(0, limit);
    return { messages: await this.show(shown), next: rows.length > limit ? shown.at(-1) : undefined };
  }

  private async show(labeled: readonly LabeledMessage[]): Promise<LabeledMessageView[]> {
    const { storage, uid } = this.context;
    const { messages, database } = storage;
    const found = await Promise.all(
      labeled.map(({ message, chat }) => messages.listed(database.read, uid, message, chat)),
    );
    const rows = found.flatMap(([row]) => row ?? []);
    const shown = await this.shown.show(rows);
    const shownOf = new Map(rows.map((row, index) => [row, shown[index]]));
    return labeled.map(({ message: messageId, chat: chatId }, index) => {
      const row = found[index]?.[0];
      return { messageId, chatId, message: row && shownOf.get(row) };
    });
  }

  private async all(): Promise<LabelRow[]> {
    const { storage, uid } = this.context;
    return storage.labels.all(storage.database.read, uid);
  }

  private async row(id: string): Promise<LabelRow> {
    const { storage, uid } = this.context;
    const row = await storage.labels.find(storage.database.read, uid, id);
    if (row && isShown(row)) return row;
    throw new WhatsAppFault('LABEL_NOT_FOUND', 'the label is unknown');
  }

  /** The whole entry of a label: what its change leaves out would be gone. */
  private async changeable(id: string): Promise<proto.SyncActionValue.ILabelEditAction> {
    const { name, color, action } = await this.row(id);
    const whole = labelAction(action);
    if (whole.isImmutable)
      throw new WhatsAppFault('CONFLICT', 'WhatsApp does not allow changes of this label');
    return { ...whole, name, color };
  }

  private async save(id: string, labelEditAction: proto.SyncActionValue.ILabelEditAction): Promise<void> {
    await this.patch(labelIndex(id), { labelEditAction });
  }

  /** @param wire JID of the chat on the wire, if it is known */
  private async assign(label: string, chat: ChatJid, message: string, labeled: boolean, wire?: WireJid) {
    const { storage, uid } = this.context;
    const { labels, messages, database } = storage;
    const known = await labels.assignment(database.read, { instance: uid, label, message, chat });
    // An entry that exists is changed under its own index: the phone would not find another one.
    const jid = wire ?? (await messages.latest(uid, [chat])).get(chat)?.remote_jid ?? chat;
    const index = known ? parsed(known.entry, isTexts) : assignmentIndex(label, jid, message);
    await this.patch(index, { labelAssociationAction: { labeled } });
  }

  private async patch(index: string[], action: proto.ISyncActionValue): Promise<void> {
    await setAppStateEntry(this.context, this.keepOwn, { collection: LABELS, version: 3, index, action });
  }
}

/** Reads what other devices have changed meanwhile: the id of a new label must not be one of theirs. */
async function readAgain(socket: WASocket): Promise<void> {
  requireAppStateKeys(socket);
  await socket.resyncAppState([LABELS], false);
}

function isShown({ deleted, action }: LabelRow): boolean {
  return deleted === 0 && isLabel(action);
}

function viewOf({ id, name, color, predefined_id }: LabelRow): LabelView {
  return { labelId: id, name, color, predefinedId: predefined_id ?? undefined };
}

function compareIds(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
