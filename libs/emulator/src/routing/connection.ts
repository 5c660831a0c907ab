import type { BinaryNode } from '@whiskeysockets/baileys';
import type { WebSocket } from 'ws';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import type { Latency } from '../wire/delayed-writer.js';
import { Link, type LinkListener } from '../wire/link.js';
import { stanza } from '../wire/stanza.js';
import type { NoiseIdentity } from '../trust/noise-identity.js';
import type { Stats } from '../reports/stats.js';

/** The companion behind a connection that has logged in. */
export interface Login {
  readonly account: Account;
  readonly companion: Companion;
}

/** How far the queued stanzas have been delivered to a client. */
export interface OfflineProgress {
  /** Sequence in the queue of the last one that was sent. */
  after: number;
  sent: number;
}

/** How long a client has to close a connection that has ended. */
const CLOSING_MS = 5_000;

/** The connection of one client. */
export class Connection {
  login: Login | undefined;
  /** Whether the client has got all of its queued stanzas, and gets new ones as they come. */
  active = false;
  /** Set while the client is pulling its queued stanzas. */
  offline: OfflineProgress | undefined;
  private frozen = false;
  /** Whether it was told that this is the end. */
  private ended = false;
  private readonly link: Link;

  constructor(
    socket: WebSocket,
    identity: NoiseIdentity,
    listener: LinkListener,
    private readonly stats: Stats,
    latency: () => Latency,
  ) {
    this.link = new Link(socket, identity, listener, latency);
  }

  /** Whether stanzas can still be sent. */
  get open(): boolean {
    return !this.frozen && !this.ended && this.link.open;
  }

  get phone(): string | undefined {
    return this.login?.account.phone;
  }

  /** @returns whether the stanza was written */
  send(node: BinaryNode): boolean {
    if (!this.open) return false;
    this.stats.stanzasOut++;
    this.link.send(node);
    return true;
  }

  /**
   * Ends the connection with a last stanza. As WhatsApp's server does, it leaves the closing to the client, and closes
   * the connection of one that does not within seconds.
   */
  end(goodbye: BinaryNode): void {
    this.send(goodbye);
    this.ended = true;
    this.active = false;
    setTimeout(() => this.link.close(), CLOSING_MS).unref();
  }

  /** Makes the connection half-open: the socket stays, but nothing is read or written. */
  freeze(): void {
    this.frozen = true;
    this.active = false;
    this.link.freeze();
  }

  drop(): void {
    this.active = false;
    this.link.drop();
  }
}

/**
 * The stream error that Baileys maps to a code: 401 and 440 are conflicts, 428 is the end of the stream, all others
 * are plain codes.
 */
export function streamError(code: number): BinaryNode {
  if (code === 440) return stanza('stream:error', {}, [stanza('conflict', { type: 'replaced' })]);
  if (code === 401) return stanza('stream:error', { code }, [stanza('conflict', { type: 'device_removed' })]);
  if (code === 428) return stanza('xmlstreamend');
  return stanza('stream:error', { code });
}
