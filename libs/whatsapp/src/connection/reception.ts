import type { BinaryNode, WASocket } from '@whiskeysockets/baileys';
import { Lane, type Logger } from '#libs/observability';
import type { Database } from '#libs/storage';
import type { DecryptionJournal } from '../baileys/decryption-journal.js';
import { onHistory, takeListener } from '../baileys/private-names.js';
import {
  denyPeer,
  dropWrongCertificates,
  isFromOneOf,
  isRefusedByBaileys,
} from '../baileys/refused-messages.js';
import { type Progress, readAck } from '../codec/receipt.js';
import type { Ignored } from '../context/ignored.js';
import { lastingFault } from '../context/lasting-fault.js';
import type { InboxWorker } from '../receiving/inbox-worker.js';
import { isGroup, isNewsletter, isStatus } from '../wire/jids.js';
import {
  isBotAnswer,
  isPlaceholder,
  isUnreadablePost,
  keep,
  sourceOf,
  unavailableIn,
  without,
} from '../wire/stanza.js';
import { acknowledgeUnknown } from './unknown-stanzas.js';

/** The connection whose stanzas are received. */
export interface ReceptionLink {
  /** Undefined after the end of the connection. */
  readonly socket: WASocket | undefined;
  /** @returns whether a stanza belongs to the linking of the device, so that nothing else handles it */
  takes(node: BinaryNode): boolean;
  /** A stanza has been handled, and will be or was acknowledged. */
  handled(node: BinaryNode): void;
  /** Something could not be written: the connection must end before anything else is acknowledged. */
  onWriteFailed(error: unknown): void;
  /** Another copy of a message could not be asked for: the connection must end before the message is acknowledged. */
  onNotAsked(error: unknown): void;
  /** @returns whether a message that the server refused is sent once more: the refusal is not recorded then */
  sendsAgain(refusal: Progress): Promise<boolean>;
  /** The server accepted or refused own messages. */
  onAck(progress: Progress): void;
  /** @returns whether a receipt is answered here, and acknowledged, instead of by Baileys */
  answers(receipt: BinaryNode): boolean;
}

/** Stanzas that are not encrypted with a ratchet. Baileys acknowledges them before it calls listeners. */
const ACKNOWLEDGED_AT_ONCE = ['receipt', 'notification', 'call'] as const;
type AcknowledgedAtOnce = (typeof ACKNOWLEDGED_AT_ONCE)[number];

/** Records what a connection delivers, then lets Baileys handle and acknowledge it. */
export class Reception {
  private handleMessage: ((node: BinaryNode) => unknown) | undefined;
  /** `messages` also contains group notifications, which keep their order among the messages. */
  private readonly lanes = { stanzas: new Lane(), messages: new Lane() };
  /** The message that Baileys is handling right now. */
  private handling: BinaryNode | undefined;

  constructor(
    private readonly inboxWorker: InboxWorker,
    private readonly database: Database,
    private readonly signal: DecryptionJournal,
    private readonly link: ReceptionLink,
    private readonly ignored: Ignored,
    private readonly logger: Logger,
  ) {}

  /** Takes the place of Baileys' own listeners. */
  attach(socket: WASocket): void {
    onHistory(socket, (history) => this.inboxWorker.history.keep(history, sourceOf(this.handling)));
    this.handleMessage = takeListener(socket, 'CB:message');
    socket.ws.on('CB:message', (node: BinaryNode) => {
      if (!isFromOneOf(node, this.ownJids())) denyPeer(node);
      this.signal.register(node);
      this.queue(node);
    });
    for (const kind of ACKNOWLEDGED_AT_ONCE) {
      const handle = takeListener(socket, `CB:${kind}`);
      socket.ws.on(`CB:${kind}`, (node: BinaryNode) => {
        if (this.link.takes(node)) return;
        // Group notifications keep their order among the messages of the group.
        const inGroup = kind === 'notification' && isGroup(node.attrs['from'] ?? '');
        const lane = inGroup ? this.lanes.messages : this.lanes.stanzas;
        void lane.run(() => this.onStanza(kind, node, handle));
      });
    }
    for (const kind of ['presence', 'chatstate'])
      socket.ws.on(`CB:${kind}`, (node: BinaryNode) => void this.onPresence(node));
    acknowledgeUnknown(socket, this.ignored, this.logger, (node) => this.link.handled(node));
    socket.ws.prependListener('CB:ack,class:message', (node: BinaryNode) => void this.onAck(node));
  }

  /** Passes a message to Baileys when it is its turn. */
  queue(node: BinaryNode): void {
    void this.lanes.messages.run(() => this.onMessage(node));
  }

  /**
   * Asks the author for another copy of what Baileys acknowledges plainly. The author may drop it once it is acknowledged.
   * @param kind under which it is counted
   */
  async askAgain(node: BinaryNode, kind: string): Promise<void> {
    this.ignored.note(kind);
    const { socket } = this.link;
    try {
      await socket?.sendRetryRequest(node);
    } catch (error) {
      // A closed socket acknowledges nothing.
      if (socket?.ws.isOpen) this.link.onNotAsked(error);
      else this.logger.debug({ err: error, kind }, 'a message was not asked for again');
    }
  }

