import type { Payload } from '#libs/events';
import type { Clock, Logger } from '#libs/observability';
import {
  Fenced,
  type InstanceChange,
  type InstanceRow,
  isObject,
  type NewEvent,
  parsed,
  type Storage,
  type Uid,
  type Write,
} from '#libs/storage';
import type { InstanceStatus } from '../context/instance-status.js';
import { instanceChanged, type InstanceEvent } from '../context/new-events.js';

export interface LastDisconnect {
  reason: string;
  code?: number;
  /** Epoch ms. */
  at: number;
  /** When a temporary ban ends, epoch ms. */
  until?: number;
}

function isLastDisconnect(value: unknown): value is LastDisconnect {
  return isObject(value) && 'reason' in value && 'at' in value;
}

/** What is written together with a change of state. */
export interface Transition {
  change?: InstanceChange;
  /** Events that precede the `connection` event. */
  before?: NewEvent[];
  events?: NewEvent[];
  /** Remove the session of the linked device and its address book. */
  wipe?: boolean;
}

/** Events that explain a change of the connection. */
const LOGGED: ReadonlySet<string> = new Set(['disconnected', 'reconnecting', 'logged_out', 'ready', 'error']);

/** The current state of an instance, in memory and in its row. */
export class InstanceState {
  private readonly watchers = new Set<() => void>();
  private current: InstanceStatus = 'disconnected';
  /** The state that callers see: its events are on disk. */
  private recorded: InstanceStatus = 'disconnected';

  constructor(
    private present: InstanceRow,
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  get row(): Readonly<InstanceRow> {
    return this.present;
  }

  /** The state that decisions are made by. */
  get status(): InstanceStatus {
    return this.current;
  }

  /** The state that callers see: whoever reads the event log after it finds the events that led to it. */
  get shown(): InstanceStatus {
    return this.recorded;
  }

  /** Why the instance stays disconnected until the next `connect`; undefined while it may reconnect. */
  get halted(): string | undefined {
    return this.present.halted ?? undefined;
  }

  get lastDisconnect(): LastDisconnect | undefined {
    const { last_disconnect: last } = this.present;
    return last === null ? undefined : parsed(last, isLastDisconnect);
  }

  /** When the instance was connected, epoch ms; undefined while it is not. */
  get connectedAt(): number | undefined {
    return this.recorded === 'connected' ? (this.present.connected_at ?? undefined) : undefined;
  }

  /** The linked account; undefined if no account is linked. */
  get linked(): { phone: string; name?: string } | undefined {
    const { phone, name } = this.present;
    return phone === null ? undefined : { phone, name: name ?? undefined };
  }

  /** Enters a state. The row, the events and the wiping of a session are one commit. */
  async enter(
    status: InstanceStatus,
    { change = {}, before = [], events = [], wipe = false }: Transition,
  ): Promise<void> {
    const told = status === this.current ? [] : [this.event('connection', { state: status })];
    if (told.length > 0) this.log(status, [...before, ...events]);
    this.current = status;
    this.present = { ...this.present, ...change };
    const { uid } = this.present;
    try {
      await this.storage.database.write(async (write) => {
        await this.storage.instances.update(write, uid, { ...change, status });
        if (wipe) await this.wipe(write, uid);
        await this.storage.events.append(write, this.present, [...before, ...told, ...events]);
      });
    } catch (error) {
      // It is another server's.
      if (error instanceof Fenced) throw error;
      // The instance carries on: its state must not depend on whether it could be stored.
      this.logger.error({ err: error, status }, 'the state of a connection could not be recorded');
    }
    this.recorded = status;
    this.tell();
  }

  /** One line for each change of the connection, with what its events say about it. */
  private log(status: InstanceStatus, events: readonly NewEvent[]): void {
    const details = Object.assign(
      {},
      ...events.filter(({ event }) => LOGGED.has(event)).map(({ data }) => data),
    );
    const { reason, code, until, attempt, delayMs, phone } = details;
    const line = { status, was: this.current, reason, code, until, attempt, delayMs, phone };
    const asked = status !== 'disconnected' || reason === 'requested';
    this.logger[asked ? 'info' : 'warn'](line, 'the connection is now in another state');
  }

  /** Changes fields of the row that do not concern the connection. */
  async update(change: InstanceChange): Promise<void> {
    this.present = { ...this.present, ...change };
    const { uid } = this.present;
    await this.storage.database.write((write) => this.storage.instances.update(write, uid, change));
  }

  /** Stores the profile name of the linked account. */
  async rename(name: string): Promise<void> {
    if (!this.linked || this.linked.name === name) return;
    try {
      await this.update({ name });
    } catch (error) {
      this.logger.error({ err: error }, 'the name of an account could not be recorded');
    }
  }

  /** Resets the state before the instance is removed, without events. */
  forget(): void {
    this.current = 'disconnected';
    this.recorded = 'disconnected';
  }

  /**
   * Removes the session, the address book, labels, and the timers, states and pictures of chats: another account may be linked
   * next.
   */
  private async wipe(write: Write, uid: Uid): Promise<void> {
    await this.storage.sessions.wipe(write, uid);
    await this.storage.contacts.clear(write, uid);
    await this.storage.chatTimers.clear(write, uid);
    await this.storage.memberLabels.clear(write, uid);
    await this.storage.historyRequests.clear(write, uid);
    await this.storage.calls.clear(write, uid);
    await this.storage.quickReplies.clear(write, uid);
    await this.storage.labels.clear(write, uid);
    await this.storage.chatStates.clear(write, uid);
    await this.storage.chatPictures.clear(write, uid);
    await this.storage.statusPosts.clear(write, uid);
    await this.storage.appStateReads.clear(write, uid);
  }

  event<E extends InstanceEvent>(event: E, data: Payload<E>): NewEvent {
    return instanceChanged(this.clock.now(), event, data);
  }

  /** The change of the row and the event for the end of a connection. */
  ending(reason: string, code?: number, until?: number): { change: InstanceChange; event: NewEvent } {
    const last: LastDisconnect = { reason, code, at: this.clock.now(), until };
    return {
      change: { last_disconnect: JSON.stringify(last) },
      event: this.event('disconnected', { reason, code, until }),
    };
  }

  /** Resolves when `reached` returns true, or after `ms`. */
  async until(reached: () => boolean, ms: number): Promise<void> {
    if (reached()) return;
    let look = (): void => undefined;
    const seen = new Promise<void>((resolve) => {
      look = () => {
        if (reached()) resolve();
      };
    });
    this.watchers.add(look);
    await this.clock.atMost(ms, seen);
    this.watchers.delete(look);
  }

  /** Makes all waiting calls of {@link until} check again. */
  tell(): void {
    for (const watcher of this.watchers) watcher();
  }
}
