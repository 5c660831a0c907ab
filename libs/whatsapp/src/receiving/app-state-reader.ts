import type { EventEmitter } from 'node:events';
import {
  type BinaryNode,
  downloadExternalBlob,
  downloadExternalPatch,
  proto,
  toNumber,
  type WASocket,
} from '@whiskeysockets/baileys';
import { LIMITS } from '#libs/config';
import { Lane, type Logger } from '#libs/observability';
import { fits, type InstanceRow, type Storage, type Write } from '#libs/storage';
import { appStateTransaction } from '../baileys/app-state.js';
import {
  type AppStateChange,
  type AppStateKeyById,
  type CollectionAnswer,
  collectionsIn,
  latestOf,
  readChanges,
} from '../codec/app-state.js';
import type { AppStateBook } from '../context/app-state-book.js';
import { lastingFault } from '../context/lasting-fault.js';

/** Entries per unit of work, so that the event loop runs between two units. */
const ENTRIES_PER_UNIT = 25;

/** Version of an answer that contains nothing. */
const NOTHING = Infinity;

/** A socket whose answers can be heard. */
interface Audible {
  readonly ws: Pick<EventEmitter, 'prependListener'>;
}

/** What is read over one socket. */
interface Reading {
  socket: Audible;
  keyOf: AppStateKeyById;
  /** Whether the connection is still there: after it, another account may be linked. */
  alive: () => boolean;
  /** By collection: why an answer could not be read or stored, and with which version it began. */
  failures: Map<string, { error: unknown; start: number }>;
  /** Collections whose content is being read from the beginning, in several answers. */
  beginnings: Map<string, Beginning>;
}

interface Beginning {
  /** The device has read it before. */
  isPast: boolean;
  /** All entries so far. */
  entries: AppStateChange[];
}

/**
 * Stores what WhatsApp hands over of the app state: labels and the like. It reads the same answers as Baileys, which stores
 * the version of a collection only after {@link stored}. So nothing is lost if the process ends in between.
 *
 * What a new device reads at first is stored without events; later changes are reported.
 */
export class AppStateReader {
  private readonly lane = new Lane();
  private reading?: Reading;

  constructor(
    private readonly storage: Storage,
    private readonly instance: Pick<InstanceRow, 'uid' | 'instance_id'>,
    private readonly logger: Logger,
    private readonly books: readonly AppStateBook[],
    /** Options of `fetch` for what is not in an answer itself. */
    private readonly fetching: () => RequestInit,
  ) {}

  /**
   * Listens to a socket. Must be called before anything is read from it.
   * @param alive whether the connection has not ended yet
   */
  attach(socket: Audible, keyOf: AppStateKeyById, alive: () => boolean): void {
    const reading: Reading = { socket, keyOf, alive, failures: new Map(), beginnings: new Map() };
    this.reading = reading;
    socket.ws.prependListener('CB:iq,,sync', (node: BinaryNode) => {
      void this.lane.run(() => this.read(node, reading));
    });
  }

  /**
   * Waits until everything received so far of some collections is stored.
   * @throws the error if something could not be stored: it has to be read once more, on another connection
   */
  async stored(collections: readonly string[]): Promise<void> {
    const { reading } = this;
    if (!collections.some((name) => this.booksOf(name).length > 0)) return;
    await this.lane.idle();
    for (const name of collections) {
      const failure = reading?.failures.get(name);
      if (failure) throw failure.error;
    }
  }

  async idle(): Promise<void> {
    await this.lane.idle();
  }

  /**
   * Stores an own change, behind everything received before it, without events. After the end of the connection nothing is
   * stored: then the change is read as if another device had made it.
   */
  async own(socket: Audible, collection: string, change: Required<AppStateChange>): Promise<void> {
    const { reading } = this;
    if (reading?.socket !== socket) return;
    await this.lane.run(async () => {
      for (const book of this.booksOf(collection)) {
        await this.commit(reading, (write) => book.apply(write, change, false));
        await book.finish?.((work) => this.commit(reading, work), change, false);
      }
    });
  }

  /**
   * Reads what changed while the instance was not connected, and what an earlier version of the server did not store.
   * WhatsApp announces a change only once, maybe just before the process ended.
   */
  async refresh(socket: WASocket): Promise<void> {
    const { creds, keys } = socket.authState;
    // Without keys, Baileys reads everything as soon as the phone shares them.
    if (!creds.myAppStateKeyId) return;
    const { appStateReads, database } = this.storage;
    const names = [...new Set(this.books.map(({ collection }) => collection))];
    await appStateTransaction(socket, async () => {
      for (const name of names) {
        if ((await appStateReads.version(database.read, this.instance.uid, name)) !== undefined) continue;
        await keys.set({ 'app-state-sync-version': { [name]: null } });
      }
      await socket.resyncAppState(names, false);
    });
  }

