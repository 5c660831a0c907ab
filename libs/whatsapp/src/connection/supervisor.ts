import { type Alarm, type Clock, Lane, type Logger } from '#libs/observability';
import { Fenced, type NewEvent, type Phone } from '#libs/storage';
import { type BackOff, CloseRemedies, type RemedySettings } from './close-remedies.js';
import type { Self } from '../codec/envelope.js';
import type { Account, Closing, Connection, ConnectionListener } from './connection.js';
import { hasMoved, notConnected, WhatsAppFault } from '../faults.js';
import { lidJid } from '../wire/jids.js';
import { isSameNumber } from '../wire/same-number.js';
import type { InstanceState, Transition } from './instance-state.js';
import type { InstanceStatus } from '../context/instance-status.js';
import type { PasskeyCeremony } from './passkey/ceremony.js';
import type { PasskeyView } from './passkey/steps.js';
import { FIRST_QR_MS, NEXT_QR_MS } from './qr-codes.js';
import type { Versions } from '../baileys/versions.js';

export interface Qr {
  qr: string;
  /** Epoch ms. */
  expiresAt: number;
}

export interface PairingCode {
  code: string;
  /** Epoch ms. */
  expiresAt: number;
}

export interface SupervisorSettings extends RemedySettings {
  /** How long one QR code is valid; undefined: 60 s for the first, 20 s for the others. */
  qrTimeoutMs?: number;
}

/** Makes a connection, which does nothing before its `open`. */
export type ConnectionFactory = (
  listener: ConnectionListener,
  /** Phone number in digits, to link by a pairing code. */
  pairingPhone: Phone | undefined,
) => Promise<Connection>;

/** An attempt without a QR code or a login after this time has failed, whatever the socket reports. */
const SILENT_ATTEMPT_MS = 60_000;
const LOGOUT_MS = 5_000;
/** WhatsApp gives a device six QR codes. A pairing code is valid as long as all of them together. */
const PAIRING_CODE_MS = FIRST_QR_MS + 5 * NEXT_QR_MS;

/**
 * Keeps one instance connected or disconnected, as its operator wants: one connection at a time, one decision at a time.
 * Each decision and its events are in the database before the next decision.
 */
export class Supervisor {
  private readonly decisions = new Lane();
  private connection: Connection | undefined;
  private account: Account | undefined;
  private code: Qr | undefined;
  private pairingCode: PairingCode | undefined;
  /** Phone number of the account to link by a pairing code. */
  private pairingPhone: Phone | undefined;
  /** Whether a QR code was shown on this connection and has not been scanned yet. */
  private sawQr = false;
  private readonly remedies: CloseRemedies;
  private alarm: Alarm | undefined;
  private over = false;
  private removed = false;

  constructor(
    readonly state: InstanceState,
    private readonly makeConnection: ConnectionFactory,
    private readonly versions: Versions,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly settings: SupervisorSettings,
    private readonly onLogin: () => void,
  ) {
    this.remedies = new CloseRemedies(settings);
    const { row } = state;
    if (row.phone !== null) {
      this.account = { phone: row.phone, lid: row.lid ?? undefined, name: row.name ?? undefined };
    }
  }

  get status(): InstanceStatus {
    return this.state.status;
  }

  /** The QR code that can be scanned now. */
  get qr(): Qr | undefined {
    return this.code && this.code.expiresAt > this.clock.now() ? this.code : undefined;
  }

  /** The pairing code that can be entered now. */
  get pairing(): PairingCode | undefined {
    return this.pairingCode && this.pairingCode.expiresAt > this.clock.now() ? this.pairingCode : undefined;
  }

  /** The link by passkey, if WhatsApp asks for one. */
  get passkey(): PasskeyCeremony | undefined {
    return this.connection?.passkey;
  }

  /** The account that is linked, or was linked last. */
  get self(): Self | undefined {
    return this.account && { phone: this.account.phone, lid: this.account.lid };
  }

