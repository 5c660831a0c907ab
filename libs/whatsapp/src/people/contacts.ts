import { proto, type WASocket } from '@whiskeysockets/baileys';
import type { ChatJid, ContactRow, LidPair } from '#libs/storage';
import { lidJid, parsePerson, parsePhone, phoneJid, phoneOf } from '../wire/jids.js';
import { patchAppState } from '../baileys/app-state.js';
import { CONTACTS } from '../codec/contact-actions.js';
import { type Business, businessQuery, readBusiness } from '../codec/business.js';
import { type About, readPerson } from '../codec/person.js';
import { readHasDevices, userByJid, usync } from '../codec/usync.js';
import { WhatsAppFault } from '../faults.js';
import { contactOf, type KnownContact } from './known-contacts.js';
import type { ContactSync } from './contact-sync.js';
import type { InstanceContext } from '../context/instance-context.js';
import type { MediaDownloads } from '../media/media-downloads.js';
import { canonicalChat, savePair } from './lid-map.js';
import { ask } from '../wire/query.js';
import { MOST_PICTURE_BYTES, type PictureSize, pictureUrl } from './picture-url.js';
import { registeredOf } from './registered.js';

/** Whether a phone number is on WhatsApp. */
export interface CheckResult {
  /** The phone number as named by the caller. */
  phone: string;
  exists: boolean;
  /** JID of the account. Its number can differ from `phone`. Absent if the number is not on WhatsApp. */
  jid?: string;
}

/** A person as WhatsApp shows them right now. */
export interface ContactView extends KnownContact, About {
  isBusiness: boolean;
  business?: Business;
}

/** A contact to save in the address book. */
export interface NewContact {
  phone: string;
  /** Full name. */
  name: string;
  firstName?: string;
  lastName?: string;
}

const { SyncdOperation } = proto.SyncdMutation;

/** Why there is no picture, by WhatsApp's code. */
const NO_PICTURE: Readonly<Record<string, { reason: string; message: string }>> = {
  401: { reason: 'hidden', message: 'the contact hides the picture from this account' },
  403: { reason: 'hidden', message: 'the contact hides the picture from this account' },
  404: { reason: 'no_picture', message: 'the contact has no picture' },
};

/** Contacts of an instance, and other people on WhatsApp. */
export class Contacts {
  constructor(
    private readonly context: InstanceContext,
    private readonly contactSync: ContactSync,
    private readonly downloads: MediaDownloads,
  ) {}

  /**
   * Checks which numbers are on WhatsApp.
   * @param field field of the request that contains the numbers, for errors
   * @returns one result per number, in the order of `phones`
   * @throws WhatsAppFault INVALID_REQUEST, INSTANCE_NOT_CONNECTED, UPSTREAM_TIMEOUT, WHATSAPP_ERROR: a missing answer or a
   *   refusal never counts as a no
   */
  async check(phones: readonly string[], field: string): Promise<CheckResult[]> {
    const digits = phones.map((phone) => parsePhone(phone, field));
    const registered = await this.context.uplink.ask((socket) => registeredOf(socket, digits));
    return phones.map((phone, index) => {
      const jid = registered.get(digits[index] ?? '');
      return { phone, exists: jid !== undefined, jid };
    });
  }

  /**
   * @param jid phone number or JID
   * @throws WhatsAppFault as {@link check}; CONTACT_NOT_FOUND if the person is not on WhatsApp
   */
  async get(jid: string): Promise<ContactView> {
    const canonical = await this.person(jid);
    const { person, business, ...found } = await this.context.uplink.ask((socket) => look(socket, canonical));
    const phone = phoneOf(found.jid);
    const { lid, ...about } = person;
    if (phone !== undefined && lid !== undefined) await learn(this.context, { lid, phone });
    const chat = await canonicalChat(this.context, found.jid);
    const row = await rowOf(this.context, chat);
    return {
      ...(await contactOf(this.context, chat, row)),
      ...about,
      isBusiness: business !== undefined,
      business,
    };
  }

  /**
   * Downloads a profile picture.
   * @param jid phone number or JID
   * @param destination path of the file to write, mode 0600; no file is left if this throws
   * @returns the size in bytes
   * @throws WhatsAppFault as {@link check}; CONTACT_NOT_FOUND with the reason, MEDIA_FETCH_FAILED
   */
  async picture(jid: string, size: PictureSize, destination: string): Promise<number> {
    const canonical = await this.person(jid);
    const url = await this.context.uplink.ask((socket) =>
      pictureUrl(socket, canonical, size, NO_PICTURE, 'CONTACT_NOT_FOUND'),
    );
    return this.downloads.fetchPlain(url, destination, MOST_PICTURE_BYTES);
  }

