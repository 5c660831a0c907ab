import type { CallPayload } from '#libs/events';
import type { Clock } from '#libs/observability';
import { type InstanceRow, isObject, parsed, type Storage, type Write } from '#libs/storage';
import { lidOf } from '../wire/jids.js';
import type { CallNews } from '../codec/call.js';
import { isSelf, type Self } from '../codec/envelope.js';
import { canonical } from '../codec/message.js';
import { plausible } from '../codec/times.js';
import { callChanged, callKey } from '../context/new-events.js';
import { readBook, savePair } from '../people/lid-map.js';

/** Records calls to the account as events. */
export class InboundCalls {
  constructor(
    private readonly storage: Storage,
    private readonly instance: Pick<InstanceRow, 'uid' | 'instance_id'>,
    private readonly clock: Clock,
  ) {}

  /** Records each change of a call once. Only its beginning contains the caller and the kind of call. */
  async record(write: Write, news: CallNews, self: Self): Promise<void> {
    const { events } = this.storage;
    const { uid } = this.instance;
    const { pair, callId, status } = news;
    if (pair) await savePair(this.storage, write, uid, pair);
    const ringing = await events.byDedupe(write, uid, callKey(callId, 'ringing'));
    // Ignore calls that the account itself placed from another device.
    if (!ringing && isSelf(news.callerJid, self)) return;
    const begun = ringing ? parsed(ringing.data, isCallPayload) : await this.begin(write, news);
    const now = this.clock.now();
    const missed = isOver(status) && !(await this.isAnswered(write, callId)) ? true : undefined;
    const data = { ...begun, status, missed, at: plausible(news.at, now) };
    await events.append(write, this.instance, [callChanged(now, data)]);
  }

  /** Whether somebody accepted or rejected it, on whichever device of the account. */
  private async isAnswered(write: Write, callId: string): Promise<boolean> {
    const { events } = this.storage;
    for (const status of ['accepted', 'rejected'] as const)
      if (await events.byDedupe(write, this.instance.uid, callKey(callId, status))) return true;
    return false;
  }

  private async begin(write: Write, { callId, callerJid, isVideo, isGroup }: CallNews) {
    const lid = lidOf(callerJid);
    const lids = lid === undefined ? [] : [lid];
    const book = await readBook(this.storage.lidMap, write, this.instance.uid, lids, []);
    return { callId, from: canonical(callerJid, book), isVideo, isGroup };
  }
}

function isOver(status: CallPayload['status']): boolean {
  return status === 'ended' || status === 'timeout';
}

function isCallPayload(value: unknown): value is CallPayload {
  return isObject(value) && 'callId' in value && 'from' in value && 'isVideo' in value && 'isGroup' in value;
}
