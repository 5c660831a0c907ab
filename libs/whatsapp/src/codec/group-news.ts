import type { BinaryNode } from '@whiskeysockets/baileys';
import type {
  GroupChanges,
  GroupJoinRequestPayload,
  GroupParticipantsPayload,
  LinkedGroup,
} from '#libs/events';
import { isGroup } from '../wire/jids.js';
import { childrenOf, textOf } from '../wire/stanza.js';
import { isSame, membersIn, type Named, namedBy, namedIn } from './group.js';

type Action = GroupParticipantsPayload['action'];

/** An event in a group. */
export type GroupNews = { groupJid: string; by?: Named } & (
  | { kind: 'participants'; action: Action; people: readonly Named[]; previous?: readonly Named[] }
  /** The account has joined a group that already existed. */
  | { kind: 'arrival'; action: 'add' | 'join'; members: readonly Named[] }
  | { kind: 'request'; action: GroupJoinRequestPayload['action']; people: readonly Named[]; method?: string }
  | { kind: 'update'; changes: GroupChanges }
);

/** Names of the nodes that stand for people in a notification. */
const PERSON = ['participant', 'requested_user'];

/** Parts of a notification that report a setting by their presence. */
const SETTINGS: ReadonlyMap<string, GroupChanges> = new Map(
  Object.entries<GroupChanges>({
    announcement: { announce: true },
    not_announcement: { announce: false },
    locked: { restrict: true },
    unlocked: { restrict: false },
    not_ephemeral: { disappearingSeconds: 0 },
    delete: { deleted: true },
    suspended: { suspended: true },
    unsuspended: { suspended: false },
    growth_locked: { growthLocked: true },
    growth_unlocked: { growthLocked: false },
    allow_non_admin_sub_group_creation: { membersCanAddGroups: true },
    not_allow_non_admin_sub_group_creation: { membersCanAddGroups: false },
  }),
);

/** Parts that repeat what the others say. */
const SILENT = new Set(['missing_participant_identification']);

/**
 * Reads a `<notification>` about a group (reference: Baileys' handleGroupNotification and whatsmeow's parseGroupChange).
 * Parts without a field of their own are reported by their names.
 */
export function readGroupNews(stanza: BinaryNode): GroupNews[] {
  const { from, type } = stanza.attrs;
  if (!from || !isGroup(from) || (type !== 'w:gp2' && type !== 'picture')) return [];
  const parts = Array.isArray(stanza.content) ? stanza.content : [];
  const by = actorIn(stanza);
  const told = parts.flatMap((part) => (type === 'picture' ? readPicture(part) : readPart(part, by)));
  return told.map((news) => ({ groupJid: from, ...(by && { by }), ...news }));
}

type Told = DistributiveOmit<GroupNews, 'groupJid' | 'by'>;
type DistributiveOmit<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never;

function actorIn({ attrs }: BinaryNode): Named | undefined {
  const actor = namedBy([attrs['participant'], attrs['participant_pn'], attrs['participant_lid']]);
  return actor.phone === undefined && actor.lid === undefined ? undefined : actor;
}

function readPicture({ tag }: BinaryNode): Told[] {
  if (tag === 'set') return [update({ picture: 'changed' })];
  return tag === 'delete' ? [update({ picture: 'removed' })] : [];
}

function readPart(part: BinaryNode, by: Named | undefined): Told[] {
  const setting = SETTINGS.get(part.tag);
  if (setting) return [update(setting)];
  const read = READERS.get(part.tag);
  if (read) return read(part, by);
  return SILENT.has(part.tag) ? [] : [update({ other: [part.tag] })];
}

type Reader = (part: BinaryNode, by: Named | undefined) => Told[];

