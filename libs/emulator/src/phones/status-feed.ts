import { normalizeMessageContent, type proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import { readContent } from '../content/content.js';
import type { FileReference, MediaDetails } from '../media/file-reference.js';

/** A status post as a phone shows it. Nothing of it outlives the process. */
export interface FeedPost {
  id: string;
  /** Phone of its author. */
  author: string;
  /** The device that posted it; 0 is the author's phone. */
  device: number;
  type: string;
  text?: string;
  caption?: string;
  /** `#RRGGBB` */
  backgroundColor?: string;
  /** WhatsApp's number of the font. */
  font?: number;
  media?: MediaDetails;
  file?: FileReference;
  /** What the author's device said about the audience: `status_setting`. */
  setting?: string;
  deleted: boolean;
  /** Whether this phone has shown it. */
  viewed: boolean;
  /** Who has viewed it, if it is the phone's own. */
  views: { phone: string; type: string }[];
  /** Reactions to it, if it is the phone's own. */
  reactions: { phone: string; emoji: string }[];
  /** Seconds. */
  timestamp: number;
}

/** Something about status posts that has come to a phone. */
export interface StatusNews {
  sender: Account;
  device: number;
  id: string;
  /** Seconds. */
  timestamp: number;
  setting?: string;
}

/** The status posts that phones show: their own, and those of others. */
export class StatusFeed {
  private readonly feeds = new Map<string, FeedPost[]>();

  /** The posts on a phone, in order of arrival. */
  of({ phone }: Account): FeedPost[] {
    const feed = this.feeds.get(phone) ?? [];
    this.feeds.set(phone, feed);
    return feed;
  }

  /** @param author phone; needed if several people have a post with the id */
  find(account: Account, id: string, author?: string): FeedPost | undefined {
    return this.of(account).find((post) => post.id === id && (author ?? post.author) === post.author);
  }

  /** Takes what somebody has posted, deleted, or reacted with. */
  take(
    account: Account,
    { sender, device, id, timestamp, setting }: StatusNews,
    message: proto.IMessage,
  ): void {
    const content = readContent(message);
    if (content.kind === 'message') {
      if (this.find(account, id, sender.phone)) return;
      const { media } = content;
      this.of(account).push({
        id,
        author: sender.phone,
        device,
        type: content.type,
        text: content.text,
        caption: media?.caption,
        ...styleOf(message),
        media: media?.details,
        file: media?.file,
        setting,
        deleted: false,
        viewed: false,
        views: [],
        reactions: [],
        timestamp,
      });
    } else if (content.kind === 'delete') {
      // Only its author can delete a post.
      const post = this.find(account, content.target.id, sender.phone);
      if (post) Object.assign(post, { deleted: true, text: undefined, caption: undefined, file: undefined });
    } else if (content.kind === 'reaction') {
      const post = this.find(account, content.target.id, account.phone);
      if (!post) return;
      post.reactions = post.reactions.filter(({ phone }) => phone !== sender.phone);
      if (content.emoji !== '') post.reactions.push({ phone: sender.phone, emoji: content.emoji });
    }
  }

  /** Somebody has viewed a post, says a receipt. */
  view(author: Account, id: string, viewer: Account, type: string): void {
    this.find(author, id, author.phone)?.views.push({ phone: viewer.phone, type });
  }
}

function styleOf(message: proto.IMessage): Pick<FeedPost, 'backgroundColor' | 'font'> {
  const { extendedTextMessage: text, audioMessage: voice } = normalizeMessageContent(message) ?? {};
  const argb = text?.backgroundArgb ?? voice?.backgroundArgb;
  const color = argb && `#${(argb & 0xffffff).toString(16).padStart(6, '0').toUpperCase()}`;
  return { backgroundColor: color || undefined, font: text?.font ?? undefined };
}
