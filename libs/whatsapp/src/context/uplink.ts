import type { WASocket } from '@whiskeysockets/baileys';
import type { MiawClient } from 'miaw-core';
import { Background, type Clock, type Logger } from '#libs/observability';
import type { Self } from '../codec/envelope.js';
import { hasMoved, notConnected, type Outcome, refusedBy, WhatsAppFault } from '../faults.js';
import type { InstanceStatus } from '../context/instance-status.js';
import { refusalCodeOf } from '../wire/query.js';

/** Source of the current connection. */
export interface UplinkSource {
  /** The connection, while it is logged in. */
  readonly live: { readonly socket: WASocket | undefined; readonly miaw: MiawClient } | undefined;
  /** The account that is linked, or was linked last. */
  readonly self: Self | undefined;
  readonly status: InstanceStatus;
  /** Whether the instance is no longer at this server. */
  readonly isLeft: boolean;
}

/** A connection that is logged in. */
export interface Link {
  socket: WASocket;
  miaw: MiawClient;
}

/**
 * Access to the logged-in connection of an instance, for all requests to WhatsApp. Connections come and go; a request always
 * uses the current one.
 */
export class Uplink {
  private readonly asking = new Background();

  /** @param timeoutMs how long WhatsApp may take to answer one request */
  constructor(
    private readonly source: () => UplinkSource,
    private readonly clock: Clock,
    readonly logger: Logger,
    readonly timeoutMs: number,
  ) {}

  get status(): InstanceStatus {
    return this.source().status;
  }

  /** The account that is linked, or was linked last. */
  get self(): Self | undefined {
    return this.source().self;
  }

  /** Whether anything can be sent or asked right now. */
  get isUp(): boolean {
    return this.linkOrNone() !== undefined;
  }

  /** The current connection. @throws WhatsAppFault INSTANCE_NOT_CONNECTED, or NOT_READY at the wrong server (both `not_sent`) */
  link(): Link {
    const link = this.linkOrNone();
    if (link) return link;
    throw this.source().isLeft ? hasMoved() : notConnected(this.status);
  }

  /** The socket of the current connection. @throws WhatsAppFault INSTANCE_NOT_CONNECTED (`not_sent`) */
  socket(): WASocket {
    return this.link().socket;
  }

  /** Whether `socket` is still that of the current connection. */
  carries(socket: WASocket): boolean {
    return this.linkOrNone()?.socket === socket;
  }

  /**
   * Runs requests to WhatsApp, which together may take as long as one request.
   * @param outcome outcome to report if no answer arrives: `not_sent` for queries before anything is sent
   * @throws WhatsAppFault INSTANCE_NOT_CONNECTED without a connection, or if it ended before the answer; WHATSAPP_ERROR with
   *   WhatsApp's code for a refusal; UPSTREAM_TIMEOUT; any that `work` throws
   */
  async ask<T>(work: (socket: WASocket) => Promise<T>, outcome: Outcome = 'unknown'): Promise<T> {
    return this.asking.run(async () => this.askNow(work, outcome));
  }

  /** Resolves when no request is under way. */
  async idle(): Promise<void> {
    await this.asking.settled();
  }

  private async askNow<T>(work: (socket: WASocket) => Promise<T>, outcome: Outcome): Promise<T> {
    const socket = this.socket();
    try {
      return await this.clock.within(this.timeoutMs, work(socket));
    } catch (error) {
      throw this.faultOf(error, outcome);
    }
  }

  /** Translates an error. For an unanswered query, Baileys returns nothing or fails on that: both mean a timeout. */
  private faultOf(error: unknown, outcome: Outcome): WhatsAppFault {
    if (error instanceof WhatsAppFault) return error;
    const refusal = refusalCodeOf(error);
    if (refusal !== undefined) return refusedBy(refusal, { cause: error });
    if (!this.isUp) return notConnected(this.status, outcome);
    this.logger.debug({ err: error }, 'WhatsApp did not answer a request');
    return new WhatsAppFault('UPSTREAM_TIMEOUT', 'WhatsApp did not answer in time', { outcome });
  }

  private linkOrNone(): Link | undefined {
    const { live } = this.source();
    const socket = live?.socket;
    return live && socket?.user ? { socket, miaw: live.miaw } : undefined;
  }
}
