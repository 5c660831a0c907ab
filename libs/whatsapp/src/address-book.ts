import type { BinaryNode, Contact, WASocket } from '@whiskeysockets/baileys';
import type { Logger } from '#libs/observability';
import type { InstanceRow, Write } from '#libs/storage';
import { lidOf, phoneOf } from './addresses.js';
import { type ContactChange, contactMutations, readContactChange } from './codec/contact-actions.js';
import { canonical } from './codec/message.js';
import type { Journal } from './journal.js';
import { readBook, savePair } from './phone-book.js';

/** Entries in one unit of work: the event loop gets its turn between two of them. */
const ENTRIES_PER_UNIT = 25;

/**
 * Keeps the account's address book as its devices share it. Patches are read as they come by, because Baileys does
 * not tell removals from entries; what comes in snapshots, which hold no removals, is taken from Baileys.
 */
export class AddressBook {
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly journal: Journal,
    private readonly instance: Pick<InstanceRow, 'uid'>,
    private readonly logger: Logger,
  ) {}

  /** Listens to a socket that nothing was read from yet. */
  attach(socket: WASocket): void {
    /** Who is gone by the latest patch: Baileys may go on to tell of them by the name that they had. */
    const removed = new Set<string>();
    socket.ws.prependListener('CB:iq,,sync', (node: BinaryNode) =>
      this.queue(() => this.readPatches(socket, node, removed)),
    );
    socket.ev.on('contacts.upsert', (contacts) => this.queue(() => this.hear(contacts, removed)));
  }

  /** Waits until all that was heard is kept. */
  async settled(): Promise<void> {
    await this.running;
  }

  /** Enters somebody, or, without a name, takes them out. @param change by JIDs as on the wire */
  async keep(write: Write, { jid, name, firstName, pair }: ContactChange): Promise<void> {
    const { journal, instance } = this;
    if (pair) await savePair(journal, write, instance.uid, pair);
    const key = { instance: instance.uid, jid: await this.canonicalOf(write, jid) };
    if (name === undefined) await journal.contacts.remove(write, key);
    else await journal.contacts.save(write, key, { name, first_name: firstName ?? null });
  }

  private queue(work: () => Promise<void>): void {
    this.running = this.running
      .then(work)
      .catch((error: unknown) => this.logger.warn({ err: error }, 'the address book could not be kept'));
  }

  private async readPatches(socket: WASocket, node: BinaryNode, removed: Set<string>): Promise<void> {
    const { keys } = socket.authState;
    const keyOf = async (id: string) => (await keys.get('app-state-sync-key', [id]))[id];
    for (const some of unitsOf(contactMutations(node))) {
      const read = await Promise.all(some.map((mutation) => readContactChange(mutation, keyOf)));
      const changes = read.filter((change) => change !== undefined);
      for (const { jid, name } of changes) {
        if (name === undefined) removed.add(jid);
        else removed.delete(jid);
      }
      await this.journal.database.write(async (write) => {
        for (const change of changes) await this.keep(write, change);
      });
    }
  }

  private async hear(contacts: readonly Contact[], removed: ReadonlySet<string>): Promise<void> {
    const entered = contacts.filter(
      ({ id, name }) => name && !removed.has(id) && (phoneOf(id) ?? lidOf(id)) !== undefined,
    );
    for (const some of unitsOf(entered)) {
      await this.journal.database.write(async (write) => {
        for (const { id, name } of some) if (name) await this.enter(write, id, name);
      });
    }
  }

  /** Baileys tells no first names: one that is known with this name stays. */
  private async enter(write: Write, id: string, name: string): Promise<void> {
    const { contacts } = this.journal;
    const jid = await this.canonicalOf(write, id);
    const known = await contacts.find(write, this.instance.uid, jid);
    if (known?.name === name) return;
    await contacts.save(write, { instance: this.instance.uid, jid }, { name, first_name: null });
  }

  private async canonicalOf(write: Write, jid: string): Promise<string> {
    const lid = lidOf(jid);
    const { addresses } = this.journal;
    const book = await readBook(addresses, write, this.instance.uid, lid === undefined ? [] : [lid], []);
    return canonical(jid, book);
  }
}

function unitsOf<T>(entries: readonly T[]): T[][] {
  const count = Math.ceil(entries.length / ENTRIES_PER_UNIT);
  return Array.from({ length: count }, (_each, unit) =>
    entries.slice(unit * ENTRIES_PER_UNIT, (unit + 1) * ENTRIES_PER_UNIT),
  );
}