  private booksOf(name: string): AppStateBook[] {
    return this.books.filter(({ collection }) => collection === name);
  }

  /** Writes, unless the connection has ended: what is written then may belong to an account that is unlinked already. */
  private async commit<T>({ alive }: Reading, work: (write: Write) => Promise<T>): Promise<T | undefined> {
    return this.storage.database.write(async (write) => (alive() ? work(write) : undefined));
  }

  private async read(node: BinaryNode, reading: Reading): Promise<void> {
    for (const answer of collectionsIn(node)) {
      const { name } = answer;
      if (this.booksOf(name).length === 0) continue;
      const start = startOf(answer);
      try {
        const { mutations, version } = await contentOf(answer, this.fetching());
        const changes = await readChanges(mutations, reading.keyOf);
        if (!changes) throw new Error('a key of the app state is missing');
        const storable = changes.filter(({ index }) => index.every((part) => fits(part, LIMITS.idBytes)));
        const left = changes.length - storable.length;
        if (left > 0) this.logger.warn({ name, left }, 'entries of the app state have ids that are too long');
        await this.store(reading, { ...answer, version }, start, latestOf(storable));
        // Baileys stores one version for several answers, so a failure lasts until the same is read once more.
        if (start <= (reading.failures.get(name)?.start ?? NOTHING)) reading.failures.delete(name);
      } catch (error) {
        const before = reading.failures.get(name)?.start ?? NOTHING;
        reading.failures.set(name, { error, start: Math.min(start, before) });
        reading.beginnings.delete(name);
      }
    }
  }

  private async store(
    reading: Reading,
    { name, hasMore, version }: CollectionAnswer,
    start: number,
    latest: readonly AppStateChange[],
  ): Promise<void> {
    const { appStateReads, database } = this.storage;
    const { uid } = this.instance;
    const { beginnings } = reading;
    const known = await appStateReads.version(database.read, uid, name);
    const isPast = known === undefined || start <= known;
    if (start === 1) beginnings.set(name, { isPast, entries: [] });
    const beginning = beginnings.get(name);
    beginning?.entries.push(...latest.map(({ index }) => ({ index })));
    await this.apply(reading, name, latest, {
      isPast: beginning?.isPast ?? isPast,
      isKnown: known !== undefined,
    });
    if (beginning && !hasMore) {
      const missing = await Promise.all(this.booksOf(name).map((book) => book.missing(beginning.entries)));
      await this.apply(reading, name, missing.flat(), { isPast, isKnown: known !== undefined });
      beginnings.delete(name);
    }
    const isComplete = !hasMore && (beginning !== undefined || version === 0);
    const isLater = known !== undefined && start !== NOTHING && version > known;
    if ((known === undefined && isComplete) || isLater)
      await this.commit(reading, (write) => appStateReads.save(write, uid, name, version));
  }

  private async apply(
    reading: Reading,
    name: string,
    changes: readonly AppStateChange[],
    { isPast, isKnown }: { isPast: boolean; isKnown: boolean },
  ): Promise<void> {
    const { database, events } = this.storage;
    const books = this.booksOf(name);
    for (let start = 0; start < changes.length; start += ENTRIES_PER_UNIT) {
      const some = changes.slice(start, start + ENTRIES_PER_UNIT);
      const fault = await lastingFault(database, async () => {
        await this.commit(reading, async (write) => {
          for (const change of some) {
            for (const book of books) {
              const news = await book.apply(write, change, isPast);
              if (isKnown) await events.append(write, this.instance, news);
            }
          }
        });
        for (const change of some)
          for (const book of books) await book.finish?.((work) => this.commit(reading, work), change, isPast);
      });
      if (fault) this.logger.error({ err: fault.fault, name }, 'a part of the app state cannot be stored');
    }
  }
}

/** The version with which an answer begins: 1 if it contains a collection from its beginning. */
function startOf({ snapshot, patches: [first] }: CollectionAnswer): number {
  if (snapshot) return 1;
  return first ? toNumber(first.version?.version) : NOTHING;
}

/** The entries in an answer, and up to which version they are complete. */
async function contentOf({ snapshot, patches, version: latest }: CollectionAnswer, fetching: RequestInit) {
  const mutations: (proto.ISyncdMutation | proto.ISyncdRecord)[] = [];
  let version = latest;
  if (snapshot) {
    const content = proto.SyncdSnapshot.decode(await downloadExternalBlob(snapshot, fetching));
    mutations.push(...content.records);
    version = toNumber(content.version?.version);
  }
  for (const patch of patches) {
    const more = patch.externalMutations && (await downloadExternalPatch(patch.externalMutations, fetching));
    mutations.push(...patch.mutations, ...(more?.mutations ?? []));
    version = toNumber(patch.version?.version);
  }
  return { mutations, version };
}
