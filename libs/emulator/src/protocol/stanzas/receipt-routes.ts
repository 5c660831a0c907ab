import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../../accounts/account.js';
import type { Answered } from '../../accounts/offline-queue.js';
import type { Directory } from '../../accounts/directory.js';
import { isGroupJid } from '../../groups/groups.js';
import type { MediaRetry } from '../../phones/media-retry.js';
import type { PhoneSender } from '../../phones/phone-sender.js';
import type { StatusFeed } from '../../phones/status-feed.js';
import type { Connection, Login } from '../../routing/connection.js';
import type { Stats } from '../../reports/stats.js';
import type { Unhandled } from '../../reports/unhandled.js';
import { parseJid, STATUS_JID } from '../../wire/jid.js';
import { child, children, childrenNamed, stanza } from '../../wire/stanza.js';
import type { Receipts } from '../../chats/receipts.js';

/** Receipt types that are forwarded to the sender of the message; a delivery has no type. */
const FOR_THE_SENDER = new Set([undefined, 'inactive', 'read', 'played']);
/** Receipt types that only the server needs. */
const FOR_THE_SERVER = new Set(['sender', 'peer_msg', 'hist_sync']);
const READ_BY_US = new Set(['read-self', 'played-self']);

/** Handles `<receipt>` and `<ack>` from companions. */
export class ReceiptRoutes {
  constructor(
    private readonly directory: Directory,
    private readonly receipts: Receipts,
    private readonly phones: PhoneSender,
    private readonly mediaRetry: MediaRetry,
    private readonly stats: Stats,
    private readonly unhandled: Unhandled,
    private readonly feed: StatusFeed,
  ) {}

  async receipt(connection: Connection, login: Login, node: BinaryNode): Promise<void> {
    const { id = '', to, type, participant } = node.attrs;
    const ids = [id, ...childrenNamed(child(node, 'list'), 'item').map((item) => item.attrs.id ?? '')];
    connection.send(stanza('ack', { class: 'receipt', id, from: to, type, participant }));
    if (type === 'retry') {
      await this.retry(login, id, node);
      return;
    }
    if (type === 'server-error') {
      this.mediaRetry.answer(login, node);
      return;
    }
    for (const each of ids) this.settle(login, { tag: 'message', id: each }, true);
    if (type === 'peer_msg') for (const each of ids) await this.phones.settlePeer(login.account, each);
    const sender = this.authorOf(node);
    if (READ_BY_US.has(type ?? ''))
      this.receipts.readElsewhere(login.account, ids, to ?? '', participant, login.companion);
    else if (FOR_THE_SENDER.has(type) && sender && sender !== login.account) {
      this.confirm(sender, ids, login, type);
      if (to === STATUS_JID && type !== undefined)
        for (const each of ids) this.feed.view(sender, each, login.account, type);
    } else if (!FOR_THE_SENDER.has(type) && !FOR_THE_SERVER.has(type ?? ''))
      this.unhandled.record(connection.phone, node);
  }

  /** Handles the answer to a message, receipt, notification or call; an error means it could not be read. */
  ack(login: Login, node: BinaryNode): void {
    const { id = '', class: tag = '', type, error } = node.attrs;
    if (error !== undefined && tag === 'message') this.stats.refused++;
    this.settle(login, { tag, id, type }, error === undefined);
  }

  private settle({ companion }: Login, answered: Answered, accepted: boolean): void {
    const settled = companion.queue.acknowledge(answered, accepted);
    if (settled && accepted && answered.tag === 'message') this.stats.acknowledged++;
  }

  private confirm(sender: Account, ids: string[], login: Login, type: string | undefined): void {
    const reader = { account: login.account, device: login.companion.number };
    for (const id of ids) this.receipts.confirm(sender, id, reader, type);
  }

  /** The author of the message of a receipt: the other side of the chat or, in a group and of a status post, the participant. */
  private authorOf({ attrs: { to, participant } }: BinaryNode): Account | undefined {
    return this.directory.findJid(isGroupJid(to) || to === STATUS_JID ? participant : to);
  }

  private async retry(login: Login, id: string, node: BinaryNode): Promise<void> {
    const sender = this.authorOf(node);
    if (!sender) return;
    const { to, participant } = node.attrs;
    const isPost = to === STATUS_JID;
    const device = parseJid(isGroupJid(to) || isPost ? participant : to)?.device ?? 0;
    const number = login.companion.number;
    const fromPhone = device === 0 && sender.sent.find(id)?.device === 0;
    // Phones give no other copy of their own status posts.
    if (fromPhone && isPost) return;
    if (fromPhone) {
      await this.phones.resend(sender, id, login.account, number, node);
      return;
    }
    const writer = device === 0 ? (sender.sent.find(id)?.device ?? 0) : device;
    this.receipts.askAgain(sender, writer, id, { account: login.account, device: number }, children(node));
  }
}
