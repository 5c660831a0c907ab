import type { CallPayload } from '#libs/events';
import type { Clock } from '#libs/observability';
import {
  type CallRow,
  type InstanceRow,
  isObject,
  parsed,
  type Storage,
  withoutDevice,
  type Write,
} from '#libs/storage';
import { lidOf } from '../wire/jids.js';
import type { CallNews } from '../codec/call.js';
import { isSelf, type Self } from '../codec/envelope.js';
import { canonical } from '../codec/message.js';
import { plausible } from '../codec/times.js';
import { callChanged, callKey } from '../context/new-events.js';
import { readBook, savePair } from '../people/lid-map.js';

/** How each status of a call ends or changes its row. */
const ROW_STATUS: Readonly<Record<CallPayload['status'], CallRow['status']>> = {
  ringing: 'ringing',
  accepted: 'accepted',
  rejected: 'rejected',
  timeout: 'over',
  ended: 'over',
};

/** Records calls to the account as events. */
export class InboundCalls {
  private listener: (callId: string) => void = () => undefined;

  constructor(
    private readonly storage: Storage,
    private readonly instance: Pick<InstanceRow, 'uid' | 'instance_id'>,
    private readonly clock: Clock,
  ) {}

  /** @param listener hears of each call that begins now, once it is recorded */
  onRinging(listener: (callId: string) => void): void {
    this.listener = listener;
  }

  /** Records each change of a call once. Only its beginning contains the caller and the kind of call. */
  async record(write: Write, news: CallNews, self: Self): Promise<void> {
    const { events } = this.storage;
    const { uid } = this.instance;
    const { pair, callId, status } = news;
    if (pair) await savePair(this.storage, write, uid, pair);
    const ringing = await events.byDedupe(write, uid, callKey(callId, 'ringing'));
    // Ignore calls that the account itself placed from another device.
    if (!ringing && isSelf(news.callerJid, self)) return;
    const begun = ringing ? beginning(parsed(ringing.data, isCallPayload)) : await this.begin(write, news);
    const now = this.clock.now();
    const at = plausible(news.at, now);
    const known = await this.row(write, news, begun, at);
    const missed = isOver(status) && !(await this.isAnswered(write, known)) ? true : undefined;
    const rejectedBy = status === 'rejected' ? (known.rejected_by ?? ('device' as const)) : undefined;
    const data = { ...begun, status, missed, rejectedBy, at };
    await events.append(write, this.instance, [callChanged(now, data)]);
    if (status === 'ringing' && !ringing && !news.isOld)
      this.storage.database.afterCommit(write, () => this.listener(callId));
  }

  /** The row of a call, in its new state. A call that is over stays over. */
  private async row(write: Write, news: CallNews, begun: Beginning, at: number): Promise<CallRow> {
    const { calls } = this.storage;
    const key = { instance: this.instance.uid, id: news.callId };
    const status = ROW_STATUS[news.status];
    const known = await calls.find(write, key.instance, key.id);
    if (known) {
      if (known.status === 'ringing' || status === 'over') await calls.change(write, key, { status });
      return known;
    }
    const row: CallRow = {
      ...key,
      creator: withoutDevice(news.callerJid),
      caller: withoutDevice(begun.from),
      is_video: begun.isVideo ? 1 : 0,
      is_group: begun.isGroup ? 1 : 0,
      status,
      rejected_by: null,
      began_at: at,
    };
    await calls.begin(write, row, this.clock.now());
    return row;
  }

  /** Whether somebody accepted or rejected it, on whichever device of the account. */
  private async isAnswered(write: Write, { id: callId, rejected_by }: CallRow): Promise<boolean> {
    const { events } = this.storage;
    if (rejected_by !== null) return true;
    for (const status of ['accepted', 'rejected'] as const)
      if (await events.byDedupe(write, this.instance.uid, callKey(callId, status))) return true;
    return false;
  }

  private async begin(write: Write, { callId, callerJid, isVideo, isGroup }: CallNews): Promise<Beginning> {
    const lid = lidOf(callerJid);
    const lids = lid === undefined ? [] : [lid];
    const book = await readBook(this.storage.lidMap, write, this.instance.uid, lids, []);
    return { callId, from: canonical(callerJid, book), isVideo, isGroup };
  }
}

type Beginning = Pick<CallPayload, 'callId' | 'from' | 'isVideo' | 'isGroup'>;

function isOver(status: CallPayload['status']): boolean {
  return status === 'ended' || status === 'timeout';
}

function isCallPayload(value: unknown): value is CallPayload {
  return isObject(value) && 'callId' in value && 'from' in value && 'isVideo' in value && 'isGroup' in value;
}

function beginning({ callId, from, isVideo, isGroup }: CallPayload): Beginning {
  return { callId, from, isVideo, isGroup };
}
