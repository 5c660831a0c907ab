import { type BinaryNode, S_WHATSAPP_NET, type WASocket } from '@whiskeysockets/baileys';
import { type Alarm, type Clock, Lane, type Logger } from '#libs/observability';
import { type PasskeyRequest, readPasskeyRequest, readPrimaryIdentity } from '../../codec/passkey.js';
import { invalid, notConnected, refusedBy, WhatsAppFault } from '../../faults.js';
import { refusalCodeOf } from '../../wire/query.js';
import { assertionOf, credentialFault, credentialIdOf, type PasskeyCredential } from './credential.js';
import { fetchPasskeyRequest, fetchRef, sendNonce, sendPairingRequest, sendPrologue } from './queries.js';
import {
  agree,
  type Agreement,
  handoffKeyOf,
  handoffProof,
  makePrologue,
  newAdvSecret,
  sealPairingRequest,
} from './secrets.js';
import { isAt, type PasskeyView, type Step, type StepAt, type TimedStep, viewOf } from './steps.js';

/** Why a link by passkey stopped. */
export type PasskeyStop =
  /** Nobody answered the request, or compared the code, in time. */
  | 'passkey_expired'
  /** WhatsApp or the phone did not go on in time. */
  | 'passkey_unanswered'
  /** WhatsApp refused the credential and made no other request. */
  | 'passkey_refused'
  /** A step failed: its cause is in the log. */
  | 'passkey_failed';

interface PasskeyListener {
  /** The link by passkey has begun, or gone a step further. */
  onPasskey(view: PasskeyView): void;
  /** It has failed, and with it the connection. */
  onStopped(reason: PasskeyStop): void;
}

/** The server's own address, which the codec reads with or without the @. */
const SERVER: readonly string[] = [S_WHATSAPP_NET, S_WHATSAPP_NET.slice(1)];

/** WhatsApp Web's limits: for the handoff proof, and for each step after the credential. */
const HANDOFF_MS = 5 * 60_000;
const STEP_MS = 2 * 60_000;

/**
 * Links this device to an account that requires a passkey, on the connection that showed the QR code or the pairing code.
 * Nothing is sent unless WhatsApp asks for it. The exchange is that of WhatsApp Web (`WAWebShortcakeLinkingApi`).
 */
export class PasskeyCeremony {
  private readonly lane = new Lane();
  private step: TimedStep | undefined;
  private handoff: { key: Buffer; until: number } | undefined;
  private stepMs = STEP_MS;
  private alarm: Alarm | undefined;
  private over = false;

