import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock, Logger } from '#libs/observability';
import type { InstanceRow, Storage, TargetChange } from '#libs/storage';
import { Commits } from './commits.js';
import { Contacts } from './contacts.js';
import { Conversations } from './conversations.js';
import type { EmulatorTrust } from './emulator-link.js';
import { parsePhone } from './addresses.js';
import { invalid, WhatsAppFault } from './faults.js';
import { Groups } from './groups/groups.js';
import { Instance, type InstanceSettings } from './instance.js';
import type { MediaSettings } from './media/media-downloads.js';
import { LOOPBACK_HOSTS, WHATSAPP_HOSTS } from './media/media-url.js';
import { Messages } from './messages.js';
import { Presence } from './presence.js';
import type { InstanceStatus, LastDisconnect } from './instance-state.js';
import { Profile } from './profile.js';
import type { Qr } from './supervisor.js';
import { BundledVersions, PublishedVersions, type Versions } from './versions.js';

export interface WhatsAppOptions {
  storage: Storage;
  /** Directory that holds a directory per instance. */
  sessionPath: string;
  /** Called after commits that may have brought events. */
  onCommit(): void;
  clock: Clock;
  logger: Logger;
  settings: Omit<InstanceSettings, 'media'> & { media: Omit<MediaSettings, 'permits' | 'ca'> };
  /** Talk to this emulator instead of to WhatsApp. */
  emulator?: EmulatorTrust;
}

export interface InstanceView {
  instanceId: string;
  status: InstanceStatus;
  /** Absolute path of the instance's directory. */
  sessionPath: string;
  /** Epoch ms. */
  createdAt: number;
  /** Epoch ms of its last event. */
  lastActivity: number;
  /** Messages a minute at the most; 0: any number. */
  sendRatePerMinute: number;
}

export interface StatusView {
  status: InstanceStatus;
  /** Why it is down for good. */
  reason?: string;
  phone?: string;
  name?: string;
  /** Epoch ms. */
  connectedAt?: number;
  /** Epoch ms. */
  qrExpiresAt?: number;
  /** Epoch ms. */
  pairingCodeExpiresAt?: number;
  lastDisconnect?: LastDisconnect;
}

/** The state after asking for a connection, with what it takes to link a device. */
export interface ConnectionView extends StatusView {
  qr?: string;
  pairingCode?: string;
}

/** How many instances connect at the same time at start: each costs a handshake and its cryptography. */
const STARTING_AT_ONCE = 8;
/** How long `connect` waits for the first QR code. */
const FIRST_QR_MS = 8_000;

/** All instances of the process. */
export class WhatsApp {
  private readonly instances = new Map<string, Instance>();
  private readonly commits: Commits;
  private readonly versions: Versions;
  readonly messages = new Messages((instanceId) => this.find(instanceId));
  readonly presence = new Presence((instanceId) => this.find(instanceId));
  readonly contacts = new Contacts((instanceId) => this.find(instanceId));
  readonly groups = new Groups((instanceId) => this.find(instanceId));
  readonly conversations = new Conversations((instanceId) => this.find(instanceId));
  readonly profile = new Profile((instanceId) => this.find(instanceId));

  private constructor(private readonly options: WhatsAppOptions) {
    this.commits = new Commits(options.storage, () => options.onCommit());
    this.versions = options.emulator
      ? new BundledVersions()
      : new PublishedVersions(options.clock, options.logger);
  }

  /** Reads the instances that exist and connects, in the background, those that should be. */
  static async open(options: WhatsAppOptions): Promise<WhatsApp> {
    const whatsapp = new WhatsApp(options);
    for (const row of await options.storage.instances.all()) whatsapp.adopt(row);
    whatsapp.startAll().catch((error: unknown) => options.logger.error({ err: error }, 'starting failed'));
    return whatsapp;
  }

