import {
  type BinaryNode,
  downloadExternalBlob,
  downloadExternalPatch,
  proto,
  toNumber,
  type WASocket,
} from '@whiskeysockets/baileys';
import { Lane, type Logger } from '#libs/observability';
import type { InstanceRow, Storage } from '#libs/storage';
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

/**
 * Stores what WhatsApp hands over of the app state: labels and the like. It reads the same answers as Baileys, which stores
 * the version of a collection only after {@link stored}. So nothing is lost if the process ends in between.
 *
 * What a new device reads at first is stored without events; later changes are reported.
 */
export class AppStateReader {
  private readonly lane = new Lane();
  /** Collections whose content is being read from the beginning, in several answers. */
  private readonly beginning = new Set<string>();
  /** Collections whose last answer could not be read or stored, and why. */
  private readonly failures = new Map<string, unknown>();

  constructor(
    private readonly storage: Storage,
    private readonly instance: Pick<InstanceRow, 'uid' | 'instance_id'>,
    private readonly logger: Logger,
    private readonly books: readonly AppStateBook[],
  ) {}

  /** Listens to a socket. Must be called before anything is read from it. */
  attach(socket: WASocket, keyOf: AppStateKeyById): void {
    this.failures.clear();
    socket.ws.prependListener('CB:iq,,sync', (node: BinaryNode) => {
      void this.lane.run(() => this.read(node, keyOf));
    });
  }

  /**
   * Waits until everything received so far of some collections is stored.
   * @throws the error if something could not be stored: it has to be read once more, on another connection
   */
  async stored(collections: readonly string[]): Promise<void> {
    if (!collections.some((name) => this.books.some(({ collection }) => collection === name))) return;
    await this.lane.idle();
    for (const name of collections) if (this.failures.has(name)) throw this.failures.get(name);
  }

  async idle(): Promise<void> {
    await this.lane.idle();
  }

  /**
   * Reads what changed while the instance was not connected, and what an earlier version of the server did not store.
   * WhatsApp announces a change only once, maybe just before the process ended.
   */
  async refresh(socket: WASocket): Promise<void> {
    const { creds, keys } = socket.authState;
    // Without keys, Baileys reads everything as soon as the phone shares them.
    if (!creds.myAppStateKeyId) return;
    const names = this.collections;
    const { appStateReads, database } = this.storage;
    for (const name of names) {
      if (await appStateReads.has(database.read, this.instance.uid, name)) continue;
      await keys.set({ 'app-state-sync-version': { [name]: null } });
    }
    await socket.resyncAppState(names, false);
    await database.write(async (write) => {
      for (const name of names) await appStateReads.add(write, this.instance.uid, name);
    });
  }

  private get collections() {
    return [...new Set(this.books.map(({ collection }) => collection))];
  }

  private async read(node: BinaryNode, keyOf: AppStateKeyById): Promise<void> {
    for (const answer of collectionsIn(node)) {
      const books = this.books.filter(({ collection }) => collection === answer.name);
      if (books.length === 0) continue;
      try {
        const changes = await readChanges(await mutationsOf(answer), keyOf);
        if (!changes) throw new Error('a key of the app state is missing');
        await this.store(answer, latestOf(changes), books);
        this.failures.delete(answer.name);
      } catch (error) {
        this.failures.set(answer.name, error);
      }
    }
  }

  private async store(
    answer: CollectionAnswer,
    latest: readonly AppStateChange[],
    books: readonly AppStateBook[],
  ): Promise<void> {
    const { name, hasMore } = answer;
    const { appStateReads, database, events } = this.storage;
    const isKnown = await appStateReads.has(database.read, this.instance.uid, name);
    const removals: AppStateChange[] = [];
    if (isBeginning(answer)) for (const book of books) removals.push(...(await book.missing(latest)));
    const changes = [...removals, ...latest];
    for (let start = 0; start < changes.length; start += ENTRIES_PER_UNIT) {
      const some = changes.slice(start, start + ENTRIES_PER_UNIT);
      const fault = await lastingFault(database, () =>
        database.write(async (write) => {
          for (const change of some) {
            for (const book of books) {
              const news = await book.apply(write, change, !isKnown);
              if (isKnown) await events.append(write, this.instance, news);
            }
          }
        }),
      );
      if (fault) this.logger.error({ err: fault.fault, name }, 'a part of the app state cannot be stored');
    }
    if (!isKnown && !hasMore && (isBeginning(answer) || this.beginning.has(name) || answer.version === 0))
      await database.write((write) => appStateReads.add(write, this.instance.uid, name));
    if (hasMore && isBeginning(answer)) this.beginning.add(name);
    if (!hasMore) this.beginning.delete(name);
  }
}

/** Whether an answer contains a collection from its beginning. */
function isBeginning({ snapshot, patches }: CollectionAnswer): boolean {
  return snapshot !== undefined || toNumber(patches[0]?.version?.version) === 1;
}

async function mutationsOf({ snapshot, patches }: CollectionAnswer) {
  const mutations: (proto.ISyncdMutation | proto.ISyncdRecord)[] = [];
  if (snapshot) {
    const { records } = proto.SyncdSnapshot.decode(await downloadExternalBlob(snapshot, {}));
    mutations.push(...records);
  }
  for (const patch of patches) {
    const more = patch.externalMutations && (await downloadExternalPatch(patch.externalMutations, {}));
    mutations.push(...patch.mutations, ...(more?.mutations ?? []));
  }
  return mutations;
}
