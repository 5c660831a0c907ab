import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock, Logger } from '#libs/observability';
import type { Gain, Holdings, HoldingsListener, Loss } from '#libs/cluster';
import type { InstanceRow, Lease, NewInstance, Storage, TargetChange, TargetId, Uid } from '#libs/storage';
import { INSTANCE_STATUSES, type InstanceStatus, statusIn } from './context/instance-status.js';
import { instanceChanged } from './context/new-events.js';
import type { EmulatorTrust } from './baileys/emulator-link.js';
import type { Backlog } from './context/backlog.js';
import { chatMoves } from './people/chat-moves.js';
import { searchBacklog } from './conversations/search-backlog.js';
import { parsePhone } from './wire/jids.js';
import { hasMoved, invalid, WhatsAppFault } from './faults.js';
import { Instance, type InstanceSettings, type InstanceView, unknownInstance, viewOf } from './instance.js';
import type { ArchiveSettings } from './media/archive-jobs.js';
import { MediaArchive } from './media/media-archive.js';
import type { MediaSettings } from './media/media-downloads.js';
import { LOOPBACK_HOSTS, WHATSAPP_HOSTS } from './media/media-url.js';
import { StoredInstance } from './stored-instance.js';
import { BundledVersions, PublishedVersions, type Versions } from './baileys/versions.js';

export interface WhatsAppOptions {
  storage: Storage;
  /** Says which instances are to be connected here. */
  holdings: Holdings;
  /** Directory that contains one directory per instance. */
  sessionPath: string;
  clock: Clock;
  logger: Logger;
  settings: Omit<InstanceSettings, 'media' | 'replacements'> & {
    media: Omit<MediaSettings, 'permits' | 'ca'>;
    /** How many instances may exist. */
    maxInstances: number;
  };
  /** Called when deliveries to a target of a deleted instance may go out. */
  released: (target: TargetId) => void;
  /** Resolves when no delivery of an instance is under way; none begins before `moved` is called with it. */
  withhold: (instance: Uid) => Promise<void>;
  /** Called when instances are here from now on, or no longer. */
  moved: (instances: readonly Uid[]) => void;
  /** Where the files of received messages are kept; undefined: nowhere. */
  archive?: ArchiveSettings;
  /** Emulator to use in place of WhatsApp. */
  emulator?: EmulatorTrust;
}

/** Number of instances that connect at one time: each needs a handshake and its cryptography. */
const STARTING_AT_ONCE = 8;
/** Wait before another attempt to read the rows of instances, and to start one, ms. */
const READ_AGAIN_MS = 500;
const START_AGAIN_MS = 2_000;
/** How long an instance that is here again waits for what it was before, ms: nothing of that is written. */
const LEAVING_MS = 5_000;

/** Under later ones, another server may have had the instance, and still be connected as its device without knowing better. */
const FIRST_EPOCH = 1;
const REPLACEMENTS = 2;

/** How long requests may take from their beginning until they look for their instance, ms: bodies may be large. */
const LATE_MS = 30_000;

/** How long a deletion waits until all rows are removed, ms. */
const PURGE_WAIT_MS = 2_000;

/** The instances that this server has. */
export class WhatsApp implements HoldingsListener {
  private readonly instances = new Map<string, Instance>();
  /** Of the leases under which they are here. */
  private readonly epochs = new WeakMap<Instance, number>();
  /** Those that are here and are to be started. */
  private readonly starting: Instance[] = [];
  private starters = 0;
  /** When instances were given to other servers, or taken by them, epoch ms: requests may have come for them just before. */
  private readonly leftAt = new Map<string, number>();
  /** Ends of instances that are no longer here, until they are over. */
  private readonly leaving = new Map<Uid, Promise<void>>();
  private readonly versions: Versions;
  /** Removals of rows of deleted instances that are under way. */
  private readonly purges = new Set<Promise<void>>();
  private closing = false;
  /** What earlier runs of the server have left to do. */
  private readonly backlogs: readonly Backlog[];
  private readonly archive: MediaArchive | undefined;

  private constructor(private readonly options: WhatsAppOptions) {
    const { storage, clock, logger } = options;
    this.backlogs = [searchBacklog(storage, clock, logger), chatMoves(storage, clock, logger)];
    this.archive =
      options.archive &&
      new MediaArchive(storage, clock, logger, options.archive, (uid) => this.withUid(uid)?.downloads);
    this.versions = options.emulator
      ? new BundledVersions()
      : new PublishedVersions(options.clock, options.logger);
  }