  /**
   * @throws WhatsAppFault INSTANCE_ALREADY_EXISTS
   */
  async create(
    instanceId: string,
    target: TargetChange,
    sendRate: number | null = null,
  ): Promise<InstanceView> {
    const path = this.pathOf(instanceId);
    const { clock, storage } = this.options;
    const row = await storage.database.write(async (write) => {
      const inserted = await storage.instances.insert(write, instanceId, clock.now(), sendRate);
      if (inserted) await storage.targets.insert(write, inserted.uid, target);
      return inserted;
    });
    if (!row) throw new WhatsAppFault('INSTANCE_ALREADY_EXISTS', 'an instance with this id exists already');
    await mkdir(path, { recursive: true, mode: 0o700 });
    const instance = this.adopt(row);
    await instance.scheduler.start();
    return this.view(instance, row);
  }

  /**
   * Changes how many messages a minute an instance sends; null: as the server has it.
   * @throws WhatsAppFault INSTANCE_NOT_FOUND
   */
  async setPace(instanceId: string, sendRate: number | null): Promise<InstanceView> {
    await this.find(instanceId).setPace(sendRate);
    return this.get(instanceId);
  }

  async list(): Promise<InstanceView[]> {
    const rows = await this.options.storage.instances.all();
    return rows.flatMap((row) => {
      const instance = this.instances.get(row.instance_id);
      return instance ? [this.view(instance, row)] : [];
    });
  }

  /** How many instances there are, and how many are connected. @throws when the database cannot be read */
  async counts(): Promise<{ total: number; connected: number }> {
    const total = await this.journal.instances.count();
    const states = [...this.instances.values()].map(({ supervisor }) => supervisor.state.status);
    return { total, connected: states.filter((status) => status === 'connected').length };
  }

  /** @throws WhatsAppFault INSTANCE_NOT_FOUND */
  async get(instanceId: string): Promise<InstanceView> {
    const instance = this.find(instanceId);
    const row = await this.options.storage.instances.find(instanceId);
    if (!row) throw unknownInstance();
    return this.view(instance, row);
  }

  /**
   * The key of the instance's rows.
   * @throws WhatsAppFault INSTANCE_NOT_FOUND
   */
  uidOf(instanceId: string): string {
    return this.find(instanceId).uid;
  }

  /** The same, undefined when there is no such instance. */
  uidIfAny(instanceId: string): string | undefined {
    return this.instances.get(instanceId)?.uid;
  }

  /** @throws WhatsAppFault INSTANCE_NOT_FOUND */
  status(instanceId: string): StatusView {
    return statusOf(this.find(instanceId));
  }

  /**
   * Connects, and waits up to eight seconds for a QR code, a pairing code or a login.
   * @param pairingPhone phone number of the account, for a pairing code in place of QR codes
   * @throws WhatsAppFault INVALID_REQUEST, INSTANCE_NOT_FOUND
   */
  async connect(instanceId: string, pairingPhone?: string): Promise<ConnectionView> {
    const phone = pairingPhone === undefined ? undefined : parsePhone(pairingPhone, 'pairingPhone');
    const instance = this.find(instanceId);
    await instance.supervisor.connect(phone);
    return this.settled(instance);
  }

  async disconnect(instanceId: string): Promise<StatusView> {
    const instance = this.find(instanceId);
    await instance.supervisor.disconnect();
    return statusOf(instance);
  }

  /** Like {@link connect}, on a new connection in any case. */
  async restart(instanceId: string): Promise<ConnectionView> {
    const instance = this.find(instanceId);
    await instance.supervisor.restart();
    return this.settled(instance);
  }

