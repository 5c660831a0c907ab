import { lidJid } from '../wire/jids.js';
import { type GroupFacts, type GroupMember, type GroupRole, jidOf, type Named } from '../codec/group.js';
import type { JoinRequestFacts } from '../codec/join-requests.js';
import { slices } from '../codec/limits.js';
import type { InstanceContext } from '../context/instance-context.js';
import { readBook, savePair } from '../people/lid-map.js';

/** A member of a group. */
export interface GroupParticipant {
  /** Phone JID, or LID while the phone is unknown. */
  jid: string;
  /** Digits. */
  phone?: string;
  lid?: string;
  role: GroupRole;
  /** What they call their role in the group. */
  label?: string;
}

/** A group, without its members. */
export interface GroupSummary extends Omit<
  GroupFacts,
  'members' | 'owner' | 'descriptionId' | 'addressing' | 'createdAt' | 'community'
> {
  /** JID of its creator. */
  owner?: string;
  /** Epoch ms. */
  createdAt?: number;
}

export interface GroupView extends GroupSummary {
  participants: GroupParticipant[];
}

/** Somebody who waits for an admin to let them in. */
export interface JoinRequest extends Omit<GroupParticipant, 'role' | 'label'> {
  /** Epoch ms. */
  requestedAt?: number;
  /** How they asked: WhatsApp's own word. */
  method?: string;
  /** JID of the member who wants to add them, if they did not ask themselves. */
  requestedBy?: string;
}

/** Requests as callers see them. Also stores the pairs of LID and phone that they contain. */
export async function requestsOf(
  context: InstanceContext,
  requests: readonly JoinRequestFacts[],
): Promise<JoinRequest[]> {
  const all = requests.flatMap((request) =>
    request.requestedBy ? [request, request.requestedBy] : [request],
  );
  await learn(context, all);
  const names = await namesOf(context, all);
  return requests.flatMap(({ requestedAt, method, requestedBy, ...named }) => {
    const { phone, lid } = names(named);
    const jid = jidOf({ phone, lid });
    if (jid === undefined) return [];
    const by = requestedBy && jidOf(names(requestedBy));
    return { jid, phone, lid: lid && lidJid(lid), requestedAt, method, requestedBy: by };
  });
}

/** A group as callers see it. Also stores the pairs of LID and phone that it contains. */
export async function viewOf(context: InstanceContext, facts: GroupFacts): Promise<GroupView> {
  const { members, owner } = facts;
  const participants = await participantsOf(context, members, facts.jid);
  const names = await namesOf(context, owner ? [owner] : []);
  return { ...summaryOf(facts, names), participants };
}

/**
 * Members as callers see them. Also stores the pairs of LID and phone that they contain.
 * @param group JID of the group whose labels they have
 */
export async function participantsOf(
  context: InstanceContext,
  members: readonly GroupMember[],
  group?: string,
): Promise<GroupParticipant[]> {
  await learn(context, members);
  const { storage, uid } = context;
  const labels =
    group === undefined ? undefined : await storage.memberLabels.of(storage.database.read, uid, group);
  const names = await namesOf(context, members);
  return members.flatMap(({ role, ...named }) => {
    const { phone, lid } = names(named);
    const canonical = jidOf({ phone, lid });
    if (canonical === undefined) return [];
    const label = labels?.get(canonical);
    return { jid: canonical, phone, lid: lid && lidJid(lid), role, ...(label !== undefined && { label }) };
  });
}

/** Stores the LIDs and phones of members, by which senders of messages are identified later. */
async function learn({ storage, uid }: InstanceContext, members: readonly Named[]): Promise<void> {
  const pairs = members.flatMap(({ phone, lid }) =>
    phone === undefined || lid === undefined ? [] : { phone, lid },
  );
  const { lidMap, database } = storage;
  const lids = pairs.map(({ lid }) => lid);
  const known = await readBook(lidMap, database.read, uid, lids, []);
  const news = pairs.filter(({ lid, phone }) => known.get(lid) !== phone);
  // There can be thousands.
  for (const some of slices(news))
    await database.write(async (write) => {
      for (const pair of some) await savePair(storage, write, uid, pair);
    });
}

/** Completes LIDs and phones from the lid map. */
export async function namesOf(
  { storage, uid }: InstanceContext,
  people: readonly Named[],
): Promise<(one: Named) => Named> {
  const lids = people.flatMap(({ phone, lid }) => (phone === undefined ? (lid ?? []) : []));
  const phones = people.flatMap(({ phone, lid }) => (lid === undefined ? (phone ?? []) : []));
  const byLid = await readBook(storage.lidMap, storage.database.read, uid, lids, phones);
  const byPhone = new Map([...byLid].map(([lid, phone]) => [phone, lid]));
  return ({ phone, lid }) => ({
    phone: phone ?? (lid && byLid.get(lid)),
    lid: lid ?? (phone && byPhone.get(phone)),
  });
}

export function summaryOf(
  {
    members: _members,
    owner,
    descriptionId: _id,
    addressing: _addressing,
    community: _community,
    ...facts
  }: GroupFacts,
  names: (one: Named) => Named,
): GroupSummary {
  return { ...facts, owner: owner && jidOf(names(owner)) };
}