  /** Whether it has been stopped: another server is to go on with the instance. */
  get isLeft(): boolean {
    return this.over && !this.removed;
  }

  /** The connection, while it is logged in. */
  get live(): Connection | undefined {
    return this.status === 'connected' ? this.connection : undefined;
  }

  /** To be called at start: connects if the operator last wanted that. */
  async start(): Promise<void> {
    if (this.state.row.desired !== 'connected' || this.state.row.halted !== null) return;
    const { until = 0 } = this.state.lastDisconnect ?? {};
    if (until > this.clock.now()) await this.exclusively(() => this.waitUntil(until));
    else await this.connect();
  }

  /**
   * Connects unless it is connected, connecting, or showing a code.
   * @param pairingPhone phone number in digits, to link by a pairing code; replaces QR codes that are shown already
   */
  async connect(pairingPhone?: Phone): Promise<void> {
    await this.exclusively(async () => {
      const otherwise = this.status === 'qr_required' && pairingPhone !== this.pairingPhone;
      if (this.connection && !(otherwise && pairingPhone !== undefined)) return;
      await this.shut();
      this.pairingPhone = pairingPhone;
      this.remedies.reset();
      await this.open({ change: { desired: 'connected', halted: null } });
    });
  }

  /** Disconnects and stays disconnected, also after a restart. The device stays linked. */
  async disconnect(): Promise<void> {
    await this.exclusively(async () => {
      const wasDown = this.status === 'disconnected';
      await this.shut();
      const { change, event } = this.state.ending('requested');
      await this.state.enter('disconnected', {
        change: { desired: 'disconnected', ...(wasDown ? {} : change) },
        events: wasDown ? [] : [event],
      });
    });
  }

  /** Ends the current connection, if any, and makes a new one. */
  async restart(): Promise<void> {
    await this.exclusively(async () => {
      await this.shut();
      this.remedies.reset();
      await this.open({ change: { desired: 'connected', halted: null } });
    });
  }

  /** Makes a new connection unless it stays disconnected. */
  async reconnect(): Promise<void> {
    await this.exclusively(async () => {
      if (this.status === 'disconnected') return;
      await this.shut();
      this.remedies.reset();
      await this.open();
    });
  }

  /**
   * Ends the link to the account, as the owner can on the phone: the instance stays, without the session. Does nothing if no
   * account is linked.
   * @param unlink unlinks the device at WhatsApp; what it throws leaves everything as it is
   * @throws WhatsAppFault INSTANCE_NOT_CONNECTED if a device is linked and there is no connection
   */
  async logout(unlink: () => Promise<void>): Promise<void> {
    await this.exclusively(async () => {
      if (!this.state.linked) return;
      if (!this.live) throw notConnected(this.status);
      await unlink();
      await this.shut();
      const event = this.state.event('logged_out', { reason: 'requested' });
      await this.halt('logged_out', {}, [event], true);
    });
  }

  /**
   * Ends the instance for good.
   * @param logout unlink the device at WhatsApp first
   * @param then removes the rows
   * @throws WhatsAppFault INSTANCE_NOT_CONNECTED if a device has to be unlinked without a connection
   */
  async remove(logout: boolean, then: () => Promise<void>): Promise<void> {
    await this.exclusively(async () => {
      if (logout && this.state.linked && !this.live) throw notConnected(this.status);
      if (logout && this.live) await this.unlink();
      await this.shut();
      this.state.forget();
      await then();
      this.over = true;
      this.removed = true;
      this.state.tell();
    });
  }

  /** Ends the connection because the process ends. What the operator wants does not change. */
  async stop(): Promise<void> {
    await this.decisions.run(async () => {
      this.over = true;
      await this.shut();
    });
  }

  /** Ends the connection without waiting for the decision that is under way. */
  abandon(): void {
    this.over = true;
    this.alarm?.cancel();
    void this.connection?.close();
  }

