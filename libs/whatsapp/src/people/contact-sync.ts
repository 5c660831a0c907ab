import type { BinaryNode, Contact, WASocket } from '@whiskeysockets/baileys';
import { Lane, type Logger } from '#libs/observability';
import type { InstanceRow, Storage, Write } from '#libs/storage';
import { lidOf, phoneOf } from '../wire/jids.js';
import {
  bringsContactSnapshot,
  type ContactChange,
  contactMutations,
  readContactChange,
} from '../codec/contact-actions.js';
import { canonicalOf, savePair } from './lid-map.js';

/** Entries per unit of work, so that the event loop runs between two units. */
const ENTRIES_PER_UNIT = 25;

/**
 * Stores the account's address book, which its devices share. Patches are read here as they arrive, because Baileys reports
 * neither removals nor first names. The contents of snapshots are taken from Baileys.
 */
export class ContactSync {
  private readonly lane = new Lane();
  /** JIDs that a patch or an own change has already set: what Baileys reports about them later may be outdated. */
  private readonly told = new Set<string>();

  constructor(
    private readonly storage: Storage,
    private readonly instance: Pick<InstanceRow, 'uid'>,
    private readonly logger: Logger,
  ) {}

  /** Listens to a socket. Must be called before anything is read from it. */
  attach(socket: WASocket): void {
    socket.ws.prependListener('CB:iq,,sync', (node: BinaryNode) =>
      this.queue(() => this.readAnswer(socket, node)),
    );
    socket.ev.on('contacts.upsert', (contacts) => this.queue(() => this.hear(contacts)));
  }

  /** Waits until everything received so far is stored. */
  async settled(): Promise<void> {
    await this.lane.idle();
  }

  /** Stores a contact, or removes it if the change has no name. JIDs in the change are as on the wire. */
  async keep(write: Write, { jid, name, firstName, pair }: ContactChange): Promise<void> {
    const { storage, instance } = this;
    this.told.add(jid);
    if (pair) await savePair(storage, write, instance.uid, pair);
    const key = {
      instance: instance.uid,
      jid: await canonicalOf(this.storage.lidMap, write, this.instance.uid, jid),
    };
    if (name === undefined) await storage.contacts.remove(write, key);
    else await storage.contacts.save(write, key, { name, first_name: firstName ?? null });
  }

  private queue(work: () => Promise<void>): void {
    this.lane
      .run(work)
      .catch((error: unknown) => this.logger.warn({ err: error }, 'the address book could not be stored'));
  }

  private async readAnswer(socket: WASocket, node: BinaryNode): Promise<void> {
    if (bringsContactSnapshot(node)) this.told.clear();
    const { keys } = socket.authState;
    const keyOf = async (id: string) => (await keys.get('app-state-sync-key', [id]))[id];
    for (const some of unitsOf(contactMutations(node))) {
      const read = await Promise.all(some.map((mutation) => readContactChange(mutation, keyOf)));
      await this.storage.database.write(async (write) => {
        for (const change of read) if (change) await this.keep(write, change);
      });
    }
  }

  private async hear(contacts: readonly Contact[]): Promise<void> {
    const entered = contacts.filter(
      ({ id, name }) => name && !this.told.has(id) && (phoneOf(id) ?? lidOf(id)) !== undefined,
    );
    for (const some of unitsOf(entered)) {
      await this.storage.database.write(async (write) => {
        for (const { id, name } of some) if (name) await this.enter(write, id, name);
      });
    }
  }

  private async enter(write: Write, id: string, name: string): Promise<void> {
    const { contacts } = this.storage;
    const key = {
      instance: this.instance.uid,
      jid: await canonicalOf(this.storage.lidMap, write, this.instance.uid, id),
    };
    const known = await contacts.find(write, key.instance, key.jid);
    if (known?.name !== name) await contacts.save(write, key, { name, first_name: null });
  }
}

function unitsOf<T>(entries: readonly T[]): T[][] {
  const count = Math.ceil(entries.length / ENTRIES_PER_UNIT);
  return Array.from({ length: count }, (_each, unit) =>
    entries.slice(unit * ENTRIES_PER_UNIT, (unit + 1) * ENTRIES_PER_UNIT),
  );
}
