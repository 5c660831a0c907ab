import {
  type ChatJid,
  isWireJid,
  type ListedMessage,
  type MessageCursor,
  type MessageRow,
  type WireJid,
} from '#libs/storage';
import { setAppStateEntry } from '../baileys/app-state.js';
import { contentOf, type KeptMessage, keptMessage, lidsInKept, saidIn } from '../codec/known-message.js';
import { STATUS_ENTRIES } from '../codec/status-privacy.js';
import { type StatusStyle, styleOf } from '../codec/status-style.js';
import type { KeepOwn } from '../context/app-state-book.js';
import type { InstanceContext } from '../context/instance-context.js';
import type { Page } from '../context/page.js';
import type { KnownMessages } from '../conversations/known-messages.js';
import type { ReadReceipts } from '../conversations/read-receipts.js';
import { withContents } from '../conversations/shown-messages.js';
import { WhatsAppFault } from '../faults.js';
import type { FetchedMedia, MediaDownloads } from '../media/media-downloads.js';
import { bookOf, canonicalChat } from '../people/lid-map.js';
import { lidJid, parsePerson, phoneOf } from '../wire/jids.js';
import { statusReactionLetter, statusRevocationLetter } from './changes.js';
import type { Outbox, SendResult } from './outbox.js';
import { audienceIn } from './status-audience.js';
import { ownJid } from './status-stanza.js';

/** How long WhatsApp shows a status post, ms. */
export const STATUS_LIFETIME_MS = 24 * 60 * 60 * 1000;

interface ShownPost extends KeptMessage, StatusStyle {
  /** When WhatsApp stops showing it, epoch ms. */
  expiresAt: number;
}

/** A status post of the account. */
export interface OwnPost extends ShownPost {
  /** How many people it is for; undefined if another device of the account posted it. */
  recipients?: number;
  /** How many of them have viewed it. */
  views: number;
}

/** A status post of somebody else. */
export interface ForeignPost extends ShownPost {
  /** When the account has viewed it, epoch ms. */
  viewedAt?: number;
  /** Whether the account has muted the posts of this person. */
  muted: boolean;
}

/** Somebody who has viewed a status post. */
export interface Viewer {
  jid: ChatJid;
  phone?: string;
  /** Epoch ms. */
  at: number;
}

/** Selects posts of others. */
export interface PostsOf {
  /** Phone number or JID of their author. */
  author?: string;
}

/** The status posts of an account and of its contacts, while WhatsApp shows them. */
export class StatusPosts {
  constructor(
    private readonly context: InstanceContext,
    private readonly known: KnownMessages,
    private readonly outbox: Outbox,
    private readonly receipts: ReadReceipts,
    private readonly downloads: MediaDownloads,
    private readonly keepOwn: KeepOwn,
  ) {}

  /** The account's own posts, newest first. Needs no connection. */
  async own({ limit, before }: Page<MessageCursor>): Promise<{ posts: OwnPost[]; next?: MessageCursor }> {
    const { storage, uid } = this.context;
    const { rows, next } = await this.page({ limit, before, own: true });
    const views = await storage.statusPosts.counts(
      uid,
      rows.map(({ id }) => id),
    );
    const posts = await this.eachShown(rows, async (row) => ({
      recipients: audienceIn(row.audience)?.people.length,
      views: views.get(row.id) ?? 0,
    }));
    return { posts, next };
  }

  /**
   * Who has viewed an own post, sorted by JID.
   * @throws WhatsAppFault MESSAGE_NOT_FOUND
   */
  async viewers(
    messageId: string,
    { limit, before: after }: Page<ChatJid>,
  ): Promise<{ viewers: Viewer[]; next?: ChatJid }> {
    const { storage, uid } = this.context;
    const row = await this.visible(await this.known.post(messageId, true));
    const rows = await storage.statusPosts.viewers(uid, row.id, { limit: limit + 1, after });
    const shown = rows.slice(0, limit);
    return {
      viewers: shown.map(({ viewer, at }) => ({ jid: viewer, phone: phoneOf(viewer), at })),
      next: rows.length > limit ? shown.at(-1)?.viewer : undefined,
    };
  }

  /**
   * Deletes an own post for everybody who got it. If another device has posted it, it is not known who that was: then for those
   * who would get a post now.
   * @throws WhatsAppFault MESSAGE_NOT_FOUND, CONFLICT; as `Outbox.send`
   */
  async remove(messageId: string): Promise<SendResult> {
    const row = await this.known.post(messageId, true);
    if (row.deleted_at !== null) throw new WhatsAppFault('CONFLICT', 'the post is already deleted');
    if (row.status === 'failed') throw new WhatsAppFault('CONFLICT', 'the post was never sent');
    await this.visible(row);
    const author = ownJid(this.context.uplink.socket());
    return this.outbox.send(statusRevocationLetter(row, author, audienceIn(row.audience) ?? 'default'));
  }

  /** Posts of others, newest first. Needs no connection. @throws WhatsAppFault INVALID_REQUEST */
  async ofOthers(
    { limit, before }: Page<MessageCursor>,
    { author }: PostsOf = {},
  ): Promise<{ posts: ForeignPost[]; next?: MessageCursor }> {
    const { storage, uid } = this.context;
    const authors = author === undefined ? undefined : await this.addressesOf(author);
    const { rows, next } = await this.page({ limit, before, own: false, authors });
    const muted = new Set<string>(
      (await storage.statusPosts.mutes(storage.database.read, uid)).map((mute) => mute.author),
    );
    const posts = await this.eachShown(rows, async (row) => ({
      viewedAt: row.viewed_at ?? undefined,
      muted: muted.has(await canonicalChat(this.context, row.sender)),
    }));
    return { posts, next };
  }