  /** Records a stanza, then lets Baileys handle and thereby acknowledge it; one after the other, as they arrive. */
  private async onStanza(kind: AcknowledgedAtOnce, node: BinaryNode, handle: (node: BinaryNode) => unknown) {
    if (!(await this.isRecorded(node, () => this.inboxWorker.record(kind, keep(node))))) return;
    try {
      if (kind !== 'receipt') handle(node);
      else if (!this.link.answers(node)) handle(withOneId(node));
    } catch (error) {
      // The stanzas behind it in the queue must not wait for ever.
      this.logger.warn({ err: error, kind }, 'a stanza could not be handled');
    }
    this.link.handled(node);
  }

  /**
   * Whether a stanza may be acknowledged. If it could not be written, WhatsApp has to send it again. If it can never be
   * recorded, that would go on for ever.
   */
  private async isRecorded(node: BinaryNode, work: () => Promise<unknown>): Promise<boolean> {
    try {
      const failed = await lastingFault(this.database, work);
      if (!failed) return true;
      const { tag, attrs } = node;
      this.logger.error(
        { err: failed.fault, tag, id: attrs['id'] },
        'a stanza cannot be recorded, and is settled',
      );
      this.ignored.note(`${tag}/unrecorded`);
      return true;
    } catch (error) {
      this.link.onWriteFailed(error);
      return false;
    }
  }

  /**
   * Passes messages to Baileys one after the other. Without this, a later message could overtake the first message of a
   * person whose addresses are new to Baileys. Live messages could overtake those that waited for us, which Baileys puts
   * into a separate queue; `offline` is hidden from that decision.
   */
  private async onMessage(node: BinaryNode): Promise<void> {
    // WhatsApp sends it again, because it is not acknowledged.
    if (!this.link.socket) return;
    let answered = false;
    const record = async () => {
      if (isBotAnswer(node)) answered = await this.inboxWorker.recordBotAnswer(node);
      else await this.recordUnencrypted(node);
    };
    if (!(await this.isRecorded(node, record))) return;
    const { offline } = node.attrs;
    delete node.attrs['offline'];
    this.handling = node;
    try {
      const handled = answered ? this.acknowledge(node) : this.handOver(node);
      if (offline !== undefined) node.attrs['offline'] = offline;
      await handled;
    } catch (error) {
      this.logger.warn({ err: error }, 'a message could not be handled');
    } finally {
      this.handling = undefined;
    }
    this.link.handled(node);
  }

  private handOver(node: BinaryNode): unknown {
    if (!isUnreadablePost(node)) {
      dropWrongCertificates(node);
      return this.handleMessage?.(node);
    }
    this.ignored.note('message/status/other');
    return this.acknowledge(node);
  }

  /** Acknowledges what Baileys would refuse. */
  private async acknowledge(node: BinaryNode): Promise<void> {
    await this.link.socket?.sendMessageAck(node);
  }

  /** Records what DecryptionJournal does not: messages without a ciphertext of this device. */
  private async recordUnencrypted(node: BinaryNode): Promise<void> {
    const { inboxWorker } = this;
    if (isNewsletter(node.attrs['from'] ?? '')) return inboxWorker.recordChannelPost(keep(node));
    const unavailable = unavailableIn(node);
    if (unavailable) await inboxWorker.recordUnavailable(keep(node), unavailable);
    else if (isPlaceholder(node)) await inboxWorker.missing.expect(keep(node));
    else if (this.isRefused(node)) await inboxWorker.recordUnavailable(keep(node), 'not_decrypted');
  }

  /** Whether Baileys will not decrypt a message. Messages from our own phone to this device are no messages of a chat. */
  private isRefused(node: BinaryNode): boolean {
    const { from = '', category } = node.attrs;
    const own = this.ownJids();
    if (category === 'peer' || isStatus(from) || own.length === 0) return false;
    return isRefusedByBaileys(node, own);
  }

  /** JIDs of the account; empty as long as the device is not linked. */
  private ownJids(): string[] {
    const { me } = this.link.socket?.authState.creds ?? {};
    return [me?.id, me?.lid].filter((jid) => jid !== undefined);
  }

  private async onAck(node: BinaryNode): Promise<void> {
    try {
      const answer = readAck(node.attrs);
      if (!answer) return;
      // Only a refusal may wait: the receipts that follow other answers must not overtake them.
      if (answer.error !== undefined && (await this.link.sendsAgain(answer))) return;
      await this.inboxWorker.recordAnswer(answer);
      this.link.onAck(answer);
    } catch (error) {
      // The message stays pending and is sent again with its id when the connection is back.
      this.link.onWriteFailed(error);
    }
  }

  private async onPresence(node: BinaryNode): Promise<void> {
    if (!this.link.socket) return;
    await this.inboxWorker
      .recordPresence(keep(node))
      .catch((error: unknown) => this.logger.warn({ err: error }, 'a presence could not be recorded'));
  }
}

/**
 * A retry receipt asks for one message. For others in its list Baileys would send copies without counting how often.
 * Source: `handleRetryReceipt` of whatsmeow, which reads one id.
 */
function withOneId(receipt: BinaryNode): BinaryNode {
  return receipt.attrs['type'] === 'retry' ? without(receipt, 'list') : receipt;
}
