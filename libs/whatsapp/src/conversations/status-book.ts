import type { NewEvent, Storage, Uid, Write } from '#libs/storage';
import type { AppStateChange } from '../codec/app-state.js';
import { readStatusSetting, STATUS_ENTRIES } from '../codec/status-privacy.js';
import type { AppStateBook } from '../context/app-state-book.js';
import { canonicalOf } from '../people/lid-map.js';

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
          .map(({ index: [, author = ''] }) =>
            canonicalOf(this.storage.lidMap, database.read, this.instance, author),
          ),
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
        { instance, author: await canonicalOf(this.storage.lidMap, write, this.instance, setting.author) },
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
}
