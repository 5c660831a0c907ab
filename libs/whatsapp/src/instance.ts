import type { Clock, Logger } from '#libs/observability';
import { maskedProxy } from '#libs/outbound';
import { type InstanceRow, isTextByName, parsed, type Storage, type Uid } from '#libs/storage';
import { BusinessProfile } from './business/business-profile.js';
import { Catalog } from './business/catalog.js';
import { Orders } from './business/orders.js';
import { BusinessUploads } from './business/business-uploads.js';
import type { KeepOwn } from './context/app-state-book.js';
import { AppStateReader } from './receiving/app-state-reader.js';
import { Addresses } from './people/addresses.js';
import { ContactSync } from './people/contact-sync.js';
import { parsePhone } from './wire/jids.js';
import { Channels } from './channels/channels.js';
import { ChannelPosts } from './channels/posts.js';
import { Communities } from './communities/communities.js';
import { CommunityMembers } from './communities/members.js';
import { CommunityGroups } from './communities/subgroups.js';
import { Connection } from './connection/connection.js';
import { unlinkDevice } from './connection/device.js';
import { Contacts } from './people/contacts.js';
import { invalid, WhatsAppFault } from './faults.js';
import { Groups } from './groups/groups.js';
import { GroupInvites } from './groups/invites.js';
import { KnownGroups } from './groups/known-groups.js';
import { metadataOf } from './groups/metadata.js';
import type { InstanceContext } from './context/instance-context.js';
import { InstanceState, type LastDisconnect } from './connection/instance-state.js';
import { Ignored } from './context/ignored.js';
import type { InstanceStatus } from './context/instance-status.js';
import { AutoRead, autoReadOf, type AutoReadSetting } from './conversations/auto-read.js';
import { ChatBook } from './conversations/chat-book.js';
import { ChatSettings } from './conversations/chat-settings.js';
import { LabelBook } from './conversations/label-book.js';
import { QuickReplies } from './conversations/quick-replies.js';
import { QuickReplyBook } from './conversations/quick-reply-book.js';
import { Labels } from './conversations/labels.js';
import { StatusBook } from './conversations/status-book.js';
import { OlderHistory } from './conversations/older-history.js';
import { ReadReceipts } from './conversations/read-receipts.js';
import { MessageMedia } from './conversations/message-media.js';
import type { MediaArchive } from './media/media-archive.js';
import { MediaDownloads, type MediaSettings } from './media/media-downloads.js';
import { MessageFiles } from './media/message-files.js';
import { type Restriction, Restrictions } from './sending/restrictions.js';
import { Blocklist } from './account/blocklist.js';
import { Calls, callSettingsOf, type CallSettings } from './account/calls.js';
import { Presence } from './account/presence.js';
import { Privacy } from './account/privacy.js';
import { Profile } from './account/profile.js';
import { InboxWorker } from './receiving/inbox-worker.js';
import { Albums } from './sending/albums.js';
import { CalendarEvents } from './sending/calendar-events.js';
import { ChannelAdmins } from './sending/channel-admins.js';
import { ChannelChanges } from './sending/channel-changes.js';
import { Disappearing } from './sending/disappearing.js';
import { Marks } from './sending/marks.js';
import { Destinations } from './sending/destinations.js';
import { MemberLabels } from './sending/member-labels.js';
import { Messages } from './sending/messages.js';
import { Numbers } from './people/numbers.js';
import { StatusPrivacySetting } from './people/status-privacy.js';
import { Outbox, type OutboxSettings } from './sending/outbox.js';
import { Pace } from './sending/pace.js';
import { ScheduledMessages, ScheduledSender } from './sending/scheduled-messages.js';
import { Scheduler } from './sending/scheduler.js';
import { StatusAudiences } from './sending/status-audience.js';
import { StatusPosts } from './sending/status-posts.js';
import { StatusRetries } from './sending/status-retries.js';
import { Typing } from './sending/typing.js';
import { Seals } from './sending/seals.js';
import { Votes } from './sending/votes.js';
import {
  type ConnectionFactory,
  type Qr,
  Supervisor,
  type SupervisorSettings,
} from './connection/supervisor.js';
import { StoredInstance } from './stored-instance.js';
import { PasskeyLink } from './connection/passkey/passkey-link.js';
import { WayOut } from './context/way-out.js';
import { Uplink } from './context/uplink.js';
import type { Versions } from './baileys/versions.js';