  constructor(
    private readonly socket: WASocket,
    /** Stores the credentials. */
    private readonly save: () => Promise<void>,
    private readonly listener: PasskeyListener,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** undefined unless WhatsApp has asked for a passkey. */
  get view(): PasskeyView | undefined {
    return this.step && !this.over ? viewOf(this.step) : undefined;
  }

  /**
   * Takes over the two notifications of a link by passkey, which Baileys does not know. It could not even acknowledge them,
   * because it has no account yet.
   * @returns whether `node` is one of them
   */
  takes(node: BinaryNode): boolean {
    // A device that is linked already has nothing to prove here, and its secret stays.
    if (this.socket.authState.creds.account) return false;
    const { from = '', type } = node.attrs;
    if (node.tag !== 'notification' || !SERVER.includes(from)) return false;
    if (type === 'passkey_prologue_request') this.inTurn(() => this.asked(node));
    else if (type === 'crsc_continuation') this.inTurn(() => this.continued(node));
    else return false;
    return true;
  }

  /**
   * Answers the request.
   * @throws WhatsAppFault CONFLICT if no credential is awaited; INVALID_REQUEST if the credential does not fit the request, and
   *   nothing was sent; WHATSAPP_ERROR if WhatsApp refused it; INSTANCE_NOT_CONNECTED, UPSTREAM_TIMEOUT
   */
  async answer(credential: PasskeyCredential): Promise<PasskeyView> {
    return this.lane.run(async () => {
      const { request } = this.awaited('credential');
      const fault = credentialFault(credential, request);
      if (fault) throw fault;
      this.alarm?.cancel();
      try {
        await this.prove(credential);
      } catch (error) {
        const refusal = this.faultOf(error);
        this.logger.warn({ err: error }, 'link by passkey: the credential was not accepted');
        await this.renew();
        throw refusal;
      }
      return this.current();
    });
  }

  /**
   * Goes on with the link, because a human has compared the codes.
   * @param code the code that the phone shows
   * @throws WhatsAppFault CONFLICT if no confirmation is awaited; INVALID_REQUEST if the phone shows another code;
   *   WHATSAPP_ERROR, INSTANCE_NOT_CONNECTED, UPSTREAM_TIMEOUT
   */
  async confirm(code: string): Promise<PasskeyView> {
    return this.lane.run(async () => {
      const { agreement } = this.awaited('confirmation');
      if (plain(code) !== plain(agreement.code))
        throw invalid('code', 'is not the code of this link: unless it is mistyped, cancel the link');
      try {
        await this.pair(agreement);
      } catch (error) {
        // Before the link ends, and the connection with it.
        const refusal = this.faultOf(error);
        this.fail(error);
        throw refusal;
      }
      return this.current();
    });
  }

  /** To be called when the connection ends. */
  stop(): void {
    this.over = true;
    this.alarm?.cancel();
  }

  private async asked(node: BinaryNode): Promise<void> {
    this.logger.info('link by passkey: WhatsApp asks for a passkey');
    // A repeated request concerns the code that was scanned first, whose secret is replaced already.
    if (!this.step) await this.replaceSecret();
    await this.acknowledge(node);
    const request = readPasskeyRequest(node) ?? (await fetchPasskeyRequest(this.socket));
    this.present(request);
  }

  /**
   * Replaces the secret that was in the code, which others may have seen, and keeps a key to prove that it was known. The new
   * secret is stored before anything depends on it.
   */
  private async replaceSecret(): Promise<void> {
    const { creds } = this.socket.authState;
    this.handoff = {
      key: handoffKeyOf(Buffer.from(creds.advSecretKey, 'base64')),
      until: this.clock.now() + HANDOFF_MS,
    };
    creds.advSecretKey = newAdvSecret();
    await this.save();
  }

  private present(request: PasskeyRequest): void {
    this.stepMs = Math.min(STEP_MS, request.timeoutMs);
    this.enter({ awaiting: 'credential', request }, request.timeoutMs, 'passkey_expired');
  }

  private async prove(credential: PasskeyCredential): Promise<void> {
    const { handoff } = this;
    // Whoever tries again without the proof has to compare codes, as in WhatsApp Web.
    this.handoff = undefined;
    const prologue = makePrologue(await fetchRef(this.socket));
    const proven = handoff !== undefined && handoff.until > this.clock.now();
    this.logger.info({ proven }, 'link by passkey: sending the credential');
    await sendPrologue(this.socket, {
      credentialId: credentialIdOf(credential),
      assertion: assertionOf(credential),
      payload: prologue.payload,
      proof: proven ? handoffProof(handoff.key, prologue) : undefined,
    });
    this.logger.info('link by passkey: WhatsApp accepted the credential, waiting for the phone');
    this.enter({ awaiting: 'phone', prologue, proven }, this.stepMs, 'passkey_unanswered');
  }

  /** After a refusal WhatsApp Web asks for another request; without one the link is over. */
  private async renew(): Promise<void> {
    try {
      this.present(await fetchPasskeyRequest(this.socket));
    } catch (error) {
      this.logger.warn({ err: error }, 'link by passkey: WhatsApp made no other request');
      this.end('passkey_refused');
    }
  }

  private async continued(node: BinaryNode): Promise<void> {
    await this.acknowledge(node);
    const { step } = this;
    if (step?.awaiting !== 'phone') {
      this.logger.warn('link by passkey: the phone answered out of turn');
      return;
    }
    const primary = readPrimaryIdentity(node);
    if (!primary) throw new Error("the phone's keys cannot be read");
    this.logger.info('link by passkey: the phone answered');
    await sendNonce(this.socket, step.prologue.nonce);
    const agreement = agree(step.prologue, primary);
    if (step.proven) await this.pair(agreement);
    else this.enter({ awaiting: 'confirmation', agreement }, this.stepMs, 'passkey_expired');
  }

  private async pair(agreement: Agreement): Promise<void> {
    this.alarm?.cancel();
    this.logger.info('link by passkey: sending the pairing request');
    await sendPairingRequest(this.socket, sealPairingRequest(agreement, this.socket.authState.creds));
    this.enter({ awaiting: 'pairing', code: agreement.code }, this.stepMs, 'passkey_unanswered');
  }

  private enter(step: Step, lifeMs: number, otherwise: PasskeyStop): void {
    if (this.over) return;
    this.alarm?.cancel();
    this.step = { ...step, expiresAt: this.clock.now() + lifeMs };
    this.alarm = this.clock.after(lifeMs, () => this.end(otherwise));
    this.logger.info({ awaiting: step.awaiting, lifeMs }, 'link by passkey: waiting');
    if (this.view) this.listener.onPasskey(this.view);
  }

  private inTurn(work: () => Promise<void>): void {
    this.lane.run(work).catch((error: unknown) => this.fail(error));
  }

  private fail(error: unknown): void {
    if (this.over) return;
    this.logger.warn({ err: error }, 'link by passkey: a step failed');
    this.end('passkey_failed');
  }

  private end(reason: PasskeyStop): void {
    if (this.over) return;
    this.stop();
    this.logger.warn({ reason }, 'link by passkey: stopped');
    this.listener.onStopped(reason);
  }

  private async acknowledge({ tag, attrs: { id = '', from = '', type = '' } }: BinaryNode): Promise<void> {
    await this.socket.sendNode({ tag: 'ack', attrs: { id, to: from, class: tag, type } });
  }

  /** @throws WhatsAppFault CONFLICT if something else is awaited */
  private awaited<A extends Step['awaiting']>(awaiting: A): StepAt<A> {
    const { step } = this;
    if (step && !this.over && isAt(step, awaiting)) return step;
    throw new WhatsAppFault('CONFLICT', `WhatsApp awaits no ${awaiting} right now`, {
      awaiting: this.view?.awaiting,
    });
  }

  /** @throws WhatsAppFault INSTANCE_NOT_CONNECTED if the connection has ended meanwhile */
  private current(): PasskeyView {
    if (!this.view) throw notConnected('connecting', 'unknown');
    return this.view;
  }

  private faultOf(error: unknown): WhatsAppFault {
    if (error instanceof WhatsAppFault) return error;
    const refusal = refusalCodeOf(error);
    if (refusal !== undefined) return refusedBy(refusal, { cause: error });
    if (this.over) return notConnected('connecting', 'unknown');
    return new WhatsAppFault('UPSTREAM_TIMEOUT', 'WhatsApp did not answer in time');
  }
}

/** Codes are compared without their dash, in either case. */
function plain(code: string): string {
  return code.replaceAll(/[\s-]/g, '').toUpperCase();
}
