import type { Clock } from '#libs/observability';
import type { NewEvent, Storage, Uid, Write } from '#libs/storage';
import type { AppStateChange } from '../codec/app-state.js';
import {
  encodedQuickReply,
  QUICK_REPLIES,
  quickReplyAction,
  quickReplyIndex,
  readQuickReplyChange,
} from '../codec/quick-reply-actions.js';
import { plausible } from '../codec/times.js';
import type { AppStateBook } from '../context/app-state-book.js';
import { quickReplyChanged } from '../context/new-events.js';

/** The longest texts that are stored. WhatsApp's apps accept 25 and 1000 characters. */
const LONGEST_SHORTCUT = 1000;
const LONGEST_MESSAGE = 65_536;
const MOST_KEYWORDS = 100;

/** Stores the quick replies of an account. */
export class QuickReplyBook implements AppStateBook {
  readonly collection = QUICK_REPLIES;

  constructor(
    private readonly storage: Storage,
    private readonly instance: Uid,
    private readonly clock: Clock,
  ) {}

  async missing(whole: readonly AppStateChange[]): Promise<AppStateChange[]> {
    const { quickReplies, database } = this.storage;
    const present = new Set(whole.map(({ index }) => JSON.stringify(index)));
    const known = await quickReplies.all(database.read, this.instance);
    return known
      .map(({ id }) => quickReplyIndex(id))
      .filter((index) => !present.has(JSON.stringify(index)))
      .map((index) => ({ index }));
  }

  async apply(write: Write, change: AppStateChange): Promise<NewEvent[]> {
    const read = readQuickReplyChange(change);
    if (!read) return [];
    const { quickReplies } = this.storage;
    const { id, action } = read;
    const known = await quickReplies.find(write, this.instance, id);
    const before = known && quickReplyAction(known.action);
    if (action) {
      const shortcut = (action.shortcut ?? '').slice(0, LONGEST_SHORTCUT);
      const message = (action.message ?? '').slice(0, LONGEST_MESSAGE);
      const keywords = (action.keywords ?? []).slice(0, MOST_KEYWORDS);
      const kept = { ...action, shortcut, message, keywords };
      const encoded = encodedQuickReply(kept);
      await quickReplies.save(write, { instance: this.instance, id, shortcut, message, action: encoded });
      const isNews =
        known?.shortcut !== shortcut ||
        known.message !== message ||
        JSON.stringify(before?.keywords ?? []) !== JSON.stringify(keywords);
      return isNews ? [this.news(read, { shortcut, message, keywords }, false)] : [];
    }
    if (!known) return [];
    await quickReplies.remove(write, this.instance, id);
    const { shortcut, message } = known;
    return [this.news(read, { shortcut, message, keywords: before?.keywords ?? [] }, true)];
  }

  private news(
    { id: quickReplyId, at }: { id: string; at: number },
    texts: { shortcut: string; message: string; keywords: string[] },
    deleted: boolean,
  ): NewEvent {
    const now = this.clock.now();
    return quickReplyChanged(now, { quickReplyId, ...texts, deleted, at: plausible(at, now) });
  }
}