  private async exclusively(work: () => Promise<void>): Promise<void> {
    await this.decisions.run(async () => {
      if (this.removed) throw new WhatsAppFault('INSTANCE_NOT_FOUND', 'the instance does not exist');
      if (this.over) throw hasMoved();
      await work();
    });
  }

  /** Runs a decision about a connection, unless another connection has replaced it meanwhile. */
  private decide(connection: () => Connection | undefined, work: () => Promise<void>): void {
    this.decisions
      .run(async () => {
        if (!this.over && this.connection !== undefined && connection() === this.connection) await work();
      })
      .catch((error: unknown) => {
        // Another server has the instance, and hears of its connection.
        const level = error instanceof Fenced ? 'info' : 'error';
        this.logger[level]({ err: error }, 'a connection event could not be handled');
      });
  }

  private async open(transition: Transition = {}): Promise<void> {
    this.alarm?.cancel();
    this.sawQr = false;
    await this.state.enter('connecting', transition);
    // Another server may have the instance by now.
    if (this.over) return;
    let connection: Connection | undefined = undefined;
    const mine = (): Connection | undefined => connection;
    connection = await this.makeConnection(
      {
        onQr: (qr, lifeMs) => this.decide(mine, () => this.onQr(qr, lifeMs)),
        onPairingCode: (code) => this.decide(mine, () => this.onPairingCode(code)),
        onPasskey: (view) => this.decide(mine, () => this.onPasskey(view)),
        onOpen: (account) => this.decide(mine, () => this.onOpen(account)),
        onNamed: (name) => this.decide(mine, () => this.state.rename(name)),
        onClosed: (closing) => this.decide(mine, () => this.onClosed(closing)),
      },
      this.pairingPhone,
    );
    if (this.over) return;
    this.connection = connection;
    this.alarm = this.clock.after(SILENT_ATTEMPT_MS, () =>
      this.decide(mine, () => this.onClosed({ fault: new Error('WhatsApp did not answer') })),
    );
    await connection.open();
  }

  private async shut(): Promise<void> {
    this.alarm?.cancel();
    this.alarm = undefined;
    this.code = undefined;
    this.pairingCode = undefined;
    const { connection } = this;
    this.connection = undefined;
    await connection?.close();
  }

  private async unlink(): Promise<void> {
    await this.clock
      .within(LOGOUT_MS, this.connection?.logout() ?? Promise.resolve())
      .catch((error: unknown) => this.logger.warn({ err: error }, 'the device could not be unlinked'));
  }

  private async onQr(qr: string, lifeMs: number): Promise<void> {
    this.alarm?.cancel();
    this.sawQr = true;
    this.code = { qr, expiresAt: this.clock.now() + lifeMs };
    await this.state.enter('qr_required', { events: [this.state.event('qr', this.code)] });
  }

  private async onPairingCode(code: string): Promise<void> {
    this.alarm?.cancel();
    this.sawQr = true;
    const lifeMs = this.settings.qrTimeoutMs === undefined ? PAIRING_CODE_MS : 6 * this.settings.qrTimeoutMs;
    this.pairingCode = { code, expiresAt: this.clock.now() + lifeMs };
    await this.state.enter('qr_required', { events: [this.state.event('pairing_code', this.pairingCode)] });
  }

  private async onPasskey(view: PasskeyView): Promise<void> {
    this.alarm?.cancel();
    this.code = undefined;
    this.pairingCode = undefined;
    this.sawQr = false;
    await this.state.enter('passkey_required', { events: [this.state.event('passkey', view)] });
  }

  /** Whether an account may be linked: a phone number that people write differently is the same account. */
  accepts(phone: Phone): boolean {
    const { own_phone: own } = this.state.row;
    return own === null || isSameNumber(own, phone);
  }

