import { setImmediate } from 'node:timers/promises';
import type { ListedMessage, MessageRow, Storage } from '#libs/storage';
import { type KeptMessage, keptMessage, lidsInKept, saidIn } from '../codec/known-message.js';
import { isLabel } from '../codec/label-actions.js';
import type { InstanceContext } from '../context/instance-context.js';
import type { ArchivedFile, MediaArchive } from '../media/media-archive.js';
import { NEVER_KEPT } from './own-change.js';
import { bookOf } from '../people/lid-map.js';

/** How much of the contents is read in one turn of the event loop. A single message may have more. */
const BYTES_PER_TURN = 128 * 1024;

/** A stored message with what was done to it besides its content. */
export interface ShownMessage extends KeptMessage {
  starred: boolean;
  /** Pinned for everyone in the chat. */
  pinned: boolean;
  /** Epoch ms; absent if the pin has no end. */
  pinnedUntil?: number;
  /** Kept for everyone in the chat, although it would disappear. */
  kept: boolean;
  /** Ids of its labels. */
  labels: string[];
  /** How far its files are in the archive; absent if no file is to be in it. */
  archivedFiles?: ArchivedFile[];
}

/** Shows stored messages. What is needed is read for all of them together. */
export class ShownMessages {
  /** @param archive undefined if nothing is archived */
  constructor(
    private readonly context: Pick<InstanceContext, 'uid' | 'storage' | 'clock'>,
    private readonly archive: Pick<MediaArchive, 'of'> | undefined,
  ) {}

  /** Shows messages of a list. Others may send contents of megabytes, so that everything else runs in between. */
  async show(listed: readonly ListedMessage[]): Promise<ShownMessage[]> {
    const shown: ShownMessage[] = [];
    for await (const rows of withContents(this.context.storage, listed))
      shown.push(...(await this.together(rows)));
    return shown;
  }

  async one(row: MessageRow): Promise<ShownMessage> {
    const [message] = await this.together([row]);
    if (!message) throw new Error('a message was not shown');
    return message;
  }

  private async together(rows: readonly MessageRow[]): Promise<ShownMessage[]> {
    const { storage, clock } = this.context;
    const { lidMap, chatStates, labels, database } = storage;
    const positions = rows.map(({ position }) => position);
    const said = new Map(rows.map((row) => [row, saidIn(row)]));
    const lids = rows.flatMap((row) => lidsInKept(row, said.get(row)));
    const book = await bookOf(lidMap, database.read, rows, lids);
    const starred = await chatStates.starredOf(database.read, positions);
    const assigned = await this.labelsBy(
      (await labels.ofMessages(positions)).map(({ position, label }) => [position, label] as const),
    );
    const archived = await this.archive?.of(positions);
    const now = clock.now();
    return rows.map((row) => {
      const pinned = isPinned(row, now);
      return {
        ...keptMessage(row, book, said.get(row)),
        starred: starred.has(row.position),
        pinned,
        ...(pinned && row.pinned_until !== null && { pinnedUntil: row.pinned_until }),
        kept: isKept(row),
        labels: assigned.get(row.position) ?? [],
        // Nothing is shown of a message that was deleted.
        archivedFiles: row.deleted_at === null ? archived?.get(row.position) : undefined,
      };
    });
  }

  /** Labels by what has them, without lists of chats that WhatsApp keeps like labels. */
  async labelsBy<Key>(assigned: readonly (readonly [Key, string])[]): Promise<Map<Key, string[]>> {
    const by = new Map<Key, string[]>();
    if (assigned.length === 0) return by;
    const { storage, uid } = this.context;
    const all = await storage.labels.all(storage.database.read, uid);
    const shown = new Set(all.filter(({ action }) => isLabel(action)).map(({ id }) => id));
    for (const [key, label] of assigned) if (shown.has(label)) by.set(key, [...(by.get(key) ?? []), label]);
    return by;
  }
}

/** Reads the contents of messages, of as many at a time as may be handled in one turn of the event loop. */
export async function* withContents(
  { messages }: Pick<Storage, 'messages'>,
  listed: readonly ListedMessage[],
): AsyncGenerator<MessageRow[]> {
  for (const slice of slicesOf(listed)) {
    await setImmediate();
    const contents = await messages.contents(slice.map(({ position }) => position));
    yield slice.map((row) => ({ ...row, content: contents.get(row.position) ?? null }));
  }
}

/** As many messages as may be read at once. */
function slicesOf(listed: readonly ListedMessage[]): ListedMessage[][] {
  const slices: ListedMessage[][] = [];
  let bytes = Infinity;
  for (const row of listed) {
    bytes += row.content_bytes;
    if (bytes > BYTES_PER_TURN) {
      slices.push([]);
      bytes = row.content_bytes;
    }
    slices.at(-1)?.push(row);
  }
  return slices;
}

/** @param now epoch ms */
function isPinned(row: Pick<MessageRow, 'pinned_at' | 'pinned_until'>, now: number): boolean {
  return row.pinned_at !== null && (row.pinned_until === null || row.pinned_until > now);
}

function isKept({ kept_at }: Pick<MessageRow, 'kept_at'>): boolean {
  return kept_at !== null && kept_at !== NEVER_KEPT;
}