export interface InstanceSettings extends SupervisorSettings, Omit<OutboxSettings, 'uploadAgent'> {
  media: MediaSettings;
  /** Messages per minute of instances without their own pace; 0: no limit. */
  sendRatePerMinute: number;
  /** How long messages are stored. */
  messageRetentionDays: number;
}

export interface InstanceView {
  instanceId: string;
  status: InstanceStatus;
  /** Absolute path of the instance's directory. */
  sessionPath: string;
  /** Epoch ms. */
  createdAt: number;
  /** When its latest event happened, epoch ms. */
  lastActivity: number;
  /** Largest number of messages per minute; 0: no limit. */
  sendRatePerMinute: number;
  /** Phone number of the only account that may be linked; null: any. */
  phone: string | null;
  /** Which calls are rejected. */
  calls: CallSettings;
  /** What the operator notes about it, by key. */
  metadata: Record<string, string>;
  /** Whose messages are marked as read. */
  autoRead: AutoReadSetting;
  /** URL of its proxy, without user name and password; null: none. */
  proxy: string | null;
  /** Whether people see the account typing before its messages. */
  typing: boolean;
}

export interface StatusView {
  status: InstanceStatus;
  /** Why it stays disconnected until the next `connect`; undefined while it may reconnect. */
  reason?: string;
  phone?: string;
  name?: string;
  /** Epoch ms. */
  connectedAt?: number;
  /** Epoch ms. */
  qrExpiresAt?: number;
  /** Epoch ms. */
  pairingCodeExpiresAt?: number;
  /** Epoch ms. */
  passkeyExpiresAt?: number;
  lastDisconnect?: LastDisconnect;
  /** What WhatsApp does not let the account do. */
  restriction?: Restriction;
  /** How often what WhatsApp delivered became no event since the process started, by kind. */
  ignored: Record<string, number>;
}

/** The state after a request to connect, with the code to link the device, if one is needed. */
export interface ConnectionView extends StatusView {
  qr?: string;
  pairingCode?: string;
}

/** Difference between Baileys' query timeout and ours, so that both do not expire at one moment. */
const QUERY_MARGIN_MS = 1_000;
/** The part of the time of a handover that requests under way may take. */
const PATIENT_SHARE = 0.7;
/** How long `connect` waits for the first QR code, ms. */
const FIRST_QR_MS = 8_000;

/** One WhatsApp account: its connection, what it receives and what it sends. */
export class Instance {
  readonly messages: Messages;
  readonly albums: Albums;
  readonly votes: Votes;
  readonly calendarEvents: CalendarEvents;
  /** What is stored of it. */
  readonly stored: StoredInstance;
  readonly media: MessageMedia;
  readonly olderHistory: OlderHistory;
  readonly contacts: Contacts;
  readonly labels: Labels;
  readonly quickReplies: QuickReplies;
  readonly chatSettings: ChatSettings;
  readonly marks: Marks;
  readonly disappearing: Disappearing;
  readonly groups: Groups;
  readonly groupInvites: GroupInvites;
  readonly memberLabels: MemberLabels;
  readonly communities: Communities;
  readonly communityGroups: CommunityGroups;
  readonly communityMembers: CommunityMembers;
  readonly channels: Channels;
  readonly channelAdmins: ChannelAdmins;
  readonly channelPosts: ChannelPosts;
  readonly statusPosts: StatusPosts;
  readonly presence: Presence;
  readonly calls: Calls;
  readonly autoRead: AutoRead;
  readonly typing: Typing;
  readonly profile: Profile;
  readonly addresses: Addresses;
  readonly privacy: Privacy;
  readonly blocklist: Blocklist;
  readonly business: BusinessProfile;
  readonly catalog: Catalog;
  readonly orders: Orders;
  readonly passkey: PasskeyLink;
  readonly downloads: MediaDownloads;
  private readonly context: InstanceContext;
  private readonly ignored: Ignored;
  private readonly supervisor: Supervisor;
  private readonly inboxWorker: InboxWorker;
  private readonly contactSync: ContactSync;
  private readonly appState: AppStateReader;
  private readonly outbox: Outbox;
  private readonly channelChanges: ChannelChanges;
  private readonly pace: Pace;
  private readonly wayOut: WayOut;
  private readonly restrictions: Restrictions;
  private readonly scheduler: Scheduler;