  private async onOpen(account: Account): Promise<void> {
    if (!this.accepts(account.phone)) return this.refuse();
    this.alarm?.cancel();
    this.code = undefined;
    this.pairingCode = undefined;
    this.pairingPhone = undefined;
    this.sawQr = false;
    this.remedies.reset();
    this.account = account;
    const connectedAt = this.clock.now();
    const { instance_id: instanceId, last_phone: before } = this.state.row;
    const { phone, lid, name } = account;
    const changed = before !== null && before !== phone;
    await this.state.enter('connected', {
      before: changed ? [this.state.event('account_changed', { phone, previousPhone: before })] : [],
      change: {
        phone,
        last_phone: phone,
        lid: lid ?? null,
        name: name ?? null,
        connected_at: connectedAt,
      },
      events: [
        this.state.event('ready', {
          instanceId,
          connectedAt,
          phone,
          lid: lid === undefined ? undefined : lidJid(lid),
          name,
        }),
      ],
    });
    this.onLogin();
  }

  /** Unlinks a device that somebody has linked to another account than the instance is for. */
  private async refuse(): Promise<void> {
    await this.unlink();
    await this.shut();
    await this.halt('wrong_account', {}, [], true);
  }

  private async onClosed(closing: Closing): Promise<void> {
    await this.shut();
    const step = this.remedies.after(closing, this.sawQr);
    switch (step.next) {
      case 'open':
        return this.openAgain(step.reason);
      case 'refresh-version':
        await this.versions.refresh();
        return this.open();
      case 'unreadable': {
        const error = 'the stored session cannot be read; delete the instance, create it again and link it';
        return this.halt('session_unreadable', closing, [this.state.event('error', { error })]);
      }
      case 'log-out': {
        const event = this.state.event('logged_out', { reason: 'logged_out' });
        return this.halt('logged_out', closing, [event], true);
      }
      case 'halt':
        return this.halt(step.reason, closing);
      case 'wait':
        return this.waitOut(step.reason, closing, step.ms);
      case 'back-off':
        return this.backOff(step, closing);
    }
  }

  /** @param reason why the last connection ended, if that is reported */
  private async openAgain(reason: string | undefined): Promise<void> {
    if (reason === undefined) return this.open();
    const { change, event } = this.state.ending(reason);
    await this.open({ change, before: [event] });
  }

  /** Stays disconnected until `connect` is called. */
  private async halt(reason: string, closing: Closing, more: NewEvent[] = [], wipe = false): Promise<void> {
    const { change, event } = this.state.ending(reason, closing.code);
    const gone = { phone: null, lid: null, name: null, connected_at: null };
    await this.state.enter('disconnected', {
      change: { halted: reason, ...change, ...(wipe ? gone : {}) },
      events: [event, ...more],
      wipe,
    });
  }

  /**
   * Connects again when WhatsApp may take the login. A number that knocks during a temporary ban may be banned for good.
   */
  private async waitOut(reason: string, { code }: Closing, ms: number): Promise<void> {
    const until = this.clock.now() + ms;
    const { change, event } = this.state.ending(reason, code, until);
    await this.waitUntil(until, { change, before: [event] });
  }

  private async waitUntil(until: number, { change, before }: Transition = {}): Promise<void> {
    const delayMs = until - this.clock.now();
    const events = [this.state.event('reconnecting', { attempt: 1, delayMs })];
    await this.state.enter('reconnecting', { change, before, events });
    this.openIn(delayMs);
  }

  private async backOff({ reason, attempt, ms }: BackOff, { code }: Closing): Promise<void> {
    const { change, event } = this.state.ending(reason, code);
    await this.state.enter('reconnecting', {
      change,
      // The end is reported once, not again for each attempt that fails.
      before: attempt === 1 ? [event] : [],
      events: [this.state.event('reconnecting', { attempt, delayMs: ms })],
    });
    this.openIn(ms);
  }

  private openIn(delayMs: number): void {
    this.alarm = this.clock.after(delayMs, () => {
      this.decisions
        .run(async () => {
          if (!this.over && !this.connection && this.status === 'reconnecting') await this.open();
        })
        .catch((error: unknown) => this.logger.error({ err: error }, 'a reconnect could not be started'));
    });
  }
}
