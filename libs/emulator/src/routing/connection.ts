import type { BinaryNode } from '@whiskeysockets/baileys';
import type { WebSocket } from 'ws';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import { Link, type LinkListener } from '../wire/link.js';
import { stanza } from '../wire/stanza.js';
import type { NoiseIdentity } from '../trust/noise-identity.js';
import type { Stats } from '../reports/stats.js';

/** Who is at the other end of a connection that has logged in. */
export interface Login {
  readonly account: Account;
  readonly companion: Companion;
}

/** One client: its link, who it is, and whether it takes part yet. */
export class Connection {
  login: Login | undefined;
  /** The client has said that it is ready for its queue. */
  active = false;
  private frozen = false;
  private readonly link: Link;

  constructor(
    socket: WebSocket,
    identity: NoiseIdentity,
    listener: LinkListener,
    private readonly stats: Stats,
  ) {
    this.link = new Link(socket, identity, listener);
  }

  /** Whether stanzas can still pass. */
  get open(): boolean {
    return !this.frozen && this.link.open;
  }

  get phone(): string | undefined {
    return this.login?.account.phone;
  }

  /** @returns whether it was written */
  send(node: BinaryNode): boolean {
    if (!this.open) return false;
    this.stats.stanzasOut++;
    this.link.send(node);
    return true;
  }

  /** Sends a last stanza, when there is one, and closes. */
  end(goodbye?: BinaryNode): void {
    if (goodbye) this.send(goodbye);
    this.active = false;
    this.link.close();
  }

  /** Half-open: the socket lives, but nothing is read or written any more. */
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
 * The stream error that Baileys maps to a code: 401 and 440 come as conflicts, 428 as the end of the stream,
 * everything else as a plain code.
 */
export function streamError(code: number): BinaryNode {
  if (code === 440) return stanza('stream:error', {}, [stanza('conflict', { type: 'replaced' })]);
  if (code === 401) return stanza('stream:error', { code }, [stanza('conflict', { type: 'device_removed' })]);
  if (code === 428) return stanza('xmlstreamend');
  return stanza('stream:error', { code });
}
