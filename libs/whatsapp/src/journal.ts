import {
  AddressesRepository,
  ChatsRepository,
  ContactsRepository,
  type Database,
  EventsRepository,
  InboxRepository,
  InstancesRepository,
  MessagesRepository,
  PresenceSubscriptionsRepository,
  ScheduledRepository,
  SessionsRepository,
  type Write,
} from '#libs/storage';

/** The tables that this room writes, and the word to whoever delivers that there is news. */
export class Journal {
  readonly addresses = new AddressesRepository();
  readonly chats: ChatsRepository;
  readonly contacts: ContactsRepository;
  readonly events: EventsRepository;
  readonly inbox: InboxRepository;
  readonly instances: InstancesRepository;
  readonly messages: MessagesRepository;
  readonly presences: PresenceSubscriptionsRepository;
  readonly scheduled: ScheduledRepository;
  readonly sessions: SessionsRepository;

  /** @param onCommit called after each commit that may have brought events */
  constructor(
    readonly database: Database,
    private readonly onCommit: () => void,
  ) {
    this.chats = new ChatsRepository(database);
    this.contacts = new ContactsRepository(database);
    this.events = new EventsRepository(database);
    this.inbox = new InboxRepository(database);
    this.instances = new InstancesRepository(database);
    this.messages = new MessagesRepository(database);
    this.presences = new PresenceSubscriptionsRepository(database);
    this.scheduled = new ScheduledRepository(database);
    this.sessions = new SessionsRepository(database, this.inbox);
  }

  /** Runs a unit of work and tells the dispatcher, which looks for itself whether there is anything to do. */
  async write<T>(work: (write: Write) => Promise<T>): Promise<T> {
    const result = await this.database.write(work);
    this.onCommit();
    return result;
  }
}