  /** Reads the instances that are to be here and connects, in the background, those that should be connected. */
  static async open(options: WhatsAppOptions): Promise<WhatsApp> {
    const whatsapp = new WhatsApp(options);
    for (const backlog of whatsapp.backlogs) backlog.wake();
    await whatsapp.openArchive();
    await options.holdings.start(whatsapp);
    await options.storage.instances.forgetTargets();
    return whatsapp;
  }

  async gained(leases: readonly Lease[], why: Gain): Promise<void> {
    const { storage, clock, logger } = this.options;
    const valid = (lease: Lease): boolean => storage.leases.of(lease.instance)?.epoch === lease.epoch;
    while (leases.some(valid) && !this.closing) {
      try {
        const rows = await storage.instances.byUid(leases.map(({ instance }) => instance));
        const deleted = rows.some((row) => row.deleted_at !== null) ? await storage.instances.retired() : [];
        if (this.closing) return;
        const byUid = new Map(leases.map((lease) => [lease.instance, lease]));
        for (const row of rows) {
          const lease = byUid.get(row.uid);
          if (!lease || !valid(lease)) continue;
          if (row.deleted_at === null) this.startSoon(this.adopt(row, lease));
          else if (deleted.includes(row.uid)) void this.purge(row.uid);
        }
        this.options.moved(rows.map(({ uid }) => uid));
        this.archive?.wake();
        return;
      } catch (error) {
        logger.warn({ err: error, instances: leases.length, why }, 'instances could not be read');
        await new Promise<void>((done) => clock.after(READ_AGAIN_MS, done));
      }
    }
  }

  async release(uid: Uid, budgetMs: number): Promise<void> {
    const { clock, logger, storage } = this.options;
    const deadline = clock.now() + budgetMs;
    const epoch = storage.leases.of(uid)?.epoch;
    const instance = this.withUid(uid);
    if (instance) {
      this.instances.delete(instance.id);
      logger.info({ instanceId: instance.id }, 'the instance is given to another server');
      this.isLeft(instance, instance.finish(budgetMs));
      await clock.atMost(budgetMs, this.leaving.get(uid) ?? Promise.resolve());
      // Its connection must be closed by now.
      if (this.leaving.has(uid)) this.isLeft(instance, instance.leave());
    }
    // It may have been lost meanwhile, and even be here again: then nobody would let its deliveries begin.
    if (storage.leases.of(uid)?.epoch !== epoch) return;
    await clock.atMost(Math.max(0, deadline - clock.now()), this.options.withhold(uid));
  }

  lost(leases: readonly Lease[], why: Loss): void {
    this.options.moved(leases.map(({ instance }) => instance));
    for (const { instance: uid } of leases) {
      const instance = this.withUid(uid);
      if (!instance) continue;
      this.instances.delete(instance.id);
      const { logger } = this.options;
      logger.warn({ instanceId: instance.id, why }, 'the instance is no longer here');
      this.isLeft(instance, instance.leave());
    }
  }

  /** Notes that an instance which is no longer here is still ending. */
  private isLeft({ id, uid }: Instance, end: Promise<void>): void {
    this.leftAt.set(id, this.options.clock.now());
    const left = end
      .catch((error: unknown) =>
        this.options.logger.error({ err: error, instanceId: id }, 'an instance could not be left'),
      )
      .finally(() => {
        if (this.leaving.get(uid) === left) this.leaving.delete(uid);
      });
    this.leaving.set(uid, left);
  }

  /**
   * @param settings.phone phone number of the only account that may be linked; null: any
   * @throws WhatsAppFault INSTANCE_ALREADY_EXISTS, INVALID_REQUEST; CONFLICT if there are as many as there may be
   */
  async create(
    instanceId: string,
    target: TargetChange,
    { phone = null, ...settings }: Omit<NewInstance, 'ownPhone'> & { phone?: string | null } = {},
  ): Promise<InstanceView> {
    const ownPhone = phone === null ? null : parsePhone(phone, 'phone');
    const path = this.pathOf(instanceId);
    const { clock, storage } = this.options;
    const { maxInstances } = this.options.settings;
    const created = await storage.database.write(async (write) => {
      const now = clock.now();
      const inserted = await storage.instances.insert(write, instanceId, now, { ...settings, ownPhone });
      if (!inserted) return undefined;
      if ((await storage.instances.count(write)) > maxInstances) throw tooMany(maxInstances);
      await storage.targets.insert(write, inserted.uid, target);
      const data = ownPhone === null ? {} : { phone: ownPhone };
      const lease = await this.options.holdings.claim(write, inserted.uid);
      await storage.events.append(write, inserted, [instanceChanged(now, 'instance_created', data)]);
      return { row: inserted, lease };
    });
    if (!created)
      throw new WhatsAppFault('INSTANCE_ALREADY_EXISTS', 'an instance with this id already exists');
    const instance = this.adopt(created.row, created.lease);
    await mkdir(path, { recursive: true, mode: 0o700 });
    await instance.begin();
    return instance.viewOf(created.row);
  }

