import { createHash } from 'node:crypto';
import type { RequestId } from '#libs/storage';
import type { InstanceContext } from '../context/instance-context.js';
import type { KnownMessages } from '../conversations/known-messages.js';
import { type FaultCode, type FaultDetails, failureOf, invalid, refused, WhatsAppFault } from '../faults.js';
import { isNewsletter } from '../wire/jids.js';
import { letterOf } from './kinds/index.js';
import type { OutgoingMedia } from './kinds/media.js';
import { resultOf } from './messages.js';
import { newMessageId, type Outbox, type SendResult } from './outbox.js';
import type { Pace } from './pace.js';
import { type Outgoing, type Recipient, recipientOf } from './recipient.js';
import { type Departure, isUnsent, type Schedule, type Scheduled, scheduledOf, unsent } from './schedule.js';
import type { ScheduledMessages } from './scheduled-messages.js';

/** What became of one file of an album. */
export type AlbumItemResult =
  | SendResult
  | Scheduled
  | { status: 'failed'; error: { code: FaultCode; message: string; details: FaultDetails } };

export interface AlbumResult {
  /** Id of the album, which its files name. */
  albumId: string;
  /** One per file, in their order. */
  results: AlbumItemResult[];
}

/** Sends several pictures and videos as one album. */
export class Albums {
  constructor(
    private readonly context: InstanceContext,
    private readonly known: KnownMessages,
    private readonly outbox: Outbox,
    private readonly pace: Pace,
    private readonly scheduled: ScheduledMessages,
  ) {}

  /**
   * Sends an album, now or later: first its announcement, then its files, one after the other in their order. Each file takes
   * a place in the pace of the instance, the announcement goes with the first. A file that cannot be sent does not affect the
   * others.
   * @throws WhatsAppFault INVALID_REQUEST, MESSAGE_NOT_FOUND, CONFLICT; as `Outbox.send` for the announcement
   */
  async send(outgoing: Outgoing, files: readonly OutgoingMedia[], later?: Schedule): Promise<AlbumResult> {
    const recipient = await recipientOf(this.known, outgoing);
    if (isNewsletter(recipient.jid)) throw invalid('to', 'must not be a channel: albums cannot be posted');
    const albumId = newMessageId();
    const departures: (Departure | undefined)[] = [];
    for (const _ of files) departures.push(await this.pace.departure(later));
    const [first] = departures;
    const { to, clientReference, request } = outgoing;
    const origin = { clientReference, request };
    const announced = { id: albumId, outgoing, draft: announcement(files) };
    // The quote and the mentions belong to the announcement.
    const drafts = files.map((media, index) => ({
      id: fileId(albumId, index),
      outgoing: { to, ...origin },
      draft: { kind: 'media' as const, media: { ...media, album: albumId } },
      when: departures[index] ?? first,
    }));
    const waiting = drafts.flatMap(({ when, ...each }) => (when ? [{ ...each, when }] : []));
    if (first) {
      const [, ...results] = await this.scheduled.add([{ ...announced, when: first }, ...waiting]);
      return { albumId, results };
    }
    await this.outbox.send({ ...letterOf(recipient, announced.draft), id: albumId, origin });
    const alone: Recipient = { jid: recipient.jid };
    const results: AlbumItemResult[] = [];
    for (const { id, draft, when } of drafts)
      if (!when)
        results.push(await this.outbox.send({ ...letterOf(alone, draft), id, origin }).catch(failed));
    // Slots only become later: what waits for one follows what does not.
    return { albumId, results: [...results, ...(await this.scheduled.add(waiting))] };
  }

  /**
   * Finds the results of a request to send an album, after its answer was lost.
   * @param count of its files
   * @returns undefined if the request sent nothing and will not send anything
   * @throws WhatsAppFault WHATSAPP_ERROR if WhatsApp refused the announcement
   */
  async sentBy(request: RequestId, count: number): Promise<AlbumResult | undefined> {
    const { storage } = this.context;
    const rows = await storage.messages.ofRequest(request);
    const waiting = await storage.scheduled.ofRequest(request);
    const announced = rows.find(({ type }) => type === 'album');
    const albumId = announced?.id ?? waiting.find(({ kind }) => kind === 'album')?.id;
    if (albumId === undefined) return undefined;
    if (announced?.error) throw refused(announced.error, { albumId });
    const results = Array.from({ length: count }, (_, index): AlbumItemResult => {
      const id = fileId(albumId, index);
      const row = rows.find((each) => each.id === id);
      if (row?.error) return failed(refused(row.error, { messageId: id }));
      if (row) return resultOf(row);
      const kept = waiting.find((each) => each.id === id);
      if (!kept) return failed(lost());
      return isUnsent(kept) ? failed(unsent(kept)) : scheduledOf(kept);
    });
    return { albumId, results };
  }
}

function announcement(files: readonly OutgoingMedia[]) {
  const images = files.filter(({ kind }) => kind === 'image').length;
  return { kind: 'album' as const, images, videos: files.length - images };
}

/** The id of a file, which can be found again: in the form of Baileys' ids. */
function fileId(albumId: string, index: number): string {
  const hash = createHash('sha256').update(`${albumId}/${index}`).digest('hex');
  return `3EB0${hash.toUpperCase().slice(0, 18)}`;
}

function failed(error: unknown): AlbumItemResult {
  return { status: 'failed', error: failureOf(error) };
}

function lost(): WhatsAppFault {
  return new WhatsAppFault('UPSTREAM_TIMEOUT', 'the server stopped before the file was sent', {
    outcome: 'not_sent',
  });
}