  constructor(
    private readonly row: InstanceRow,
    storage: Storage,
    versions: Versions,
    clock: Clock,
    logger: Logger,
    private readonly settings: InstanceSettings & {
      webSocketUrl?: string;
      /** Absolute path of the instance's own directory. */
      home: string;
    },
    archive: MediaArchive | undefined,
  ) {
    const log = logger.child({ instanceId: row.instance_id });
    // Two queries, for devices and for keys, must fit into the time of a send.
    const queryTimeoutMs = Math.max(1_000, Math.floor(settings.sendTimeoutMs / 2) - QUERY_MARGIN_MS);
    const state = new InstanceState(row, storage, clock, log);
    const uplink = new Uplink(() => this.supervisor, clock, log, queryTimeoutMs);
    const { uid, instance_id } = row;
    const context: InstanceContext = { uid, instance_id, storage, uplink, clock, log };
    this.context = context;
    const wayOut = new WayOut(row.proxy, { clock, ...settings.media }, settings.webSocketUrl);
    this.wayOut = wayOut;
    const uploadAgent = () => wayOut.uploadAgent;

    const stored = new StoredInstance(uid, storage, clock, archive);
    this.stored = stored;
    const { known, shown } = stored;
    const knownGroups = new KnownGroups(clock, log);
    const downloads = new MediaDownloads(context, settings.media, () => wayOut.proxy);
    this.downloads = downloads;
    this.ignored = new Ignored(log);
    this.contactSync = new ContactSync(storage, row, log);
    this.appState = new AppStateReader(
      storage,
      row,
      log,
      [
        new LabelBook(storage, uid, clock),
        new QuickReplyBook(storage, uid, clock),
        new ChatBook('regular_low', storage, uid, clock),
        new ChatBook('regular_high', storage, uid, clock),
        new StatusBook(storage, uid),
      ],
      () => wayOut.fetching,
    );
    const receipts = new ReadReceipts();
    this.autoRead = new AutoRead(context, row, receipts);
    const keepOwn: KeepOwn = (...own) => this.appState.own(...own);
    this.inboxWorker = new InboxWorker(
      storage,
      row,
      () => uplink.self,
      clock,
      log,
      this.ignored,
      settings.messageRetentionDays,
      async (group) => (await uplink.ask((socket) => knownGroups.ask(socket, group))).members,
      knownGroups,
      this.autoRead,
      archive,
    );
    this.restrictions = new Restrictions(context);
    this.typing = new Typing(context, row, settings.sendTimeoutMs);
    const numbers = new Numbers(context);
    const statusPrivacy = new StatusPrivacySetting(context, keepOwn);
    const audiences = new StatusAudiences(context, statusPrivacy);
    const destinations = new Destinations(context, knownGroups, numbers, this.restrictions, audiences);
    this.outbox = new Outbox(context, destinations, this.restrictions, this.typing, {
      ...settings,
      uploadAgent,
    });
    this.pace = new Pace(context, row.send_rate, settings.sendRatePerMinute);
    const sender = new ScheduledSender(context, known, this.outbox);
    this.scheduler = new Scheduler(context, sender, this.pace);

    const scheduled = new ScheduledMessages(context, this.scheduler, stored.scheduled);
    this.channelPosts = new ChannelPosts(context, downloads);
    this.channelChanges = new ChannelChanges(context, this.channelPosts);
    this.messages = new Messages(
      context,
      known,
      this.outbox,
      destinations,
      this.pace,
      scheduled,
      this.channelChanges,
      receipts,
    );
    this.statusPosts = new StatusPosts(context, known, this.outbox, receipts, downloads, keepOwn);
    const statusRetries = new StatusRetries(context, this.outbox);
    this.media = new MessageMedia(known, downloads, new MessageFiles(downloads, archive));
    this.olderHistory = new OlderHistory(context, known);
    this.albums = new Albums(context, known, this.outbox, this.pace, scheduled);
    const seals = new Seals(context, knownGroups);
    this.votes = new Votes(context, known, this.outbox, this.channelPosts, seals);
    this.calendarEvents = new CalendarEvents(context, known, this.outbox, seals);
    this.contacts = new Contacts(context, this.contactSync, downloads);
    this.labels = new Labels(context, known, keepOwn, shown);
    this.marks = new Marks(context, known, this.outbox, knownGroups);
    this.quickReplies = new QuickReplies(context, keepOwn);
    this.chatSettings = new ChatSettings(context, known, keepOwn);
    this.groups = new Groups(context, knownGroups, downloads);
    this.disappearing = new Disappearing(context, this.outbox, this.groups);
    this.groupInvites = new GroupInvites(context, knownGroups);
    this.memberLabels = new MemberLabels(context, this.outbox);
    this.communities = new Communities(context, knownGroups, this.groups, this.groupInvites);
    this.communityGroups = new CommunityGroups(context, knownGroups, this.groups);
    this.communityMembers = new CommunityMembers(context, knownGroups);
    this.channels = new Channels(context);
    this.channelAdmins = new ChannelAdmins(this.channels, this.outbox);
    this.presence = new Presence(context, state);
    this.calls = new Calls(context, row, (to, text) => this.messages.send({ to }, { kind: 'text', text }));
    this.inboxWorker.calls.onRinging((callId) => this.calls.onRinging(callId));
    this.profile = new Profile(uplink);
    this.addresses = new Addresses(context);
    this.privacy = new Privacy(uplink, receipts, statusPrivacy);
    this.blocklist = new Blocklist(context);
    const uploads = new BusinessUploads(context, { ...settings, uploadAgent });
    this.business = new BusinessProfile(context, uploads);
    this.catalog = new Catalog(context, uploads, downloads);
    this.orders = new Orders(context);

    const connect: ConnectionFactory = async (listener, pairingPhone) =>
      new Connection(
        row,
        storage,
        this.inboxWorker,
        listener,
        {
          onSocket: (socket, appStateKey, alive) => {
            this.contactSync.attach(socket);
            this.appState.attach(socket, appStateKey, alive);
            knownGroups.attach(socket);
            this.restrictions.attach(socket);
            this.presence.attach(socket);
            receipts.attach(socket);
          },
          appStateStored: (collections) => this.appState.stored(collections),
          sendsAgain: (refusal) => this.outbox.sendsAgain(refusal),
          answers: (socket, receipt) => {
            if (!statusRetries.takes(receipt)) return false;
            void statusRetries.answer(socket, receipt);
            return true;
          },
          onAck: (progress) => {
            this.outbox.settle(progress);
            this.channelChanges.settle(progress);
          },
        },
        clock,
        log,
        this.ignored,
        {
          version: await versions.current(),
          webSocketUrl: settings.webSocketUrl,
          groupMetadata: async (jid) => metadataOf(knownGroups.find(jid)),
          wayOut,
          qrTimeoutMs: settings.qrTimeoutMs,
          pairingPhone,
          queryTimeoutMs: queryTimeoutMs + QUERY_MARGIN_MS,
        },
      );
    this.supervisor = new Supervisor(state, connect, versions, clock, log, settings, () => this.onOpen());
    this.passkey = new PasskeyLink(this.supervisor);
  }

