import { AppStateReadsRepository } from './accounts/app-state-reads.js';
import { InboxRepository } from './accounts/inbox.js';
import { InstancesRepository } from './accounts/instances.js';
import { LidMapRepository } from './accounts/lid-map.js';
import { NumbersRepository } from './accounts/numbers.js';
import { PresenceSubscriptionsRepository } from './accounts/presence-subscriptions.js';
import { SessionsRepository } from './accounts/sessions.js';
import type { ClusterNews } from './cluster/cluster-news.js';
import type { ClusterTables } from './cluster/cluster-tables.js';
import { HeldLeases } from './cluster/held-leases.js';
import type { Lease } from './cluster/lease.js';
import { ArchivedFilesRepository } from './conversations/archived-files.js';
import { CallsRepository } from './conversations/calls.js';
import { ChatMovesRepository } from './conversations/chat-moves.js';
import { ChatStatesRepository } from './conversations/chat-states.js';
import { ChatsRepository } from './conversations/chats.js';
import { ChatTimersRepository } from './conversations/chat-timers.js';
import { ContactsRepository } from './conversations/contacts.js';
import { HistoryRequestsRepository } from './conversations/history-requests.js';
import { LabelsRepository } from './conversations/labels.js';
import { ChatPicturesRepository } from './conversations/chat-pictures.js';
import { MemberLabelsRepository } from './conversations/member-labels.js';
import { MessagesRepository } from './conversations/messages.js';
import { ReceiptsRepository } from './conversations/receipts.js';
import { QuickRepliesRepository } from './conversations/quick-replies.js';
import { ScheduledRepository } from './conversations/scheduled.js';
import type { ScheduledFiles } from './conversations/scheduled-files.js';
import type { MessageSearch } from './conversations/message-search.js';
import { StatusPostsRepository } from './conversations/status-posts.js';
import type { Database } from './database.js';
import { newId, type NodeId } from './ids.js';
import { DeliveriesRepository } from './deliveries/deliveries.js';
import { DeliveryLogRepository } from './deliveries/delivery-log.js';
import { EventsRepository } from './deliveries/events.js';
import { NewDeliveries } from './deliveries/new-deliveries.js';
import { TargetsRepository } from './deliveries/targets.js';
import { TrafficRepository } from './deliveries/traffic.js';
import { ApiKeysRepository } from './requests/api-keys.js';
import { AuditRepository } from './requests/audit.js';
import { ConsoleSessionsRepository } from './requests/console-sessions.js';
import { IdempotencyKeysRepository } from './requests/idempotency-keys.js';
import { SqliteDatabase } from './sqlite/database.js';
import { SqliteMessageSearch } from './sqlite/message-search.js';
import { SqliteScheduledFiles } from './sqlite/scheduled-files.js';

export { DATABASE_FILE, RESTORE_MARK } from './sqlite/database.js';
export { DirectoryInUse, DirectoryLock } from './sqlite/directory-lock.js';
export {
  copyDatabase,
  DatabaseDamaged,
  type DatabaseFacts,
  inspectDatabase,
  keepDisconnected,
  knowsMigration,
} from './sqlite/snapshot.js';

/** What each dialect does in its own way. */
interface DialectParts {
  search: MessageSearch;
  /** Where files of scheduled messages are. */
  scheduledFiles: ScheduledFiles;
}

/** All repositories, over one database. */
export class Storage {
  readonly instances = new InstancesRepository(this.database);
  readonly inbox = new InboxRepository(this.database);
  readonly sessions = new SessionsRepository(this.database, this.inbox);
  readonly appStateReads = new AppStateReadsRepository();
  readonly lidMap = new LidMapRepository(this.database);
  readonly numbers = new NumbersRepository(this.database);
  readonly presences = new PresenceSubscriptionsRepository(this.database);

