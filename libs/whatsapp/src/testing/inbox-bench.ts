import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { proto } from '@whiskeysockets/baileys';
import { createLogger, ManualClock } from '#libs/observability';
import { type InboxRow, type InstanceRow, type MessageRow, Storage } from '#libs/storage';
import type { GroupMember } from '../codec/group.js';
import { KnownGroups } from '../groups/known-groups.js';
import { Ignored } from '../context/ignored.js';
import { InboxWorker } from '../receiving/inbox-worker.js';
import { asLid, asPhone } from './addresses.js';

export const SELF = { phone: asPhone('628111111111'), lid: asLid('911607346010217') };
const RETENTION_DAYS = 30;

/** An inbox worker over its own database, fed as by a connection: through the inbox. */
export class InboxBench {
  private count = 0;
  /** WhatsApp's answer to a query for the members of a group. */
  members: (group: string) => Promise<readonly GroupMember[]> = async () => [];
  readonly ignored = new Ignored(createLogger('silent'));
  inboxWorker: InboxWorker;

  private constructor(
    private readonly directory: string,
    readonly storage: Storage,
    readonly instance: InstanceRow,
    readonly clock: ManualClock,
  ) {
    this.inboxWorker = this.newRecorder();
  }

  static async open(): Promise<InboxBench> {
    const directory = mkdtempSync(join(tmpdir(), 'miaw-inboxWorker-'));
    const storage = await Storage.open(directory);
    const instance = await storage.database.write((write) => storage.instances.insert(write, 'bot', 1));
    if (!instance) throw new Error('not inserted');
    const clock = new ManualClock(Date.now());
    return new InboxBench(directory, storage, instance, clock);
  }

  /** Continues with a new inbox worker, as after a restart of the process. */
  async restart(): Promise<void> {
    this.inboxWorker = this.newRecorder();
    await this.work();
  }

  async close(): Promise<void> {
    await this.storage.close();
    rmSync(this.directory, { recursive: true });
  }

  /** Puts a message into the inbox as if it had just been decrypted, and waits until it is recorded. */
  async hear(
    attrs: Record<string, string>,
    message: proto.IMessage,
    kind: InboxRow['kind'] = 'message',
  ): Promise<void> {
    await this.receive(attrs, message, kind);
    await this.work();
  }

  /** Puts a message into the inbox, not recorded yet. */
  async receive(
    attrs: Record<string, string>,
    message: proto.IMessage,
    kind: InboxRow['kind'] = 'message',
  ): Promise<void> {
    await this.receiveBytes(attrs, proto.Message.encode(message).finish(), kind);
  }

  /** Puts a message with arbitrary bytes into the inbox, not recorded yet. */
  async receiveBytes(
    attrs: Record<string, string>,
    bytes: Uint8Array,
    kind: InboxRow['kind'] = 'message',
  ): Promise<void> {
    const stanza = { id: `M${this.count++}`, t: String(Math.floor(Date.now() / 1000)), ...attrs };
    const payload = Buffer.concat([bytes, Buffer.of(1)]);
    await this.storage.database.write((write) =>
      this.storage.inbox.add(write, this.instance.uid, {
        kind,
        stanza_from: attrs['from'] ?? '',
        participant: attrs['participant'] ?? '',
        stanza_id: stanza.id,
        digest: createHash('sha256').update(`${this.count}`).digest('hex'),
        stanza: JSON.stringify({ tag: 'message', attrs: stanza }),
        payload,
        received_at: Date.now(),
      }),
    );
  }

  private newRecorder(): InboxWorker {
    const { storage, instance, clock } = this;
    const logger = createLogger('silent');
    const members = (group: string) => this.members(group);
    return new InboxWorker(
      storage,
      instance,
      () => SELF,
      clock,
      logger,
      this.ignored,
      RETENTION_DAYS,
      members,
      new KnownGroups(clock, logger),
      { expects: () => false },
    );
  }

  async work(): Promise<void> {
    this.inboxWorker.wake();
    await this.inboxWorker.idle();
  }

  /** The events so far, as their names and payloads. */
  async events(): Promise<[string, unknown][]> {
    const rows = await this.storage.database.read
      .selectFrom('events')
      .selectAll()
      .orderBy('sequence')
      .execute();
    return rows.map((row) => [row.event, JSON.parse(row.data)]);
  }

  /** The rows of the inbox, oldest first. */
  async inbox(): Promise<InboxRow[]> {
    return this.storage.database.read.selectFrom('inbox').selectAll().orderBy('position').execute();
  }

  async message(id: string): Promise<MessageRow | undefined> {
    const [row] = await this.storage.messages.byId(this.storage.database.read, this.instance.uid, id);
    return row;
  }
}
