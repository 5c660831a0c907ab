import type { ScheduledCursor, ScheduledState } from '#libs/storage';
import type { InstanceContext } from '../context/instance-context.js';
import { WhatsAppFault } from '../faults.js';
import { type ScheduledView, scheduledView } from './schedule.js';

/** The scheduled messages of one instance, as they are stored. */
export class ScheduledList {
  constructor(private readonly context: Pick<InstanceContext, 'uid' | 'storage'>) {}

  /** The messages in a state, sorted by time. */
  async list(
    state: ScheduledState,
    page: { limit: number; after?: ScheduledCursor },
  ): Promise<{ messages: ScheduledView[]; next?: ScheduledCursor }> {
    const { storage, uid } = this.context;
    const rows = await storage.scheduled.list(uid, state, { ...page, limit: page.limit + 1 });
    const shown = rows.slice(0, page.limit);
    return {
      messages: shown.map(scheduledView),
      next: rows.length > shown.length ? shown.at(-1) : undefined,
    };
  }

  /** @throws WhatsAppFault MESSAGE_NOT_FOUND */
  async get(messageId: string): Promise<ScheduledView> {
    const row = await this.context.storage.scheduled.find(this.context.uid, messageId);
    if (!row) throw new WhatsAppFault('MESSAGE_NOT_FOUND', 'no scheduled message has this id');
    return scheduledView(row);
  }
}
