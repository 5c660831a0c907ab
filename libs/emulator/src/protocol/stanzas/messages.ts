import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../../accounts/account.js';
import { contactToken } from '../../accounts/contact-token.js';
import type { Directory } from '../../accounts/directory.js';
import type { Faults, Occasion } from '../../faults/faults.js';
import { garbage } from '../../phones/device-cipher.js';
import type { PhoneReader } from '../../phones/phone-reader.js';
import type { Login } from '../../routing/connection.js';
import type { Connections } from '../../routing/connections.js';
import type { Delivery } from '../../routing/delivery.js';
import type { ErrorLog } from '../../reports/error-log.js';
import type { Unhandled } from '../../reports/unhandled.js';
import { nowSeconds } from '../../wire/ids.js';
import { isPerson, parseJid, withoutDevice } from '../../wire/jid.js';
import { participantHash } from '../../wire/participant-hash.js';
import { child, childBytes, childrenNamed, stanza } from '../../wire/stanza.js';
import { chatAddressing, type Envelope, messageStanza } from '../../chats/envelope.js';

/** The code for a message that begins a chat, from an account that must not, or to a person who asks for a token. */
const UNINVITED = '463';

function isLockedOut({ restriction, chats, phone }: Account, recipient: Account): boolean {
  if (restriction?.kind !== 'reachout_timelock' || recipient.phone === phone) return false;
  if (restriction.until !== undefined && restriction.until <= nowSeconds()) return false;
  return !chats.messages.some(({ peer }) => peer === recipient.phone);
}

/** Delivers messages to one kind of destination other than people. */
export interface MessageRoute {
  /** Whether this route delivers messages to a JID. */
  serves(to: string): boolean;
  /** @returns an error code for the ack, undefined if the message is accepted */
  refusal(login: Login, node: BinaryNode): string | undefined;
  /** The hash of devices for the ack, if the client's list of them is wrong. */
  phash(login: Login, node: BinaryNode): string | undefined;
  /** Delivers an accepted message. */
  deliver(login: Login, node: BinaryNode): Promise<void> | void;
}

/** Publishes messages that are not encrypted, before they are acknowledged. */
export interface Publisher {
  serves(to: string): boolean;
  /** @returns an error code for the ack, or the number that the server gave to the post */
  publish(login: Login, node: BinaryNode): { error: string } | { server_id: number };
}

/** Acknowledges `<message>` from companions, and delivers it to every device it names. */
export class Messages {
  private readonly routes: MessageRoute[] = [];
  private readonly publishers: Publisher[] = [];

  constructor(
    private readonly directory: Directory,
    private readonly connections: Connections,
    private readonly delivery: Delivery,
    private readonly reader: PhoneReader,
    private readonly faults: Faults,
    private readonly unhandled: Unhandled,
    private readonly errors: ErrorLog,
  ) {}

  /** Adds a route for destinations other than people. */
  add(route: MessageRoute): void {
    this.routes.push(route);
  }

  addPublisher(publisher: Publisher): void {
    this.publishers.push(publisher);
  }

  async handle(login: Login, node: BinaryNode): Promise<void> {
    const occasion = this.occasion(login, node);
    const refused = this.faults.take('ack-error', occasion);
    if (refused) {
      this.acknowledge(login, node, { error: String(refused.code) });
      return;
    }
    const goOn = () => this.accept(login, node);
    const missing = this.faults.take('ack-missing', occasion);
    const delayed = missing ? undefined : this.faults.take('ack-delay', occasion);
    if (missing) this.faults.hold(missing, () => this.errors.watch(goOn(), 'held message'));
    else if (delayed) setTimeout(() => this.errors.watch(goOn(), 'delayed message'), delayed.ms ?? 0).unref();
    else await goOn();
  }