  readonly messages = new MessagesRepository(this.database);
  readonly receipts = new ReceiptsRepository(this.database);
  readonly archivedFiles = new ArchivedFilesRepository(this.database, this.node);
  readonly chats = new ChatsRepository(this.database);
  readonly chatMoves: ChatMovesRepository = this.origin?.chatMoves ?? new ChatMovesRepository(this.database);
  readonly chatTimers = new ChatTimersRepository(this.database);
  readonly memberLabels = new MemberLabelsRepository();
  readonly historyRequests = new HistoryRequestsRepository(this.database);
  readonly contacts = new ContactsRepository(this.database);
  readonly chatStates = new ChatStatesRepository();
  readonly chatPictures = new ChatPicturesRepository(this.database);
  readonly calls = new CallsRepository();
  readonly quickReplies = new QuickRepliesRepository();
  readonly labels = new LabelsRepository(this.database);
  readonly scheduled = new ScheduledRepository(this.database);
  readonly statusPosts = new StatusPostsRepository(this.database);

  /** Tells the dispatcher where to look. */
  readonly newDeliveries: NewDeliveries = this.origin?.newDeliveries ?? new NewDeliveries();
  readonly events: EventsRepository = new EventsRepository(
    this.database,
    this.newDeliveries,
    this.lidMap,
    this.origin?.events,
  );
  readonly targets = new TargetsRepository(this.database);
  /** The instances that this server has. */
  readonly leases: HeldLeases =
    this.origin?.leases ?? new HeldLeases(this.database, this.cluster ? undefined : this.database);
  readonly deliveries = new DeliveriesRepository(this.database, this.leases, this.node);
  readonly deliveryLog = new DeliveryLogRepository(this.database);
  readonly traffic = new TrafficRepository(this.database);

  readonly apiKeys = new ApiKeysRepository(this.database);
  readonly consoleSessions = new ConsoleSessionsRepository(this.database);
  readonly audit = new AuditRepository(this.database);
  readonly idempotencyKeys = new IdempotencyKeysRepository(this.database);

  readonly search: MessageSearch;
  readonly scheduledFiles: ScheduledFiles;

  private constructor(
    readonly database: Database,
    private readonly partsOf: (database: Database) => DialectParts,
    /** Tables that servers share; undefined if one server has everything. */
    readonly cluster?: ClusterTables,
    /** This server in those tables. */
    readonly node?: NodeId,
    /** What those servers tell each other. */
    readonly news?: ClusterNews,
    /** What this is a view of. */
    private readonly origin?: Storage,
  ) {
    ({ search: this.search, scheduledFiles: this.scheduledFiles } = partsOf(database));
  }

  /**
   * Opens the database: that of a PostgreSQL server, or else the file in `directory`, which is created if it does not exist.
   * @param url `postgres://user:password@host:port/database`
   * @param leaseMs share it with other servers, each of which has some instances, and give up a server after this time without a
   *   sign of life; undefined: have it alone. SQLite is never shared
   * @throws if another process uses it, or if it is unreachable, unreadable, corrupt or from a newer version
   */
  static async open(directory: string, url?: string, leaseMs?: number): Promise<Storage> {
    if (url !== undefined) {
      // Only those who use it wait for its modules.
      const { openPostgres } = await import('./postgres/open.js');
      const node = leaseMs === undefined ? undefined : newId('nod');
      const sharing = node && leaseMs ? { node, leaseMs } : undefined;
      const { database, partsOf, cluster, news } = await openPostgres(url, sharing);
      return new Storage(database, partsOf, cluster, node, news);
    }
    const database = await SqliteDatabase.open(directory);
    const scheduledFiles = new SqliteScheduledFiles(directory);
    return new Storage(database, ({ read }) => ({ search: new SqliteMessageSearch(read), scheduledFiles }));
  }

  /** For what is written of one instance: only as long as the lease is valid. @throws Fenced from writes after that */
  held(lease: Lease): Storage {
    if (!this.cluster) return this;
    return new Storage(this.database.held(lease), this.partsOf, this.cluster, this.node, this.news, this);
  }

  /** Waits for queued writes, then closes. Later writes are refused. */
  async close(): Promise<void> {
    await this.database.close();
  }
}