const READERS: ReadonlyMap<string, Reader> = new Map(
  Object.entries<Reader>({
    create: readCreation,
    add: (part) => people(part.attrs['reason'] === 'invite' ? 'join' : 'add', part),
    remove: (part, by) => people(hasLeft(part, by) ? 'leave' : 'remove', part),
    leave: (part) => people('leave', part),
    promote: (part) => people('promote', part),
    demote: (part) => people('demote', part),
    linked_group_promote: (part) => people('promote', part),
    linked_group_demote: (part) => people('demote', part),
    modify: readNumberChange,
    link: (part) => readLinks('linked', { relation: part.attrs['link_type'] }, part),
    unlink: readUnlinking,
    membership_approval_request: (part, by) => requests('requested', part, by),
    created_membership_requests: (part, by) => requests('requested', part, by),
    revoked_membership_requests: (part, by) =>
      requests(isAlone(part, by) ? 'cancelled' : 'rejected', part, by),
    subject: ({ attrs: { subject } }) => (subject === undefined ? [] : [update({ name: subject })]),
    description: (part) => {
      const [body] = childrenOf(part, 'body');
      return [update({ description: (body && textOf(body)) ?? '' })];
    },
    invite: ({ attrs: { code } }) => (code === undefined ? [] : [update({ inviteCode: code })]),
    ephemeral: ({ attrs }) => {
      const seconds = Number(attrs['expiration']);
      return seconds > 0 ? [update({ disappearingSeconds: seconds })] : [];
    },
    member_add_mode: (part) => {
      const mode = textOf(part);
      return mode === undefined ? [] : [update({ membersCanAdd: mode === 'all_member_add' })];
    },
    membership_approval_mode: (part) => {
      const [join] = childrenOf(part, 'group_join');
      const state = join?.attrs['state'];
      return state === undefined ? [] : [update({ joinApproval: state === 'on' })];
    },
  }),
);

/** Reads `<create>`: all members of a new group get it, and so do people who join an existing group. */
function readCreation(part: BinaryNode): Told[] {
  const [group] = childrenOf(part, 'group');
  if (!group) return [];
  const members = membersIn(group);
  if (part.attrs['type'] === 'new') return [{ kind: 'participants', action: 'create', people: members }];
  const action = part.attrs['reason'] === 'invite' ? 'join' : 'add';
  return [{ kind: 'arrival', action, members }];
}

/**
 * Reads `<modify>`: a member has another number now. The member is the author, by the previous number, and the part contains
 * the new one (whatsapp-web.js, `contact_update`).
 */
function readNumberChange(part: BinaryNode, by: Named | undefined): Told[] {
  const now = peopleIn(part);
  if (now.length === 0) return [];
  return [{ kind: 'participants', action: 'number_changed', people: now, previous: by && [by] }];
}

/** Reads groups that no longer belong together (whatsmeow `GroupUnlinkReason`). */
function readUnlinking(part: BinaryNode): Told[] {
  const { unlink_type: relation, unlink_reason: reason } = part.attrs;
  return readLinks('unlinked', { relation, ...(reason === 'delete_parent' && { deactivated: true }) }, part);
}

/** Reads the groups that were linked to each other as parts of a community, or no longer are. */
function readLinks(
  what: 'linked' | 'unlinked',
  link: Pick<LinkedGroup, 'relation' | 'deactivated'>,
  part: BinaryNode,
): Told[] {
  const groups = childrenOf(part, 'group').flatMap(({ attrs: { jid, id, subject } }) => {
    const name = jid ?? (id === undefined || id.includes('@') ? id : `${id}@g.us`);
    return name === undefined ? [] : [{ groupJid: name, name: subject, ...link }];
  });
  return groups.length > 0 ? [update({ [what]: groups })] : [];
}

function update(changes: GroupChanges): Told {
  return { kind: 'update', changes };
}

function people(action: Action, part: BinaryNode): Told[] {
  const named = peopleIn(part);
  return named.length > 0 ? [{ kind: 'participants', action, people: named }] : [];
}

/** @param by the person who asks if the node names nobody */
function requests(action: GroupJoinRequestPayload['action'], part: BinaryNode, by?: Named): Told[] {
  const named = peopleIn(part);
  const all = named.length > 0 ? named : by ? [by] : [];
  const { request_method: method } = part.attrs;
  return all.length > 0
    ? [{ kind: 'request', action, people: all, ...(method !== undefined && { method }) }]
    : [];
}

function peopleIn(part: BinaryNode): Named[] {
  return PERSON.flatMap((tag) => childrenOf(part, tag)).map(namedIn);
}

/** Whether a removal means that somebody left: people who leave remove themselves. */
function hasLeft(part: BinaryNode, by: Named | undefined): boolean {
  return peopleIn(part).length === 1 && isAlone(part, by);
}

function isAlone(part: BinaryNode, by: Named | undefined): boolean {
  const [first] = peopleIn(part);
  if (!first) return true;
  return by !== undefined && isSame(first, by);
}
