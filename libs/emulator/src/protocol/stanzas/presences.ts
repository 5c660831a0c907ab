import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../../accounts/account.js';
import type { Directory } from '../../accounts/directory.js';
import type { Connection, Login } from '../../routing/connection.js';
import type { Delivery } from '../../routing/delivery.js';
import { nowSeconds } from '../../wire/ids.js';
import { type Addressing, addressingOf } from '../../wire/jid.js';
import { children, stanza } from '../../wire/stanza.js';
import { chatAddressing } from '../../chats/envelope.js';

export const TYPING_STATES = ['composing', 'recording', 'paused'] as const;
export type TypingState = (typeof TYPING_STATES)[number];

export const PRESENCE_STATES = ['available', 'unavailable'] as const;
export type PresenceState = (typeof PRESENCE_STATES)[number];

/** Presence and typing, sent to connected companions only. */
export class Presences {
  /** By phone of the watched account: the phones that watch it, and the addressing they use. */
  private readonly subscribers = new Map<string, Map<string, Addressing>>();

  constructor(
    private readonly directory: Directory,
    private readonly delivery: Delivery,
  ) {}

  /** Handles `<presence>` from a companion. Without a type, it only carries a name. */
  presence(connection: Connection, { account }: Login, node: BinaryNode): void {
    const { type, to } = node.attrs;
    if (type === 'subscribe') this.subscribe(connection, account, to);
    // Nobody is shown online who has no name yet (whatsmeow, `ErrNoPushName`).
    else if ((type === 'available' && node.attrs.name) || type === 'unavailable')
      this.announce(account, type);
  }

  /** Changes the presence of an account, and notifies its subscribers. */
  announce(account: Account, state: PresenceState): void {
    account.available = state === 'available';
    if (!account.available) account.lastSeen = nowSeconds();
    for (const [phone, addressing] of this.subscribers.get(account.phone) ?? [])
      this.delivery.inPassing(this.directory.ensure(phone), this.stanzaOf(account, addressing));
  }

  /** Handles `<chatstate>` from a companion. */
  chatstate({ account }: Login, node: BinaryNode): void {
    const recipient = this.directory.namedJid(node.attrs.to);
    const [state] = children(node);
    if (!recipient || !state) return;
    const audio = state.attrs.media === 'audio';
    const typing = state.tag === 'composing' ? (audio ? 'recording' : 'composing') : 'paused';
    this.typing(account, recipient, typing, node.attrs.to);
  }

  /** @param to the recipient's JID as a companion wrote it */
  typing(sender: Account, recipient: Account, state: TypingState, to?: string): void {
    const from = sender.jid(chatAddressing(sender, recipient, to));
    const shown = state === 'recording' ? stanza('composing', { media: 'audio' }) : stanza(state);
    recipient.chats.record('typing', { from: sender.pnJid, state });
    this.delivery.inPassing(recipient, stanza('chatstate', { from }, [shown]));
  }

  private subscribe(connection: Connection, account: Account, to: string | undefined): void {
    const watched = this.directory.namedJid(to);
    if (!watched || to === undefined) return;
    const addressing = addressingOf(to);
    const watchers = this.subscribers.get(watched.phone) ?? new Map<string, Addressing>();
    this.subscribers.set(watched.phone, watchers.set(account.phone, addressing));
    connection.send(this.stanzaOf(watched, addressing));
  }

  private stanzaOf(account: Account, addressing: Addressing): BinaryNode {
    const from = account.jid(addressing);
    if (account.available) return stanza('presence', { from, type: 'available' });
    return stanza('presence', { from, type: 'unavailable', last: account.lastSeen ?? 'deny' });
  }
}
