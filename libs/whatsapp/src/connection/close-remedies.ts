import { UnreadableSession } from '../baileys/session-store.js';
import { meaningOf } from './close-codes.js';
import type { Closing } from './connection.js';
import type { PasskeyStop } from './passkey/ceremony.js';

export interface RemedySettings {
  /** First pause before a reconnect. It doubles with each failure. */
  reconnectDelayMs: number;
  reconnectMaxDelayMs: number;
  /** How many sets of QR codes may expire before the instance stays disconnected. */
  qrRounds: number;
  /** How often it connects again after somebody with the same session has replaced it: a server that had it before may have. */
  replacements: number;
}

/** What follows the end of a connection. */
export type Step =
  /** Connect again immediately. The end is reported only if it has a reason. */
  | { next: 'open'; reason?: PasskeyStop }
  /** Look up WhatsApp's current version, then connect again. */
  | { next: 'refresh-version' }
  /** Stay disconnected until `connect` is called. */
  | { next: 'halt'; reason: string }
  /** As `halt`, because the stored session cannot be read. */
  | { next: 'unreadable' }
  /** As `halt`, and wipe the session: the device is no longer linked. */
  | { next: 'log-out' }
  /** Connect again when WhatsApp may take the login. */
  | { next: 'wait'; reason: string; ms: number }
  | BackOff;

/** Connect again after a growing pause. */
export interface BackOff {
  next: 'back-off';
  reason: string;
  /** From 1. */
  attempt: number;
  ms: number;
}

/** How long a temporary ban is taken to last if WhatsApp does not say. */
const UNTOLD_BAN_MS = 60 * 60 * 1_000;
/** How long it takes until WhatsApp's current version is looked up again after it was refused, too. */
const NEXT_VERSION_MS = 6 * 60 * 60 * 1_000;

/** Decides what follows the end of a connection. It depends on what was tried since the last login. */
export class CloseRemedies {
  private attempt = 0;
  private qrRound = 0;
  private versionRefreshed = false;
  private reopened = false;
  /** Unlike the others, it outlasts logins: each replacement comes after one. */
  private replaced = 0;

  constructor(private readonly settings: RemedySettings) {}

  /** To be called after a login, and if the operator begins anew. */
  reset(): void {
    this.attempt = 0;
    this.qrRound = 0;
    this.versionRefreshed = false;
    this.reopened = false;
  }

  /** @param sawQr whether a QR code was shown on the connection and has not been scanned */
  after(closing: Closing, sawQr: boolean): Step {
    if (closing.fault instanceof UnreadableSession) return { next: 'unreadable' };
    if (closing.proxy) return this.backOff(closing.proxy, closing);
    // The link begins again with a QR code, as long as QR codes are shown at all.
    if (closing.passkey)
      return this.nextRound() ? { next: 'open', reason: closing.passkey } : halt(closing.passkey);
    if (closing.code === 408 && sawQr) return this.nextRound() ? { next: 'open' } : halt('qr_expired');
    const { reason, remedy } = meaningOf(closing.code);
    switch (remedy) {
      case 'reopen':
        // Only once before a login: otherwise this could loop.
        if (this.reopened) return this.backOff(reason, closing);
        this.reopened = true;
        return { next: 'open' };
      case 'wipe':
        return { next: 'log-out' };
      case 'stop-if-replaced-again':
        this.replaced += 1;
        return this.replaced > this.settings.replacements ? halt(reason) : this.backOff(reason, closing);
      case 'stop':
        return halt(reason);
      case 'refresh-version':
        this.versionRefreshed = !this.versionRefreshed;
        return this.versionRefreshed
          ? { next: 'refresh-version' }
          : { next: 'wait', reason, ms: NEXT_VERSION_MS };
      case 'wait':
        return { next: 'wait', reason, ms: banMsOf(closing) };
      default:
        return this.backOff(reason, closing);
    }
  }

  /** Whether QR codes are shown once more. */
  private nextRound(): boolean {
    this.qrRound += 1;
    return this.qrRound < this.settings.qrRounds;
  }

  private backOff(reason: string, { fault }: Closing): Step {
    const { reconnectDelayMs, reconnectMaxDelayMs } = this.settings;
    const ceiling = Math.min(reconnectDelayMs * 2 ** Math.min(this.attempt, 20), reconnectMaxDelayMs);
    this.attempt += 1;
    return {
      next: 'back-off',
      reason: fault ? 'internal_fault' : reason,
      attempt: this.attempt,
      // Half of the delay is random, so that many instances do not reconnect at one moment.
      ms: Math.round(ceiling * (0.5 + Math.random() / 2)),
    };
  }
}

function halt(reason: string): Step {
  return { next: 'halt', reason };
}

function banMsOf({ banSeconds }: Closing): number {
  return banSeconds === undefined ? UNTOLD_BAN_MS : banSeconds * 1_000;
}