  get id(): string {
    return this.row.instance_id;
  }

  /** Key of the instance's rows. */
  get uid(): Uid {
    return this.row.uid;
  }

  /** @throws WhatsAppFault INSTANCE_NOT_FOUND if it was removed meanwhile */
  async view(): Promise<InstanceView> {
    const row = await this.context.storage.instances.find(this.id);
    if (!row) throw unknownInstance();
    return this.viewOf(row);
  }

  /** @param row current row of this instance */
  viewOf(row: InstanceRow): InstanceView {
    return viewOf(row, this.supervisor.state.shown, this.settings);
  }

  status(): StatusView {
    const { state, qr, pairing, passkey } = this.supervisor;
    return {
      status: state.shown,
      reason: state.halted,
      phone: state.linked?.phone,
      name: state.linked?.name,
      connectedAt: state.connectedAt,
      qrExpiresAt: qr?.expiresAt,
      pairingCodeExpiresAt: pairing?.expiresAt,
      passkeyExpiresAt: passkey?.view?.expiresAt,
      lastDisconnect: state.lastDisconnect,
      restriction: this.restrictions.current,
      ignored: this.ignored.all,
    };
  }

  /**
   * Connects, and waits up to eight seconds for a QR code, a pairing code or a login.
   * @param pairingPhone phone number of the account, for a pairing code in place of QR codes
   * @throws WhatsAppFault INVALID_REQUEST
   */
  async connect(pairingPhone?: string): Promise<ConnectionView> {
    const phone = pairingPhone === undefined ? undefined : parsePhone(pairingPhone, 'pairingPhone');
    if (phone !== undefined && !this.supervisor.accepts(phone))
      throw invalid('pairingPhone', 'is not the phone number that the instance was created for');
    await this.supervisor.connect(phone);
    return this.settled();
  }

