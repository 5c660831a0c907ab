import type { proto } from '@whiskeysockets/baileys';
import { Lane } from '#libs/observability';
import type { QuickReplyRow } from '#libs/storage';
import { requireAppStateKeys, setAppStateEntry } from '../baileys/app-state.js';
import {
  QUICK_REPLIES,
  QUICK_REPLY_VERSION,
  quickReplyAction,
  quickReplyIndex,
} from '../codec/quick-reply-actions.js';
import type { KeepOwn } from '../context/app-state-book.js';
import type { InstanceContext } from '../context/instance-context.js';
import { WhatsAppFault } from '../faults.js';

/** How many quick replies WhatsApp's apps support. */
const MOST_REPLIES = 50;

/** A text that an account has ready. */
export interface QuickReplyView {
  quickReplyId: string;
  /** What is typed after `/` to use it. */
  shortcut: string;
  message: string;
  /** Words under which WhatsApp's apps find it. */
  keywords: string[];
}

type NewReply = Omit<QuickReplyView, 'quickReplyId'>;

/**
 * The quick replies of an account, which its devices share. Only the WhatsApp Business app shows them. The server does not see
 * them, because they are encrypted, and refuses nothing.
 */
export class QuickReplies {
  private readonly lane = new Lane();

  constructor(
    private readonly context: InstanceContext,
    private readonly keepOwn: KeepOwn,
  ) {}

  /** All quick replies, sorted by shortcut. */
  async list(): Promise<QuickReplyView[]> {
    return (await this.all()).map(viewOf);
  }

  /** @throws WhatsAppFault QUICK_REPLY_NOT_FOUND */
  async get(id: string): Promise<QuickReplyView> {
    return viewOf(await this.row(id));
  }

  /**
   * @throws WhatsAppFault CONFLICT if the shortcut is in use, there are too many quick replies, or the phone has not shared its
   *   keys; those of `Uplink.ask`
   */
  async create(reply: NewReply): Promise<QuickReplyView> {
    return this.lane.run(async () => {
      await this.readAgain();
      const all = await this.all();
      checkShortcut(all, reply.shortcut);
      if (all.length >= MOST_REPLIES)
        throw new WhatsAppFault(
          'CONFLICT',
          `the account has ${MOST_REPLIES} quick replies already, which is the most that WhatsApp supports`,
          { limit: MOST_REPLIES },
        );
      const id = this.newId(all);
      await this.save(id, { ...reply, count: 0, deleted: false });
      return { quickReplyId: id, ...reply };
    });
  }

  /** @throws WhatsAppFault QUICK_REPLY_NOT_FOUND; those of {@link create} */
  async change(id: string, change: Partial<NewReply>): Promise<QuickReplyView> {
    return this.lane.run(async () => {
      // A change replaces the whole entry: what another device has changed meanwhile would be gone.
      await this.row(id);
      await this.readAgain();
      const { action } = await this.row(id);
      const others = (await this.all()).filter((row) => row.id !== id);
      if (change.shortcut !== undefined) checkShortcut(others, change.shortcut);
      await this.save(id, { ...quickReplyAction(action), ...change, deleted: false });
      return this.get(id);
    });
  }

  /** @throws as {@link change} */
  async remove(id: string): Promise<void> {
    await this.lane.run(async () => {
      await this.row(id);
      await this.save(id, { shortcut: '', message: '', keywords: [], count: 0, deleted: true });
    });
  }

  /** WhatsApp's apps take the time in seconds. Two in one second must differ. */
  private newId(all: readonly QuickReplyRow[]): string {
    const taken = new Set(all.map(({ id }) => id));
    let id = Math.floor(this.context.clock.now() / 1000);
    while (taken.has(String(id))) id += 1;
    return String(id);
  }

  private async all(): Promise<QuickReplyRow[]> {
    const { storage, uid } = this.context;
    return storage.quickReplies.all(storage.database.read, uid);
  }

  private async row(id: string): Promise<QuickReplyRow> {
    const { storage, uid } = this.context;
    const row = await storage.quickReplies.find(storage.database.read, uid, id);
    if (row) return row;
    throw new WhatsAppFault('QUICK_REPLY_NOT_FOUND', 'the quick reply is unknown');
  }

  /** Reads what other devices have changed meanwhile. */
  private async readAgain(): Promise<void> {
    await this.context.uplink.ask(async (socket) => {
      requireAppStateKeys(socket);
      await socket.resyncAppState([QUICK_REPLIES], false);
    }, 'not_sent');
  }

  private async save(id: string, action: proto.SyncActionValue.IQuickReplyAction): Promise<void> {
    await setAppStateEntry(this.context, this.keepOwn, {
      collection: QUICK_REPLIES,
      version: QUICK_REPLY_VERSION,
      index: quickReplyIndex(id),
      action: { quickReplyAction: action },
    });
  }
}

/** @throws WhatsAppFault CONFLICT if a quick reply has the shortcut */
function checkShortcut(rows: readonly QuickReplyRow[], shortcut: string): void {
  const used = rows.find((row) => row.shortcut === shortcut);
  if (!used) return;
  const message = 'another quick reply has this shortcut';
  throw new WhatsAppFault('CONFLICT', message, { quickReplyId: used.id });
}

function viewOf({ id, shortcut, message, action }: QuickReplyRow): QuickReplyView {
  return { quickReplyId: id, shortcut, message, keywords: [...(quickReplyAction(action).keywords ?? [])] };
}