  /**
   * Saves a contact in the address book of the account's phone, or changes its name there.
   * @throws WhatsAppFault as {@link check}, CONFLICT while the phone has not shared its keys
   */
  async save(contact: NewContact): Promise<KnownContact> {
    const phone = parsePhone(contact.phone, 'phone');
    const { name } = contact;
    const firstName = firstNameOf(contact);
    const { storage, uid } = this.context;
    const { lidMap, database } = storage;
    const lid = await lidMap.lidOf(database.read, uid, phone);
    const jid = phoneJid(phone);
    await this.context.uplink.ask((socket) =>
      patchContact(socket, jid, SyncdOperation.SET, {
        fullName: name,
        firstName,
        lidJid: lid && lidJid(lid),
        saveOnPrimaryAddressbook: true,
      }),
    );
    await database.write((write) => this.contactSync.keep(write, { jid, name, firstName }));
    return contactOf(this.context, jid, await rowOf(this.context, jid));
  }

  /**
   * Removes a contact from the address book.
   * @param jid phone number or JID
   * @returns the JID
   * @throws WhatsAppFault as {@link save}; CONTACT_NOT_FOUND if the person is not in the address book
   */
  async remove(jid: string): Promise<string> {
    const canonical = await this.person(jid);
    const row = await rowOf(this.context, canonical);
    if (row?.name === undefined || row.name === null)
      throw new WhatsAppFault('CONTACT_NOT_FOUND', 'the contact is not in the address book');
    await this.context.uplink.ask((socket) => patchContact(socket, canonical, SyncdOperation.REMOVE, {}));
    await this.context.storage.database.write((write) => this.contactSync.keep(write, { jid: canonical }));
    return canonical;
  }

  private async person(jid: string): Promise<ChatJid> {
    return canonicalChat(this.context, parsePerson(jid, 'jid'));
  }
}

/** Looks up a person. Checks first that they exist, because WhatsApp also answers queries about nobody. */
async function look(socket: WASocket, canonical: string) {
  const jid = await existing(socket, canonical);
  if (jid === undefined) throw new WhatsAppFault('CONTACT_NOT_FOUND', 'the contact is not on WhatsApp');
  const about = usync(['status', 'lid'], [userByJid(jid)], socket.generateMessageTag());
  const [person, business] = await Promise.all([
    ask(socket, about).then(readPerson),
    ask(socket, businessQuery(jid)).then(readBusiness),
  ]);
  return { jid, person, business };
}

async function existing(socket: WASocket, canonical: string): Promise<string | undefined> {
  const phone = phoneOf(canonical);
  if (phone !== undefined) return (await registeredOf(socket, [phone])).get(phone);
  const query = usync(['devices'], [userByJid(canonical)], socket.generateMessageTag());
  return readHasDevices(await ask(socket, query)) ? canonical : undefined;
}

async function patchContact(
  socket: WASocket,
  jid: string,
  operation: proto.SyncdMutation.SyncdOperation,
  contactAction: proto.SyncActionValue.IContactAction,
): Promise<void> {
  await patchAppState(socket, {
    type: CONTACTS,
    apiVersion: 2,
    operation,
    index: ['contact', jid],
    syncAction: { contactAction, timestamp: Date.now() },
  });
}

async function learn({ storage, uid }: InstanceContext, pair: LidPair): Promise<void> {
  await storage.database.write((write) => savePair(storage, write, uid, pair));
}

async function rowOf({ storage, uid }: InstanceContext, jid: ChatJid): Promise<ContactRow | undefined> {
  return storage.contacts.find(storage.database.read, uid, jid);
}

/** WhatsApp stores a full name and a first name. A last name only shows where the first name ends. */
function firstNameOf({ name, firstName, lastName }: NewContact): string {
  if (firstName !== undefined) return firstName;
  const rest =
    lastName !== undefined && name.endsWith(lastName) ? name.slice(0, -lastName.length).trim() : '';
  const [word] = name.trim().split(/\s+/, 1);
  return rest || (word ?? name);
}