  /** @throws WhatsAppFault INSTANCE_NOT_FOUND */
  instance(instanceId: string): Instance {
    const instance = this.instances.get(instanceId);
    if (instance) return instance;
    const since = this.leftAt.get(instanceId);
    if (since === undefined) throw unknownInstance();
    if (this.options.clock.now() - since < LATE_MS) throw hasMoved();
    this.leftAt.delete(instanceId);
    throw unknownInstance();
  }

  /** To be called when no instance has this id, wherever. */
  forget(instanceId: string): void {
    this.leftAt.delete(instanceId);
  }

  /** What is stored of an instance, whichever server has it. @throws WhatsAppFault INSTANCE_NOT_FOUND */
  async stored(instanceId: string): Promise<StoredInstance> {
    const here = this.instances.get(instanceId);
    if (here) return here.stored;
    const { storage, clock } = this.options;
    const row = await storage.instances.find(instanceId);
    if (!row || row.deleted_at !== null) throw unknownInstance();
    return new StoredInstance(row.uid, storage, clock, this.archive);
  }

  /** Key of the instance's rows; undefined if the instance does not exist. */
  uidIfAny(instanceId: string): Uid | undefined {
    return this.instances.get(instanceId)?.uid;
  }

  async list(): Promise<InstanceView[]> {
    const rows = await this.options.storage.instances.all();
    const { sendRatePerMinute } = this.options.settings;
    return rows.map((row) => {
      const instance = this.instances.get(row.instance_id);
      const home = this.pathOf(row.instance_id);
      return instance ? instance.viewOf(row) : viewOf(row, statusIn(row), { home, sendRatePerMinute });
    });
  }

  /** Whether this server may have instances right now: it may not while it has lost a database that others use, too. */
  get isConfirmed(): boolean {
    return this.options.holdings.isConfirmed;
  }

  /** Number of instances by the state of their connection, and of those that WhatsApp restricts. */
  census(): { byStatus: ReadonlyMap<InstanceStatus, number>; restricted: number } {
    const views = [...this.instances.values()].map((instance) => instance.status());
    const byStatus = new Map<InstanceStatus, number>(INSTANCE_STATUSES.map((status) => [status, 0]));
    for (const { status } of views) byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    return { byStatus, restricted: views.filter(({ restriction }) => restriction !== undefined).length };
  }

  /** Number of all instances and of connected ones. @throws if the database cannot be read */
  async counts(): Promise<{ total: number; connected: number }> {
    const { instances } = this.options.storage;
    const total = await instances.count();
    const here = [...this.instances.values()].filter((each) => each.status().status === 'connected').length;
    // Of those that are here, memory knows best.
    const elsewhere =
      total > this.instances.size ? await instances.countConnected([...this.instances.keys()]) : 0;
    return { total, connected: here + elsewhere };
  }

  /**
   * Removes the instance with everything that belongs to it. If that is much, some rows are removed after this.
   * @param options.logout unlink the device at WhatsApp first, which requires a connection
   * @throws WhatsAppFault INSTANCE_NOT_FOUND, INSTANCE_NOT_CONNECTED
   */
  async remove(instanceId: string, { logout }: { logout: boolean }): Promise<void> {
    const instance = this.instance(instanceId);
    const { phone } = instance.status();
    await instance.remove(logout, async () => {
      // The rows are removed last: while they exist, no other instance with this id and path can be created.
      await rm(this.pathOf(instanceId), { recursive: true, force: true });
      const { clock, storage } = this.options;
      const { uid } = instance;
      const now = clock.now();
      const deleted = instanceChanged(now, 'instance_deleted', { phone, loggedOut: logout });
      await storage.leases.databaseOf(uid).write(async (write) => {
        await storage.events.append(write, { uid, instance_id: instanceId }, [deleted]);
        await storage.instances.retire(write, uid, now);
      });
      this.instances.delete(instanceId);
      await clock.atMost(PURGE_WAIT_MS, this.purge(uid));
    });
  }

  /** Removes, in the background, what is left of deleted instances and no longer needed. */
  async tidy(): Promise<void> {
    const { instances } = this.options.storage;
    await instances.forgetTargets();
    for (const uid of await instances.retired())
      if (this.options.storage.leases.of(uid)) void this.purge(uid);
  }

