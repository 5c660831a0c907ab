import type { ChatJid, ContactRow } from '#libs/storage';
import type { InstanceContext } from '../context/instance-context.js';
import type { Page } from '../context/page.js';
import { lidJid, lidOf, phoneOf } from '../wire/jids.js';

/** A person that an instance knows. */
export interface KnownContact {
  /** Phone JID, or LID while the phone is unknown. */
  jid: string;
  /** Digits. */
  phone?: string;
  lid?: string;
  /** Full name in the account's address book. */
  name?: string;
  firstName?: string;
  /** Profile name, which the person chose. */
  pushName?: string;
}

/** The people that an instance knows, as they are stored. */
export class KnownContacts {
  constructor(private readonly context: Pick<InstanceContext, 'uid' | 'storage'>) {}

  /** People in the address book and people who have written, sorted by JID. */
  async list({ limit, before: after }: Page<ChatJid>): Promise<{ contacts: KnownContact[]; next?: ChatJid }> {
    const rows = await this.context.storage.contacts.list(this.context.uid, { limit: limit + 1, after });
    const shown = rows.slice(0, limit);
    const contacts = await Promise.all(shown.map((row) => contactOf(this.context, row.jid, row)));
    return { contacts, next: rows.length > limit ? shown.at(-1)?.jid : undefined };
  }
}

export async function contactOf(
  { storage, uid }: Pick<InstanceContext, 'uid' | 'storage'>,
  jid: ChatJid,
  row: ContactRow | undefined,
): Promise<KnownContact> {
  const phone = phoneOf(jid);
  const lid =
    phone === undefined ? lidOf(jid) : await storage.lidMap.lidOf(storage.database.read, uid, phone);
  return {
    jid,
    phone,
    lid: lid && lidJid(lid),
    name: row?.name ?? undefined,
    firstName: row?.first_name ?? undefined,
    pushName: row?.push_name ?? undefined,
  };
}