  /** Disconnects and stays disconnected, also after a restart. The device stays linked. */
  async disconnect(): Promise<StatusView> {
    await this.supervisor.disconnect();
    return this.status();
  }

  /** Always makes a new connection, and waits like {@link connect}. */
  async restart(): Promise<ConnectionView> {
    await this.supervisor.restart();
    return this.settled();
  }

  /**
   * Unlinks the device at WhatsApp, and keeps the instance with its messages, events and endpoints. Does nothing if no account
   * is linked.
   * @throws WhatsAppFault INSTANCE_NOT_CONNECTED; WHATSAPP_ERROR and UPSTREAM_TIMEOUT if WhatsApp does not confirm it
   */
  async logout(): Promise<StatusView> {
    await this.supervisor.logout(async () => this.context.uplink.ask(unlinkDevice));
    return this.status();
  }

  /** The QR code that can be scanned now. @throws WhatsAppFault CONFLICT if there is no QR code right now */
  qr(): Qr {
    const { qr, status } = this.supervisor;
    if (qr) return qr;
    throw new WhatsAppFault('CONFLICT', 'there is no QR code to scan right now', { status });
  }

  /** @param rate messages per minute; null: the setting of the server */
  async setPace(rate: number | null): Promise<void> {
    await this.pace.set(rate);
  }

  /** @param metadata replaces all that was noted before. Events have it from now on */
  async setMetadata(metadata: Record<string, string>): Promise<void> {
    const { storage } = this.context;
    await storage.database.write((write) =>
      storage.instances.update(write, this.uid, { metadata: JSON.stringify(metadata) }),
    );
  }

  /**
   * Sets the proxy, and makes a new connection if it is another and there is one or is to be one.
   * @param url null: none
   */
  async setProxy(url: string | null): Promise<void> {
    if (url === this.wayOut.proxyUrl) return;
    const { storage } = this.context;
    await storage.database.write((write) => storage.instances.update(write, this.uid, { proxy: url }));
    this.wayOut.use(url);
    await this.supervisor.reconnect();
  }

  /** Starts the scheduler of an instance that was just created. */
  async begin(): Promise<void> {
    await this.scheduler.start();
  }

  /** Processes what was received before the process ended, then connects if the operator wants that. */
  async start(): Promise<void> {
    await this.calls.start();
    this.inboxWorker.wake();
    await this.inboxWorker.idle();
    this.inboxWorker.missing.start();
    await this.olderHistory.start();
    await this.scheduler.start();
    await this.supervisor.start();
  }