  /** Ends all connections. What the operator wants of the instances does not change. */
  async close(): Promise<void> {
    this.closing = true;
    await Promise.all(this.purges);
    await Promise.all([
      this.archive?.end(),
      ...this.backlogs.map((backlog) => backlog.end()),
      ...[...this.instances.values()].map((instance) => instance.stop()),
      ...this.leaving.values(),
    ]);
  }

  /** Removes the rows of a deleted instance. Never throws: what is left is removed after the next start. */
  private async purge(uid: Uid): Promise<void> {
    const { storage, logger, released } = this.options;
    const purge = storage.instances
      .purge(uid, () => !this.closing)
      .then((targets) => targets.forEach(released))
      .catch((error: unknown) =>
        logger.error({ err: error, uid }, 'a deleted instance could not be removed'),
      );
    this.purges.add(purge);
    await purge;
    this.purges.delete(purge);
    if (!this.closing) this.archive?.tidy();
  }

  /** Has an instance from now on, under this lease. */
  private adopt(row: InstanceRow, lease: Lease): Instance {
    const present = this.instances.get(row.instance_id);
    if (present && present.uid === row.uid && this.epochs.get(present) === lease.epoch) return present;
    const { storage, clock, logger, settings, emulator } = this.options;
    const instance = new Instance(
      row,
      storage.held(lease),
      this.versions,
      clock,
      logger,
      {
        ...settings,
        media: {
          ...settings.media,
          permits: emulator ? LOOPBACK_HOSTS : WHATSAPP_HOSTS,
          ca: emulator?.mediaCaPem,
        },
        webSocketUrl: emulator?.webSocketUrl,
        replacements: lease.epoch > FIRST_EPOCH ? REPLACEMENTS : 0,
        home: this.pathOf(row.instance_id),
      },
      this.archive,
    );
    this.instances.set(row.instance_id, instance);
    this.leftAt.delete(row.instance_id);
    this.epochs.set(instance, lease.epoch);
    return instance;
  }

  private async openArchive(): Promise<void> {
    const { storage, logger } = this.options;
    if (this.archive) return this.archive.start();
    const files = await storage.archivedFiles.count('archived');
    if (files > 0)
      logger.warn(
        { files },
        'the media archive is off: its files are neither used nor removed, see MEDIA_ARCHIVE',
      );
  }

  private withUid(uid: Uid): Instance | undefined {
    for (const instance of this.instances.values()) if (instance.uid === uid) return instance;
    return undefined;
  }

  private startSoon(instance: Instance): void {
    this.starting.push(instance);
    if (this.starters >= STARTING_AT_ONCE) return;
    this.starters += 1;
    void this.startSome().finally(() => {
      this.starters -= 1;
    });
  }

  private async startSome(): Promise<void> {
    for (let instance = this.starting.shift(); instance; instance = this.starting.shift())
      await this.startOne(instance);
  }

  private async startOne(instance: Instance): Promise<void> {
    const { storage, clock, logger } = this.options;
    const { id, uid } = instance;
    try {
      // It may have been here before.
      await clock.atMost(LEAVING_MS, this.leaving.get(uid) ?? Promise.resolve());
      if (this.instances.get(id) === instance && !this.closing) await instance.start();
    } catch (error) {
      logger.error({ err: error, instanceId: id }, 'an instance could not be started');
      if (!storage.database.isOutage(error)) return;
      await clock.atMost(LEAVING_MS, instance.stop());
      clock.after(START_AGAIN_MS, () => this.startAgain(instance));
    }
  }

  /** Makes an instance anew that could not be started, if it is still here. */
  private startAgain(instance: Instance): void {
    const lease = this.options.storage.leases.of(instance.uid);
    if (!lease || this.instances.get(instance.id) !== instance) return;
    this.epochs.delete(instance);
    void this.gained([lease], 'resumed');
  }

  /** The path of an instance. Its id has been checked, but a path that leaves the directory is still refused. */
  private pathOf(instanceId: string): string {
    const root = resolve(this.options.sessionPath);
    const path = join(root, instanceId);
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(instanceId))
      throw invalid(
        'instanceId',
        'must be 1 to 64 letters, digits, - or _, and begin with a letter or digit',
      );
    return path;
  }
}

function tooMany(most: number): WhatsAppFault {
  return new WhatsAppFault(
    'CONFLICT',
    `there are ${most} instances already: delete one, or raise MAX_INSTANCES`,
  );
}
