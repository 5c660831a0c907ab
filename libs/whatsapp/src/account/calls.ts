import { Lane } from '#libs/observability';
import { type CallRow, type ChatJid, isTexts, parsed, type InstanceRow } from '#libs/storage';
import { callChanged } from '../context/new-events.js';
import type { InstanceContext } from '../context/instance-context.js';
import { invalid, unusable, WhatsAppFault } from '../faults.js';
import { phoneJid, phoneOf } from '../wire/jids.js';
import { askAboutCall } from '../wire/query.js';
import { childrenOf } from '../wire/stanza.js';

/** How long the setting may take to reject a call, from its beginning, ms. WhatsApp's apps ring shorter. */
const RINGING_MS = 60_000;
/** Shortest time between two answers to one caller, ms. */
const ANSWER_PAUSE_MS = 60 * 60 * 1000;
/** How far ahead a call can be planned, ms. */
const FARTHEST_START_MS = 365 * 24 * 60 * 60 * 1000;
/** Name of WhatsApp's server for call links. */
const LINKS = '@call';
/** Kinds of calls for which there are links. */
export const CALL_TYPES = ['audio', 'video'] as const;
export type CallType = (typeof CALL_TYPES)[number];

/** Beginnings of call links (WhatsApp Web, `WAWebVoipCreateCallLinkJob`; Baileys, `CALL_AUDIO_PREFIX`). */
const LINK_URLS = {
  audio: 'https://call.whatsapp.com/voice/',
  video: 'https://call.whatsapp.com/video/',
} as const;

/** Callers whose calls an instance that rejects calls lets ring. */
export const CALL_EXCEPTIONS = ['contacts', 'groups'] as const;
export type CallException = (typeof CALL_EXCEPTIONS)[number];

/** Which calls an instance rejects, and the text that callers get. */
export interface CallSettings {
  rejectCalls: boolean;
  /** Text that callers get; null: none. */
  rejectCallsText: string | null;
  /** `contacts`: people in the address book; `groups`: calls in groups. */
  rejectCallsExcept: readonly CallException[];
}

export interface RejectedCall {
  callId: string;
  /** JID of the caller. */
  from: ChatJid;
  status: 'rejected';
}

export interface CallLink {
  url: string;
  type: CallType;
  /** Epoch ms; absent if the call is not planned. */
  startsAt?: number;
}

/** The text that a caller gets, and when that was noted. */
interface CallerText {
  to: ChatJid;
  text: string;
  /** Epoch ms. */
  at: number;
}

/** Which calls to an account are rejected. */
export function callSettingsOf({
  reject_calls: rejects,
  reject_calls_text: rejectCallsText,
  reject_calls_except: exceptions,
}: Pick<InstanceRow, 'reject_calls' | 'reject_calls_text' | 'reject_calls_except'>): CallSettings {
  const except = parsed(exceptions, isTexts);
  return {
    rejectCalls: rejects === 1,
    rejectCallsText,
    rejectCallsExcept: CALL_EXCEPTIONS.filter((name) => except.includes(name)),
  };
}

/** Rejects calls to the account, and makes links to calls. */
export class Calls {
  private readonly lane = new Lane();
  private present: CallSettings;

  /** @param say sends a text */
  constructor(
    private readonly context: InstanceContext,
    row: Parameters<typeof callSettingsOf>[0],
    private readonly say: (to: ChatJid, text: string) => Promise<unknown>,
  ) {
    this.present = callSettingsOf(row);
  }

  /** To be called before anything is received. */
  async start(): Promise<void> {
    const { storage, uid } = this.context;
    await storage.database.write((write) => storage.calls.forgetRejections(write, uid));
  }

  get settings(): CallSettings {
    return this.present;
  }

  async configure(change: Partial<CallSettings>): Promise<void> {
    const next = { ...this.present, ...change };
    const { storage, uid } = this.context;
    await storage.database.write((write) =>
      storage.instances.update(write, uid, {
        reject_calls: next.rejectCalls ? 1 : 0,
        reject_calls_text: next.rejectCallsText,
        reject_calls_except: JSON.stringify(next.rejectCallsExcept),
      }),
    );
    this.present = next;
  }

  /**
   * Rejects a call that rings.
   * @throws WhatsAppFault CALL_NOT_FOUND, CONFLICT if it no longer rings; as `Uplink.ask`
   */
  async reject(callId: string): Promise<RejectedCall> {
    return this.lane.run(async () => {
      const row = await this.row(callId);
      if (!row) throw new WhatsAppFault('CALL_NOT_FOUND', 'the call is unknown');
      if (row.status !== 'ringing') {
        const status = row.status === 'over' ? 'ended' : row.status;
        throw new WhatsAppFault('CONFLICT', 'the call no longer rings', { status });
      }
      await this.refuse(row, 'request');
      return { callId, from: row.caller, status: 'rejected' };
    });
  }

  /** Rejects a call that begins, if the settings say so. */
  onRinging(callId: string): void {
    if (!this.present.rejectCalls) return;
    const { log } = this.context;
    this.lane
      .run(() => this.rejectBySetting(callId))
      .then((told) => told && this.tell(told))
      .catch((error: unknown) =>
        log.warn({ err: error, callId }, 'a call could not be rejected or answered'),
      );
  }