  /**
   * Removes the instance with everything that belongs to it.
   * @param options.logout unlink the device at WhatsApp first, which takes a connection
   * @throws WhatsAppFault INSTANCE_NOT_FOUND, INSTANCE_NOT_CONNECTED
   */
  async remove(instanceId: string, { logout }: { logout: boolean }): Promise<void> {
    const instance = this.find(instanceId);
    await instance.supervisor.remove(logout, async () => {
      await instance.scheduler.stop();
      // The rows go last: as long as they are there, nobody else can create an instance with this id and path.
      await rm(this.pathOf(instanceId), { recursive: true, force: true });
      const { database, instances } = this.options.storage;
      await database.write((write) => instances.remove(write, instance.uid));
      this.instances.delete(instanceId);
    });
  }

  /** @throws WhatsAppFault CONFLICT when none is due */
  qr(instanceId: string): Qr {
    const { supervisor } = this.find(instanceId);
    const { qr } = supervisor;
    if (qr) return qr;
    throw new WhatsAppFault('CONFLICT', 'there is no QR code to scan at present', {
      status: supervisor.state.status,
    });
  }

  /** Ends all connections; what is wanted of the instances stays as it is. */
  async close(): Promise<void> {
    await Promise.all([...this.instances.values()].map((instance) => instance.stop()));
  }

  private adopt(row: InstanceRow): Instance {
    const { clock, logger, settings, emulator } = this.options;
    const instance = new Instance(row, this.commits, this.versions, clock, logger, {
      ...settings,
      media: {
        ...settings.media,
        permits: emulator ? LOOPBACK_HOSTS : WHATSAPP_HOSTS,
        ca: emulator?.mediaCaPem,
      },
      webSocketUrl: emulator?.webSocketUrl,
      home: this.pathOf(row.instance_id),
    });
    this.instances.set(row.instance_id, instance);
    return instance;
  }

  private async startAll(): Promise<void> {
    const waiting = [...this.instances.values()];
    const worker = async (): Promise<void> => {
      for (let instance = waiting.shift(); instance; instance = waiting.shift())
        await this.startOne(instance);
    };
    await Promise.all(Array.from({ length: STARTING_AT_ONCE }, worker));
  }

  private async startOne(instance: Instance): Promise<void> {
    try {
      await instance.start();
    } catch (error) {
      this.options.logger.error({ err: error, instanceId: instance.id }, 'an instance could not be started');
    }
  }

  private async settled(instance: Instance): Promise<ConnectionView> {
    const { supervisor } = instance;
    await supervisor.state.until(() => supervisor.state.status !== 'connecting', FIRST_QR_MS);
    const { qr, pairing } = supervisor;
    return { ...statusOf(instance), qr: qr?.qr, pairingCode: pairing?.code };
  }

  private find(instanceId: string): Instance {
    const instance = this.instances.get(instanceId);
    if (!instance) throw unknownInstance();
    return instance;
  }

  private view(instance: Instance, row: InstanceRow): InstanceView {
    return {
      instanceId: instance.id,
      status: instance.supervisor.state.status,
      sessionPath: this.pathOf(instance.id),
      createdAt: row.created_at,
      lastActivity: row.last_activity,
      sendRatePerMinute: instance.sendRatePerMinute,
    };
  }

  /** The id has been checked against its pattern; a path that leaves the directory is refused all the same. */
  private pathOf(instanceId: string): string {
    const root = resolve(this.options.sessionPath);
    const path = join(root, instanceId);
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(instanceId)) throw invalid('instanceId', 'has a wrong form');
    return path;
  }
}

function unknownInstance(): WhatsAppFault {
  return new WhatsAppFault('INSTANCE_NOT_FOUND', 'the instance does not exist');
}

function statusOf({ supervisor }: Instance): StatusView {
  return {
    status: supervisor.state.status,
    reason: supervisor.state.halted,
    phone: supervisor.state.linked?.phone,
    name: supervisor.state.linked?.name,
    connectedAt: supervisor.state.connectedAt,
    qrExpiresAt: supervisor.qr?.expiresAt,
    pairingCodeExpiresAt: supervisor.pairing?.expiresAt,
    lastDisconnect: supervisor.state.lastDisconnect,
  };
}