  /**
   * Stops when what is being sent, and what WhatsApp was asked, is over: another server is to go on.
   * @param budgetMs how long to wait for that
   */
  async finish(budgetMs: number): Promise<void> {
    const { clock, uplink } = this.context;
    const over = Promise.all([this.scheduler.stop(), this.outbox.idle(), uplink.idle()]);
    await clock.atMost(budgetMs * PATIENT_SHARE, over);
    await this.stop();
  }

  /** Stops at once, because another server may have the instance: nothing more is written of it here. */
  async leave(): Promise<void> {
    this.supervisor.abandon();
    await this.stop();
  }

  async stop(): Promise<void> {
    // Messages that are being sent end with the connection.
    const scheduled = this.scheduler.stop();
    this.olderHistory.stop();
    await this.supervisor.stop();
    await scheduled;
    await this.inboxWorker.missing.stop();
    await this.inboxWorker.history.end();
    await this.autoRead.stop();
    await this.calls.idle();
    await this.contactSync.settled();
    await this.appState.idle();
    await this.outbox.end();
    await this.inboxWorker.end();
  }

  /**
   * Ends the instance for good.
   * @param logout unlink the device at WhatsApp first, which requires a connection
   * @param then removes its rows and files
   * @throws WhatsAppFault INSTANCE_NOT_FOUND if it was removed meanwhile, INSTANCE_NOT_CONNECTED
   */
  async remove(logout: boolean, then: () => Promise<void>): Promise<void> {
    await this.supervisor.remove(logout, async () => {
      await this.scheduler.stop();
      await this.autoRead.stop();
      await this.inboxWorker.missing.stop();
      await then();
    });
  }

  /** Called after each login. */
  private onOpen(): void {
    const { log } = this.context;
    this.inboxWorker.wake();
    this.autoRead.wake();
    this.scheduler.wake();
    this.outbox
      .resume()
      .catch((error: unknown) =>
        log.error({ err: error }, 'unacknowledged messages could not be sent again'),
      );
    this.channelChanges
      .resume()
      .catch((error: unknown) =>
        log.error({ err: error }, 'unanswered changes of posts could not be sent again'),
      );
    this.restrictions
      .refresh()
      .catch((error: unknown) => log.debug({ err: error }, 'WhatsApp did not say what it restricts'));
    this.context.uplink
      .ask((socket) => this.appState.refresh(socket))
      .catch((error: unknown) => log.warn({ err: error }, 'the app state could not be read'));
    this.presence
      .resume()
      .catch((error: unknown) => log.warn({ err: error }, 'presence could not be restored'));
  }

  private async settled(): Promise<ConnectionView> {
    const { supervisor } = this;
    await supervisor.state.until(() => supervisor.state.shown !== 'connecting', FIRST_QR_MS);
    return { ...this.status(), qr: supervisor.qr?.qr, pairingCode: supervisor.pairing?.code };
  }
}

/**
 * What the row of an instance says.
 * @param settings.home absolute path of its directory
 */
export function viewOf(
  row: InstanceRow,
  status: InstanceStatus,
  { home, sendRatePerMinute }: Pick<InstanceSettings, 'sendRatePerMinute'> & { home: string },
): InstanceView {
  return {
    instanceId: row.instance_id,
    status,
    sessionPath: home,
    createdAt: row.created_at,
    lastActivity: row.last_activity,
    sendRatePerMinute: row.send_rate ?? sendRatePerMinute,
    phone: row.own_phone,
    calls: callSettingsOf(row),
    metadata: parsed(row.metadata, isTextByName),
    autoRead: autoReadOf(row),
    typing: row.typing === 1,
    proxy: row.proxy && maskedProxy(row.proxy),
  };
}

export function unknownInstance(): WhatsAppFault {
  return new WhatsAppFault('INSTANCE_NOT_FOUND', 'the instance does not exist');
}