  /** Waits until calls that ring are rejected. */
  async idle(): Promise<void> {
    await this.lane.idle();
  }

  /**
   * Makes a link with which anybody can join a call (WhatsApp Web, `WASmaxVoipLinkCreateRPC`; Baileys, `createCallLink`).
   * @param startsAt when the call is planned, epoch ms
   * @throws WhatsAppFault INVALID_REQUEST; as `Uplink.ask`
   */
  async createLink(type: CallType, startsAt?: number): Promise<CallLink> {
    const { clock } = this.context;
    if (startsAt !== undefined && (startsAt <= clock.now() || startsAt > clock.now() + FARTHEST_START_MS))
      throw invalid('startsAt', 'must be within the next 365 days');
    return this.linkTo(type, startsAt);
  }

  /** Makes a link to a call, whenever it is planned. @throws WhatsAppFault as `Uplink.ask`, always `not_sent` */
  async linkTo(type: CallType, startsAt?: number): Promise<CallLink> {
    const { uplink } = this.context;
    const start = { start_time: String(Math.floor((startsAt ?? 0) / 1000)) };
    const content = startsAt === undefined ? undefined : [{ tag: 'event', attrs: start }];
    const link = { tag: 'link_create', attrs: { media: type }, content };
    // A link that nobody uses has no effect.
    const answer = await uplink.ask((socket) => askAboutCall(socket, { to: LINKS }, link), 'not_sent');
    const token = childrenOf(answer, 'link_create')[0]?.attrs['token'];
    if (!token) throw unusable();
    return { url: LINK_URLS[type] + encodeURIComponent(token), type, startsAt };
  }

  /** Sends a text to a caller. One that was certainly not sent does not keep the caller from the next one. */
  private async tell({ to, text, at }: CallerText): Promise<void> {
    try {
      await this.say(to, text);
    } catch (error) {
      if (error instanceof WhatsAppFault && error.outcome === 'not_sent') {
        const { storage, uid: instance } = this.context;
        await storage.database.write((write) => storage.calls.unanswer(write, instance, to, at));
      }
      throw error;
    }
  }

  /** @returns whom to answer, and what */
  private async rejectBySetting(callId: string): Promise<CallerText | undefined> {
    const { storage, clock, uid } = this.context;
    const { rejectCalls, rejectCallsText: text, rejectCallsExcept: except } = this.present;
    const row = await this.row(callId);
    if (!rejectCalls || row?.status !== 'ringing' || clock.now() - row.began_at > RINGING_MS)
      return undefined;
    if (row.is_group === 1 && except.includes('groups')) return undefined;
    const known = await storage.contacts.find(storage.database.read, uid, row.caller);
    if (except.includes('contacts') && known && known.name !== null) return undefined;
    await this.refuse(row, 'setting');
    // The caller in a group did not call the account alone.
    if (text === null || row.is_group === 1) return undefined;
    const at = clock.now();
    const isDue = await storage.database.write((write) =>
      storage.calls.answer(write, uid, row.caller, at, ANSWER_PAUSE_MS),
    );
    return isDue ? { to: row.caller, text, at } : undefined;
  }

  /**
   * Tells WhatsApp, and records it: this device gets no stanza about it. Reference: whatsmeow `RejectCall`, Baileys
   * `rejectCall`.
   */
  private async refuse(row: CallRow, by: 'request' | 'setting'): Promise<void> {
    const { storage, clock, uplink } = this.context;
    const { calls, database, events } = storage;
    uplink.link();
    // Before the call can end: it was not missed then.
    await database.write((write) => calls.change(write, row, { rejected_by: by }));
    try {
      await uplink.ask((socket) => {
        const own = phoneOf(socket.authState.creds.me?.id);
        const attrs = { 'call-id': row.id, 'call-creator': row.creator, count: '0' };
        const route = { to: row.creator, ...(own !== undefined && { from: phoneJid(own) }) };
        return askAboutCall(socket, route, { tag: 'reject', attrs });
      });
    } catch (error) {
      if (error instanceof WhatsAppFault) await this.unmark(row, error);
      throw error;
    }
    const now = clock.now();
    const data = {
      callId: row.id,
      from: row.caller,
      status: 'rejected' as const,
      isVideo: row.is_video === 1,
      isGroup: row.is_group === 1,
      rejectedBy: by,
      at: now,
    };
    await database.write(async (write) => {
      await calls.change(write, row, { status: 'rejected' });
      await events.append(write, this.context, [callChanged(now, data)]);
    });
  }

  /**
   * WhatsApp refused the rejection, or did not confirm it: the call can still be missed.
   * @throws WhatsAppFault CALL_NOT_FOUND if WhatsApp does not know the call
   */
  private async unmark(row: CallRow, { details }: WhatsAppFault): Promise<void> {
    const { calls, database } = this.context.storage;
    const isGone = details['code'] === '404';
    await database.write((write) =>
      calls.change(write, row, { rejected_by: null, ...(isGone && { status: 'over' }) }),
    );
    if (isGone) throw new WhatsAppFault('CALL_NOT_FOUND', 'WhatsApp does not know the call');
  }

  private async row(callId: string): Promise<CallRow | undefined> {
    const { storage, uid } = this.context;
    return storage.calls.find(storage.database.read, uid, callId);
  }
}
