import { type ChatJid, isTexts, parsed, type StatusAudience } from '#libs/storage';
import { setAppStateEntry } from '../baileys/app-state.js';
import {
  readStatusPrivacy,
  STATUS_ENTRIES,
  STATUS_PRIVACY_QUERY,
  statusPrivacyAction,
} from '../codec/status-privacy.js';
import type { KeepOwn } from '../context/app-state-book.js';
import type { InstanceContext } from '../context/instance-context.js';
import { unusable } from '../faults.js';
import { lidJid, parsePerson, phoneOf } from '../wire/jids.js';
import { ask, orAbsent } from '../wire/query.js';
import { canonicalChat } from './lid-map.js';

/** Who gets the account's status posts. */
export interface StatusPrivacyView {
  audience: StatusAudience;
  /** Those who are left out of the contacts, or who alone get the posts. */
  people: ChatJid[];
}

/**
 * Who gets the status posts of an account if a post does not say. WhatsApp Web keeps this in the app state; the server has a list,
 * too, from phones of before (whatsmeow `broadcast.go`). What the app state says counts.
 */
export class StatusPrivacySetting {
  constructor(
    private readonly context: InstanceContext,
    private readonly keepOwn: KeepOwn,
  ) {}

  /** @throws WhatsAppFault INSTANCE_NOT_CONNECTED, UPSTREAM_TIMEOUT, WHATSAPP_ERROR; all `not_sent` */
  async get(): Promise<StatusPrivacyView> {
    const { storage, uid, uplink } = this.context;
    const known = await storage.statusPosts.audience(storage.database.read, uid);
    const privacy = known
      ? { audience: known.audience, people: parsed(known.people, isTexts) }
      : readStatusPrivacy(
          await orAbsent(uplink.ask((socket) => ask(socket, STATUS_PRIVACY_QUERY), 'not_sent')),
        );
    // To post to everybody because a setting is not understood would be a breach of privacy.
    if (!privacy) throw unusable();
    const people = await Promise.all(privacy.people.map((jid) => canonicalChat(this.context, jid)));
    return { audience: privacy.audience, people };
  }

  /**
   * @param people phone numbers or JIDs; empty for `contacts`
   * @throws WhatsAppFault INVALID_REQUEST; CONFLICT while the phone has not shared its keys; those of `Uplink.ask`
   */
  async set(audience: StatusAudience, people: readonly string[]): Promise<void> {
    const jids = await Promise.all(people.map((person, index) => this.wireJidOf(person, index)));
    const { collection, version, privacy } = STATUS_ENTRIES;
    const action = statusPrivacyAction({ audience, people: jids });
    await setAppStateEntry(this.context, this.keepOwn, { collection, version, index: [privacy], action });
  }

  private async wireJidOf(person: string, index: number): Promise<string> {
    const { storage, uid } = this.context;
    const chat = await canonicalChat(this.context, parsePerson(person, `statusAudience.people.${index}`));
    const phone = phoneOf(chat);
    const lid = phone && (await storage.lidMap.lidOf(storage.database.read, uid, phone));
    return lid === undefined ? chat : lidJid(lid);
  }
}