  /**
   * Fetches the file of a post of somebody else into `destination`.
   * @throws WhatsAppFault MESSAGE_NOT_FOUND, CONFLICT; as `MediaDownloads.fetch`
   */
  async file(messageId: string, { author }: PostsOf, destination: string): Promise<FetchedMedia> {
    return this.downloads.fetch(await this.foreign(messageId, author), destination);
  }

  /**
   * Marks a post of somebody else as viewed.
   * @returns `told`: whether its author sees who viewed it
   * @throws WhatsAppFault MESSAGE_NOT_FOUND, CONFLICT; those of `Uplink.ask`
   */
  async view(messageId: string, { author }: PostsOf): Promise<{ participant: ChatJid; told: boolean }> {
    const row = await this.foreign(messageId, author);
    const { uplink, storage, clock } = this.context;
    const told = await uplink.ask((socket) => this.receipts.send(socket, row, uplink.timeoutMs));
    if (row.viewed_at === null)
      await storage.database.write((write) =>
        storage.messages.change(write, row, { viewed_at: clock.now() }),
      );
    return { participant: await canonicalChat(this.context, row.sender), told };
  }

  /**
   * Reacts to a post of somebody else.
   * @param emoji an empty string removes the reaction
   * @throws WhatsAppFault MESSAGE_NOT_FOUND, CONFLICT; as `Outbox.send`
   */
  async react(messageId: string, { author }: PostsOf, emoji: string): Promise<SendResult> {
    const row = await this.foreign(messageId, author);
    return this.outbox.send(statusReactionLetter(row, await this.wireJidOf(row), emoji));
  }

  /**
   * Mutes the posts of somebody on all devices of the account, or no longer. They keep arriving.
   * @param author phone number or JID
   * @throws WhatsAppFault INVALID_REQUEST; CONFLICT while the phone has not shared its keys; those of `Uplink.ask`
   */
  async mute(author: string, muted: boolean): Promise<ChatJid> {
    const { storage, uid } = this.context;
    const chat = await canonicalChat(this.context, parsePerson(author, 'jid'));
    const phone = phoneOf(chat);
    const lid = phone && (await storage.lidMap.lidOf(storage.database.read, uid, phone));
    const index = [STATUS_ENTRIES.mute, lid === undefined ? chat : lidJid(lid)];
    const action = { userStatusMuteAction: { muted } };
    const { collection, version } = STATUS_ENTRIES;
    await setAppStateEntry(this.context, this.keepOwn, { collection, version, index, action });
    return chat;
  }

  private async page(selection: {
    limit: number;
    before?: MessageCursor;
    own: boolean;
    authors?: readonly ChatJid[];
  }): Promise<{ rows: ListedMessage[]; next?: MessageCursor }> {
    const { storage, uid, clock } = this.context;
    const { limit } = selection;
    const since = clock.now() - STATUS_LIFETIME_MS;
    const rows = await storage.statusPosts.list(uid, { ...selection, limit: limit + 1, since });
    const shown = rows.slice(0, limit);
    const end = rows.length > limit ? shown.at(-1) : undefined;
    return { rows: shown, next: end && { at: end.at, position: end.position } };
  }

  /** Shows posts, with more about each. Others may send contents of megabytes, so that everything else runs in between. */
  private async eachShown<More>(
    listed: readonly ListedMessage[],
    more: (row: MessageRow) => Promise<More>,
  ): Promise<(ShownPost & More)[]> {
    const posts: (ShownPost & More)[] = [];
    for await (const rows of withContents(this.context.storage, listed))
      for (const row of rows) posts.push({ ...(await this.shown(row)), ...(await more(row)) });
    return posts;
  }

  private async shown(row: MessageRow): Promise<ShownPost> {
    const { lidMap, database } = this.context.storage;
    const content = contentOf(row);
    const said = saidIn(row);
    const book = await bookOf(lidMap, database.read, [row], lidsInKept(row, said));
    const kept = keptMessage(row, book, said);
    return {
      ...kept,
      participant: await canonicalChat(this.context, row.sender),
      ...(content && styleOf(content)),
      expiresAt: row.at + STATUS_LIFETIME_MS,
    };
  }

  /** @throws WhatsAppFault MESSAGE_NOT_FOUND, CONFLICT */
  private async foreign(messageId: string, author: string | undefined): Promise<MessageRow> {
    const row = await this.visible(await this.known.post(messageId, false, author));
    if (row.deleted_at !== null) throw new WhatsAppFault('CONFLICT', 'the post was deleted');
    return row;
  }

  /** @throws WhatsAppFault MESSAGE_NOT_FOUND if WhatsApp no longer shows a post */
  private async visible(row: MessageRow): Promise<MessageRow> {
    if (row.at > this.context.clock.now() - STATUS_LIFETIME_MS) return row;
    throw new WhatsAppFault('MESSAGE_NOT_FOUND', 'the status post is older than 24 hours');
  }

  /** The address of the author of a post, for the wire: the LID, if it is known. */
  private async wireJidOf(row: MessageRow): Promise<WireJid> {
    const [, lid] = await this.addressesOf(row.sender);
    if (lid) return lid;
    return isWireJid(row.participant) ? row.participant : row.sender;
  }

  /** The canonical address of a person, and the LID, if both are known. */
  private async addressesOf(person: string): Promise<ChatJid[]> {
    const { storage, uid } = this.context;
    const chat = await canonicalChat(this.context, parsePerson(person, 'author'));
    const phone = phoneOf(chat);
    const lid = phone && (await storage.lidMap.lidOf(storage.database.read, uid, phone));
    return lid === undefined ? [chat] : [chat, lidJid(lid)];
  }
}
