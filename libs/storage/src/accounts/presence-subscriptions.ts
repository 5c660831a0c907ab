import type { Database } from '../database.js';
import type { Uid } from '../ids.js';

/** Largest number of subscriptions per instance. A further one replaces the oldest. */
const MOST = 1_000;

/** The presence subscriptions of instances. */
export class PresenceSubscriptionsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Stores a subscription. One that exists already becomes the newest.
   * @param at epoch ms
   */
  async add(instance: Uid, jid: string, at: number): Promise<void> {
    await this.database.write(async (write) => {
      await write
        .insertInto('presence_subscriptions')
        .values({ instance, jid, at })
        .onConflict((conflict) => conflict.columns(['instance', 'jid']).doUpdateSet({ at }))
        .execute();
      await write
        .deleteFrom('presence_subscriptions')
        .where('instance', '=', instance)
        .where('jid', 'in', (eb) =>
          eb
            .selectFrom('presence_subscriptions')
            .select('jid')
            .where('instance', '=', instance)
            .orderBy('at', 'desc')
            .limit(1)
            .offset(MOST),
        )
        .execute();
    });
  }

  /** JIDs of the subscriptions, oldest first. */
  async list(instance: Uid): Promise<string[]> {
    const rows = await this.database.read
      .selectFrom('presence_subscriptions')
      .select('jid')
      .where('instance', '=', instance)
      .orderBy('at')
      .execute();
    return rows.map(({ jid }) => jid);
  }
}