  private async accept(login: Login, node: BinaryNode): Promise<void> {
    const to = node.attrs.to ?? '';
    if (isPerson(to)) {
      const recipient = this.directory.namedJid(node.attrs.recipient ?? to);
      if (!recipient) return this.acknowledge(login, node, { error: '404' });
      const refused =
        isLockedOut(login.account, recipient) || this.isUninvited(login.account, recipient, node);
      this.acknowledge(login, node, refused ? { error: UNINVITED } : {});
      return refused || !recipient.registered ? undefined : this.direct(login, recipient, node);
    }
    const publisher = this.publishers.find((candidate) => candidate.serves(to));
    if (publisher) return this.acknowledge(login, node, publisher.publish(login, node));
    const route = this.routes.find((candidate) => candidate.serves(to));
    if (!route) {
      this.unhandled.record(login.account.phone, node, `message to ${parseJid(to)?.server ?? to}`);
      return this.acknowledge(login, node, { error: '501' });
    }
    const error = route.refusal(login, node);
    this.acknowledge(login, node, {
      error,
      phash: error === undefined ? route.phash(login, node) : undefined,
    });
    if (error === undefined) await route.deliver(login, node);
  }

  /** Sends the ack on the companion's current connection: after a delay it may be another one. */
  private acknowledge(
    login: Login,
    node: BinaryNode,
    more: { error?: string; phash?: string; server_id?: number } = {},
  ): void {
    const { id, to } = node.attrs;
    const doubted = more.error === undefined && this.faults.take('ack-phash', this.occasion(login, node));
    const phash = doubted ? participantHash([]) : more.phash;
    const attributes = { class: 'message', id, from: to, t: nowSeconds(), ...more, phash };
    this.connections.find(login.companion)?.send(stanza('ack', attributes));
  }

  private occasion({ account }: Login, { attrs: { to } }: BinaryNode): Occasion {
    return { phone: account.phone, to: this.directory.phoneOf(to) ?? parseJid(to)?.user };
  }

  /** Whether a message is refused because this person asks those who write first for a token. */
  private isUninvited(account: Account, recipient: Account, node: BinaryNode): boolean {
    if (recipient === account || !recipient.needsToken) return false;
    const known = account.chats.messages.some(({ peer, fromMe }) => peer === recipient.phone && !fromMe);
    return !known && !childBytes(node, 'tctoken')?.equals(contactToken(recipient, account));
  }

  private async direct(login: Login, recipient: Account, node: BinaryNode): Promise<void> {
    const envelope = this.envelope(login, recipient, node);
    const identity = child(node, 'device-identity');
    const listed = childrenNamed(child(node, 'participants'), 'to');
    const targets =
      listed.length > 0 ? listed : [stanza('to', { jid: node.attrs.to }, childrenNamed(node, 'enc'))];
    for (const target of targets) await this.deliver(envelope, target, identity);
  }

  private envelope({ account, companion }: Login, recipient: Account, node: BinaryNode): Envelope {
    const { id = '', type = 'text', edit, category } = node.attrs;
    const to = node.attrs.recipient ?? node.attrs.to ?? '';
    const addressing = chatAddressing(account, recipient, to);
    const timestamp = nowSeconds();
    const device = companion.number;
    if (!account.sent.find(id))
      account.sent.add({
        id,
        to: withoutDevice(to),
        recipient: recipient.phone,
        device,
        timestamp,
        type,
        edit,
        category,
        receipts: [],
      });
    return { id, sender: account, device, recipient, addressing, timestamp, type, edit, category };
  }

  private async deliver(
    envelope: Envelope,
    target: BinaryNode,
    identity: BinaryNode | undefined,
  ): Promise<void> {
    const account = this.directory.findJid(target.attrs.jid);
    const device = parseJid(target.attrs.jid)?.device ?? 0;
    if (!account) return;
    // The server has acknowledged the message, and says nothing else to its sender.
    if (account !== envelope.sender && account.blocked.has(envelope.sender.phone)) return;
    const encs = childrenNamed(target, 'enc');
    if (device === 0) {
      await this.reader.receive(account, envelope, encs);
      return;
    }
    const companion = account.companions.get(device);
    if (!companion) return;
    const content = encs.map((enc) => this.forward(account, enc));
    const introduces = encs.some((enc) => enc.attrs.type === 'pkmsg');
    if (identity && introduces) content.push(identity);
    this.delivery.toCompanion(account, companion, messageStanza(envelope, account, content));
  }

  private forward(target: Account, enc: BinaryNode): BinaryNode {
    const { phash: _sendersOwn, ...attributes } = enc.attrs;
    if (!this.faults.take('undecryptable', { phone: target.phone })) return { ...enc, attrs: attributes };
    return garbage('msg', attributes);
  }
}
