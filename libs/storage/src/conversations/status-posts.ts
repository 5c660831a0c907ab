import type { Selectable } from 'kysely';
import { inBatches, MESSAGES_PER_COMMIT } from '../batches.js';
import type { Database, Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import { type ChatJid, STATUS_CHAT } from '../jids.js';
import {
  type Flag,
  OPERATIONS,
  type StatusAudiencesTable,
  type StatusMutesTable,
  type StatusViewsTable,
} from '../schema.js';
import { LISTED, type ListedMessage, type MessageCursor } from './messages.js';

/** A view of an own status post. */
export type StatusView = Selectable<StatusViewsTable>;
export type StatusMute = Selectable<StatusMutesTable>;
export type StatusAudienceRow = Selectable<StatusAudiencesTable>;

/** Views of one post that are kept: more than anybody has contacts who look at it. */
const MOST_VIEWS = 5_000;

/** Which status posts are listed. */
export interface StatusPage {
  limit: number;
  /** Own posts, or those of others. */
  own: boolean;
  /** Posts since then, epoch ms. */
  since: number;
  /** Only posts of these addresses of one person. */
  authors?: readonly ChatJid[];
  /** Continues after this post. */
  before?: MessageCursor;
}

/** Status posts. They are stored with the messages, as long as WhatsApp shows them. */
export class StatusPostsRepository {
  constructor(private readonly database: Database) {}

  /** Posts, newest first, without those that were deleted or refused. */
  async list(instance: Uid, page: StatusPage): Promise<ListedMessage[]> {
    return statusQueries.list(this.database.read, instance, page).execute();
  }

  /** Records a view. @returns whether it is the first of this person, and is kept */
  async view(write: Write, view: StatusView): Promise<boolean> {
    if (await this.isFull(write, view)) return false;
    const { numInsertedOrUpdatedRows } = await write
      .insertInto('status_views')
      .values(view)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** Who has viewed a post, sorted by address. @param options.after the last viewer of the previous page */
  async viewers(
    instance: Uid,
    message: string,
    options: { limit: number; after?: ChatJid },
  ): Promise<StatusView[]> {
    return statusQueries.viewers(this.database.read, instance, message, options).execute();
  }

  /** How many people have viewed each of some posts, by the id of the post. */
  async counts(instance: Uid, messages: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (messages.length === 0) return new Map();
    const rows = await this.database.read
      .selectFrom('status_views')
      .select((eb) => ['message', eb.fn.countAll<number>().as('views')])
      .where('instance', '=', instance)
      .where('message', 'in', messages)
      .groupBy('message')
      .execute();
    return new Map(rows.map(({ message, views }) => [message, views]));
  }

  /** The people whose posts are muted. */
  async mutes(db: Read, instance: Uid): Promise<StatusMute[]> {
    return db.selectFrom('status_mutes').selectAll().where('instance', '=', instance).execute();
  }

  async isMuted(db: Read, mute: StatusMute): Promise<boolean> {
    const row = await db
      .selectFrom('status_mutes')
      .select('author')
      .where((eb) => eb.and(mute))
      .executeTakeFirst();
    return row !== undefined;
  }

  async setMuted(write: Write, mute: StatusMute, muted: boolean): Promise<void> {
    if (muted)
      await write
        .insertInto('status_mutes')
        .values(mute)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    else
      await write
        .deleteFrom('status_mutes')
        .where((eb) => eb.and(mute))
        .execute();
  }

  /** Who gets the posts of an account; undefined if its app state does not say. */
  async audience(db: Read, instance: Uid): Promise<StatusAudienceRow | undefined> {
    return db.selectFrom('status_audiences').selectAll().where('instance', '=', instance).executeTakeFirst();
  }

  async setAudience(write: Write, row: StatusAudienceRow): Promise<void> {
    const { audience, people } = row;
    await write
      .insertInto('status_audiences')
      .values(row)
      .onConflict((conflict) => conflict.column('instance').doUpdateSet({ audience, people }))
      .execute();
  }

  /** Moves what is stored of a person to another address of theirs. */
  async move(write: Write, instance: Uid, from: ChatJid, to: ChatJid): Promise<void> {
    const mute = await write
      .deleteFrom('status_mutes')
      .where((eb) => eb.and({ instance, author: from }))
      .executeTakeFirst();
    if (mute.numDeletedRows > 0n) await this.setMuted(write, { instance, author: to }, true);
    const views = await statusQueries.taken(write, instance, from).execute();
    for (const view of views) await this.view(write, { ...view, viewer: to });
  }

  /** Removes what belongs to another account. */
  async clear(write: Write, instance: Uid): Promise<void> {
    await write.deleteFrom('status_mutes').where('instance', '=', instance).execute();
    await write.deleteFrom('status_audiences').where('instance', '=', instance).execute();
  }

  /**
   * Removes posts and views from before `before` (epoch ms), in small commits. Nobody views a post before it is written, so that
   * the views of a post stay at most as long again.
   * @returns the number of posts removed
   */
  async prune(before: number): Promise<number> {
    const removed = await inBatches(
      (limit) =>
        this.database.write(async (write) => {
          const result = await write
            .deleteFrom('messages')
            .where('position', 'in', statusQueries.expired(write, before, limit))
            .executeTakeFirst();
          return Number(result.numDeletedRows);
        }),
      MESSAGES_PER_COMMIT,
    );
    await inBatches((limit) =>
      this.database.write(async (write) => {
        const old = await statusQueries.oldViews(write, before, limit).execute();
        for (const { instance, message, viewer } of old)
          await write
            .deleteFrom('status_views')
            .where((eb) => eb.and({ instance, message, viewer }))
            .execute();
        return old.length;
      }),
    );
    return removed;
  }

  private async isFull(write: Write, { instance, message }: StatusView): Promise<boolean> {
    const row = await write
      .selectFrom('status_views')
      .select('viewer')
      .where((eb) => eb.and({ instance, message }))
      .offset(MOST_VIEWS - 1)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }
}

/** Queries whose cost must not grow with the number of rows; a spec checks that they use their indexes. */
export const statusQueries = {
  list(db: Read, instance: Uid, { limit, own, since, authors, before }: StatusPage) {
    const from: Flag = own ? 1 : 0;
    let query = db
      .selectFrom('messages')
      .select(LISTED)
      .where('instance', '=', instance)
      .where('chat', '=', STATUS_CHAT)
      .where('at', '>', since)
      .where('from_me', '=', from)
      .where('type', 'not in', OPERATIONS)
      .where('deleted_at', 'is', null)
      .where((eb) => eb.or([eb('status', 'is', null), eb('status', '<>', 'failed')]));
    if (authors) query = query.where('sender', 'in', authors);
    if (before) {
      const { at, position } = before;
      query = query.where((eb) => eb(eb.refTuple('at', 'position'), '<', eb.tuple(at, position)));
    }
    return query.orderBy('at', 'desc').orderBy('position', 'desc').limit(limit);
  },

  viewers(db: Read, instance: Uid, message: string, { limit, after }: { limit: number; after?: ChatJid }) {
    let query = db
      .selectFrom('status_views')
      .selectAll()
      .where((eb) => eb.and({ instance, message }));
    if (after !== undefined) query = query.where('viewer', '>', after);
    return query.orderBy('viewer').limit(limit);
  },

  /** Takes all views of a person away. The subquery makes SQLite use the index of viewers. */
  taken(db: Read, instance: Uid, viewer: ChatJid) {
    return db
      .deleteFrom('status_views')
      .where((eb) => eb.and({ instance, viewer }))
      .where('message', 'in', (eb) =>
        eb
          .selectFrom('status_views')
          .select('message')
          .where((of) => of.and({ instance, viewer })),
      )
      .returningAll();
  },

  oldViews(db: Read, before: number, limit: number) {
    return db.selectFrom('status_views').selectAll().where('at', '<', before).limit(limit);
  },

  /** Operations on posts, such as deletions, go with them. */
  expired(db: Read, before: number, limit: number) {
    return db
      .selectFrom('messages')
      .select('position')
      .where('instance', 'in', (eb) => eb.selectFrom('instances').select('uid'))
      .where('chat', '=', STATUS_CHAT)
      .where('at', '<', before)
      .limit(limit);
  },
};
