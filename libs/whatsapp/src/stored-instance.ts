import type { Clock } from '#libs/observability';
import type { Storage, Uid } from '#libs/storage';
import { Conversations } from './conversations/conversations.js';
import { KnownMessages } from './conversations/known-messages.js';
import { ShownMessages } from './conversations/shown-messages.js';
import type { MediaArchive } from './media/media-archive.js';
import { KnownContacts } from './people/known-contacts.js';
import { ScheduledList } from './sending/scheduled-list.js';

/** What is stored of an instance. Any server can read it, whichever has the instance. */
export class StoredInstance {
  readonly known: KnownMessages;
  readonly shown: ShownMessages;
  readonly conversations: Conversations;
  readonly contacts: KnownContacts;
  readonly scheduled: ScheduledList;

  /** @param archive undefined if nothing is archived */
  constructor(
    readonly uid: Uid,
    storage: Storage,
    clock: Clock,
    archive: MediaArchive | undefined,
  ) {
    const context = { uid, storage, clock };
    this.known = new KnownMessages(context);
    this.shown = new ShownMessages(context, archive);
    this.conversations = new Conversations(context, this.known, this.shown);
    this.contacts = new KnownContacts(context);
    this.scheduled = new ScheduledList(context);
  }
}
