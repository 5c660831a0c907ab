import { type ChatJid, type NewEvent, type Read, type Storage, type Uid, type Write } from '#libs/storage';
import type { AppStateChange } from '../codec/app-state.js';
import { canonical } from '../codec/message.js';
import { readStatusSetting, STATUS_ENTRIES } from '../codec/status-privacy.js';
import type { AppStateBook } from '../context/app-state-book.js';
import { readBook } from '../people/lid-map.js';
import { lidOf } from '../wire/jids.js';

/** Stores what the app state says about status posts: who gets those of the account, and whose are muted. */
export class StatusBook implements AppStateBook {
  readonly collection = STATUS_ENTRIES.collection;

  constructor(
    private readonly storage: Storage,
    private readonly instance: Uid,
  ) {}

  async missing(whole: readonly AppStateChange[]): Promise<AppStateChange[]> {
    const { statusPosts, database } = this.storage;
    const present = new Set(
      await Promise.all(
        whole
          .filter(({ index: [kind] }) => kind === STATUS_ENTRIES.mute)
          .map(({ index: [, author = ''] }) => this.canonicalOf(database.read, author)),
      ),
    );
    const mutes = await statusPosts.mutes(database.read, this.instance);
    return mutes
      .filter(({ author }) => !present.has(author))
      .map(({ author }) => ({ index: [STATUS_ENTRIES.mute, author] }));
  }

  async apply(write: Write, change: AppStateChange): Promise<NewEvent[]> {
    const setting = readStatusSetting(change);
    const { statusPosts } = this.storage;
    const { instance } = this;
    if (setting?.kind === 'mute')
      await statusPosts.setMuted(
        write,
        { instance, author: await this.canonicalOf(write, setting.author) },
        setting.muted,
      );
    else if (setting)
      await statusPosts.setAudience(write, {
        instance,
        audience: setting.audience,
        people: JSON.stringify(setting.people),
      });
    return [];
  }

  private async canonicalOf(db: Read, jid: string): Promise<ChatJid> {
    const lid = lidOf(jid);
    const lids = lid === undefined ? [] : [lid];
    return canonical(jid, await readBook(this.storage.lidMap, db, this.instance, lids, []));
  }
}
