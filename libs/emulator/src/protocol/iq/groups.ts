import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../../accounts/account.js';
import { type Group, MEMBER_ADD_MODES } from '../../groups/group.js';
import { groupNode, participantNode } from '../../groups/group-nodes.js';
import { type LinkOutcome, subgroupNode } from '../../groups/communities.js';
import type { Decision } from '../../groups/joining.js';
import type { Outcome, RoleChange } from '../../groups/membership.js';
import { GroupRefusal, requireAdmin, requireMember } from '../../groups/rights.js';
import type { GroupRooms } from '../../groups/rooms.js';
import { nowSeconds, phoneMessageId } from '../../wire/ids.js';
import { child, children, childrenNamed, stanza, text } from '../../wire/stanza.js';
import { type IqAnswer, type IqHandler, IqRefusal, type IqRequest } from './registry.js';

/** A query: the child that says what is asked, and the account that asks. */
interface Asked {
  part: BinaryNode;
  asker: Account;
}

type Answer = BinaryNode[] | void;

/** How many members a holder of the invite link sees. */
const SHOWN_TO_STRANGERS = 10;

/** Runs an operation on groups; answers its refusals over the wire. */
export function refusing(work: () => IqAnswer | Promise<IqAnswer>): Promise<IqAnswer> {
  return (async () => work())().catch((error: unknown) => {
    throw error instanceof GroupRefusal ? new IqRefusal(error.code, error.text) : error;
  });
}

function handler(
  type: 'get' | 'set',
  tag: string,
  answer: (asked: Asked, request: IqRequest) => Answer,
): IqHandler {
  return {
    xmlns: 'w:g2',
    type,
    child: tag,
    answer: (request) =>
      refusing(() => {
        const part = child(request.node, tag) ?? stanza(tag);
        return { content: answer({ part, asker: request.login.account }, request) ?? undefined };
      }),
  };
}

/** A query about one group; answers 404 for an unknown one. */
function groupHandler(
  { groups }: GroupRooms,
  type: 'get' | 'set',
  tag: string,
  answer: (group: Group, asked: Asked) => Answer,
): IqHandler {
  return handler(type, tag, (asked, { node }) => {
    const group = groups.find(node.attrs.to);
    if (!group) throw new GroupRefusal(404, 'item-not-found');
    return answer(group, asked);
  });
}

/** The people listed in a query; accounts are created for unknown numbers. */
function peopleIn({ directory }: GroupRooms, part: BinaryNode | undefined): Account[] {
  const listed = childrenNamed(part, 'participant').map(({ attrs }) => directory.namedJid(attrs.jid));
  const people = listed.filter((account) => account !== undefined);
  if (people.length === 0 || people.length < listed.length) throw new GroupRefusal(400, 'bad-request');
  return people;
}

function outcomeNode(group: Group, { account, error, invitation }: Outcome): BinaryNode {
  const { code, expiration } = invitation ?? {};
  const content = invitation && [stanza('add_request', { code, expiration })];
  return participantNode(group, account, { error, content });
}

/** What a new group is given besides its members (whatsmeow `group.go`, CreateGroup). */
const FURNITURE: Record<string, (group: Group, node: BinaryNode, asker: Account) => void> = {
  announcement: (group) => void (group.announce = true),
  locked: (group) => void (group.locked = true),
  ephemeral: (group, { attrs }) => void (group.ephemeral = Number(attrs.expiration) || 0),
  member_add_mode: (group, node) => {
    group.memberAddMode = MEMBER_ADD_MODES.find((name) => name === text(node)) ?? group.memberAddMode;
  },
  membership_approval_mode: (group, node) =>
    void (group.joinApproval = child(node, 'group_join')?.attrs.state === 'on'),
  description: (group, node, { phone }) => {
    const { id = phoneMessageId() } = node.attrs;
    group.description = { text: text(child(node, 'body')) ?? '', id, by: phone, at: nowSeconds() };
  },
};

/** Parts of a query that creates a community, or a group in one (WhatsApp Web's `WAWebGroupCommunityJob`). */
const COMMUNITY_PARTS = new Set([
  'parent',
  'linked_parent',
  'allow_non_admin_sub_group_creation',
  'create_general_chat',
]);

function furnish(group: Group, part: BinaryNode, asker: Account): void {
  for (const node of children(part)) FURNITURE[node.tag]?.(group, node, asker);
}

function listHandlers(rooms: GroupRooms): IqHandler[] {
  const { groups, directory, membership, communities } = rooms;
  const participating = handler('get', 'participating', ({ asker }) => [
    stanza(
      'groups',
      {},
      groups.of(asker.phone).map((group) => groupNode(group, directory)),
    ),
  ]);

  /** As on WhatsApp's server, people who could not be added are listed among the members, with the error. */
  const make = handler('set', 'create', ({ part, asker }) => {
    const { subject = '', key } = part.attrs;
    const parent = child(part, 'parent');
    if (parent) {
      const community = communities.create(asker, {
        subject,
        description: text(child(child(part, 'description'), 'body')),
        closed: parent.attrs.default_membership_approval_mode === 'request_required',
        membersAddGroups: child(part, 'allow_non_admin_sub_group_creation') !== undefined,
        general: child(part, 'create_general_chat') !== undefined,
      });
      return [groupNode(community, directory)];
    }
    const above = child(part, 'linked_parent');
    const community = above && groups.find(above.attrs.jid);
    if (above && !community) throw new GroupRefusal(404, 'item-not-found');
    if (community) communities.checkMayAdd(asker, community);
    const people = childrenNamed(part, 'participant').length > 0 ? peopleIn(rooms, part) : [];
    const { group, outcomes } = membership.create(asker, subject, people, { key }, (made) => {
      furnish(made, part, asker);
      if (community) made.place = { id: community.id, kind: 'group' };
    });
    if (community) communities.settle(community, group, asker);
    const node = groupNode(group, directory);
    const refused = outcomes.filter(({ error }) => error !== undefined);
    const content = Array.isArray(node.content) ? node.content : [];
    return [{ ...node, content: [...content, ...refused.map((outcome) => outcomeNode(group, outcome))] }];
  });

  const create: IqHandler = {
    ...make,
    serves: (node) =>
      children(child(node, 'create')).every(
        ({ tag }) => tag === 'participant' || COMMUNITY_PARTS.has(tag) || FURNITURE[tag],
      ),
  };

  const leave = handler('set', 'leave', ({ part, asker }) => {
    const left = childrenNamed(part, 'group').map(({ attrs: { id } }) => {
      const group = groups.find(id);
      if (!group) throw new GroupRefusal(404, 'item-not-found');
      membership.leave(asker, group);
      return stanza('group', { id });
    });
    const everywhere = childrenNamed(part, 'linked_groups').map(({ attrs: { parent_group_jid: jid } }) => {
      const community = groups.find(jid);
      if (!community?.community) throw new GroupRefusal(404, 'item-not-found');
      membership.leaveEverywhere(asker, community);
      return stanza('linked_groups', { parent_group_jid: jid });
    });
    return [stanza('leave', {}, [...left, ...everywhere])];
  });
  return [participating, create, leave];
}

function memberHandlers(rooms: GroupRooms): IqHandler[] {
  const { membership } = rooms;
  const listed = (
    tag: string,
    change: (asker: Account, group: Group, people: Account[], part: BinaryNode) => Outcome[],
  ): IqHandler =>
    groupHandler(rooms, 'set', tag, (group, { part, asker }) => {
      const outcomes = change(asker, group, peopleIn(rooms, part), part);
      return [
        stanza(
          tag,
          {},
          outcomes.map((outcome) => outcomeNode(group, outcome)),
        ),
      ];
    });
  const role = (change: RoleChange) =>
    listed(change, (asker, group, people) => membership.changeRole(asker, group, people, change));
  return [
    listed('add', (asker, group, people) => membership.add(asker, group, people)),
    listed('remove', (asker, group, people, { attrs }) =>
      group.community && attrs.linked_groups === 'true'
        ? membership.removeEverywhere(asker, group, people)
        : membership.remove(asker, group, people),
    ),
    role('promote'),
    role('demote'),
  ];
}

function settingHandlers(rooms: GroupRooms): IqHandler[] {
  const { settings } = rooms;
  const set = (tag: string, change: (group: Group, asked: Asked) => void) =>
    groupHandler(rooms, 'set', tag, (group, asked) => change(group, asked));
  return [
    set('subject', (group, { part, asker }) => settings.setSubject(asker, group, text(part) ?? '')),
    set('description', (group, { part, asker }) => {
      const { id, prev, delete: deleted } = part.attrs;
      const words = deleted === 'true' ? '' : (text(child(part, 'body')) ?? '');
      settings.setDescription(asker, group, { text: words, id, previous: { id: prev } });
    }),
    set('announcement', (group, { asker }) => settings.setAnnounce(asker, group, true)),
    set('not_announcement', (group, { asker }) => settings.setAnnounce(asker, group, false)),
    set('locked', (group, { asker }) => settings.setLocked(asker, group, true)),
    set('unlocked', (group, { asker }) => settings.setLocked(asker, group, false)),
    set('not_ephemeral', (group, { asker }) => settings.setEphemeral(asker, group, 0)),
    set('ephemeral', (group, { part, asker }) => {
      const seconds = Number(part.attrs.expiration);
      if (!Number.isSafeInteger(seconds) || seconds <= 0) throw new GroupRefusal(400, 'bad-request');
      settings.setEphemeral(asker, group, seconds);
    }),
    set('member_add_mode', (group, { part, asker }) => {
      const mode = MEMBER_ADD_MODES.find((name) => name === text(part));
      if (!mode) throw new GroupRefusal(400, 'bad-request');
      settings.setMemberAddMode(asker, group, mode);
    }),
    set('membership_approval_mode', (group, { part, asker }) => {
      const state = child(part, 'group_join')?.attrs.state;
      if (state !== 'on' && state !== 'off') throw new GroupRefusal(400, 'bad-request');
      settings.setJoinApproval(asker, group, state === 'on');
    }),
  ];
}

function requestHandlers(rooms: GroupRooms): IqHandler[] {
  const { joining, directory } = rooms;
  const requests = groupHandler(rooms, 'get', 'membership_approval_requests', (group, { part, asker }) => {
    requireAdmin(group, asker);
    const waiting = [...group.requests].map(([phone, { method, at }]) => {
      const node = participantNode(group, directory.ensure(phone));
      const attributes = { ...node.attrs, request_method: method, request_time: at };
      return stanza('membership_approval_request', attributes);
    });
    return [stanza(part.tag, {}, waiting)];
  });

  const action = groupHandler(rooms, 'set', 'membership_requests_action', (group, { part, asker }) => {
    const decisions: readonly Decision[] = ['approve', 'reject'];
    const decided = decisions.flatMap((decision) => {
      const list = child(part, decision);
      if (!list) return [];
      const outcomes = joining.decide(asker, group, peopleIn(rooms, list), decision);
      return [
        stanza(
          decision,
          {},
          outcomes.map((outcome) => outcomeNode(group, outcome)),
        ),
      ];
    });
    if (decided.length === 0) throw new GroupRefusal(400, 'bad-request');
    return [stanza(part.tag, {}, decided)];
  });
  return [requests, action];
}

function inviteHandlers(rooms: GroupRooms): IqHandler[] {
  const { groups, directory, joining } = rooms;
  const of = (request: IqRequest) => {
    const group = groups.find(request.node.attrs.to);
    if (!group) throw new GroupRefusal(404, 'item-not-found');
    return group;
  };

  /** With a code, the query asks for the group of the link; without one, for the link of a group. */
  const show = handler('get', 'invite', ({ part, asker }, request) => {
    const { code } = part.attrs;
    if (code === undefined) return [stanza('invite', { code: joining.code(asker, of(request)) })];
    const group = joining.byCode(code);
    return [groupNode(group, directory, [...group.members].slice(0, SHOWN_TO_STRANGERS))];
  });
  const use = handler('set', 'invite', ({ part, asker }, request) => {
    const { code } = part.attrs;
    if (code === undefined) return [stanza('invite', { code: joining.revoke(asker, of(request)) })];
    const { group, pending } = joining.join(asker, code);
    return [stanza(pending ? 'membership_approval_request' : 'group', { jid: group.jid })];
  });
  const accept = groupHandler(rooms, 'set', 'accept', (group, { part, asker }) => {
    const { pending } = joining.accept(asker, group, part.attrs.code ?? '');
    return pending ? [stanza('membership_approval_request', { jid: group.jid })] : [];
  });
  const withdraw = groupHandler(rooms, 'set', 'revoke', (group, { part, asker }) =>
    joining.withdraw(asker, group, peopleIn(rooms, part)),
  );

  /** A valid personal invitation also gives access to the group's data. */
  const query = groupHandler(rooms, 'get', 'query', (group, { part, asker }) => {
    const { code } = child(part, 'add_request')?.attrs ?? {};
    if (code !== undefined && !joining.invited(asker, group, code)) throw new GroupRefusal(410, 'gone');
    if (code === undefined) requireMember(group, asker);
    return [groupNode(group, directory)];
  });
  return [show, use, accept, withdraw, query];
}

/** Queries about communities, in the forms of whatsmeow's `group.go` and WhatsApp Web's `WAWebGroupCommunityJob`. */
function communityHandlers(rooms: GroupRooms): IqHandler[] {
  const { groups, directory, communities } = rooms;
  const linkedIn = (part: BinaryNode | undefined) => childrenNamed(part, 'group');
  const listed = (outcomes: LinkOutcome[]) =>
    outcomes.map(({ jid, error }) => stanza('group', { jid, error }));
  const jidsIn = (part: BinaryNode | undefined) => linkedIn(part).flatMap(({ attrs: { jid } }) => jid ?? []);

  const subgroups = groupHandler(rooms, 'get', 'sub_groups', (community, { part, asker }) => {
    requireMember(community, asker);
    if (!community.community) throw new GroupRefusal(400, 'bad-request');
    return [
      stanza(
        part.tag,
        {},
        groups.inside(community).map((group) => subgroupNode(group, directory)),
      ),
    ];
  });
  const members = groupHandler(rooms, 'get', 'linked_groups_participants', (community, { part, asker }) => {
    const people = communities.members(asker, community);
    return [
      stanza(
        part.tag,
        {},
        people.map((account) => participantNode(community, account)),
      ),
    ];
  });
  const link = groupHandler(rooms, 'set', 'links', (community, { part, asker }) => {
    const links = child(part, 'link');
    if (!links) throw new GroupRefusal(400, 'bad-request');
    const outcomes = communities.link(asker, community, jidsIn(links));
    return [stanza(part.tag, {}, [stanza('link', links.attrs, listed(outcomes))])];
  });
  const unlink = groupHandler(rooms, 'set', 'unlink', (community, { part, asker }) => {
    const orphans = linkedIn(part).some(({ attrs }) => attrs.remove_orphaned_members === 'true');
    const outcomes = communities.unlink(asker, community, jidsIn(part), orphans);
    return [stanza(part.tag, part.attrs, listed(outcomes))];
  });
  const admins = groupHandler(rooms, 'set', 'admin', (community, { part, asker }) => {
    if (!community.community) throw new GroupRefusal(400, 'bad-request');
    const changes: readonly RoleChange[] = ['promote', 'demote'];
    const outcomes = changes.flatMap((change) => {
      const list = child(part, change);
      return list ? communities.changeRole(asker, community, peopleIn(rooms, list), change) : [];
    });
    return [
      stanza(
        part.tag,
        {},
        outcomes.map((outcome) => outcomeNode(community, outcome)),
      ),
    ];
  });
  const mode = (tag: string, on: boolean) =>
    groupHandler(rooms, 'set', tag, (community, { asker }) =>
      communities.setMembersAddGroups(asker, community, on),
    );
  const join = groupHandler(rooms, 'set', 'join_linked_group', (community, { part, asker }) => {
    const group = groups.find(part.attrs.jid);
    const { pending } = communities.join(asker, community, group);
    if (pending && group) rooms.joining.ask(asker, group, 'linked_group_join');
    return pending ? [stanza('membership_approval_request', { jid: part.attrs.jid })] : [];
  });
  const deactivate = groupHandler(rooms, 'set', 'delete_parent', (community, { asker }) =>
    communities.deactivate(asker, community),
  );
  return [
    subgroups,
    members,
    link,
    unlink,
    admins,
    mode('allow_non_admin_sub_group_creation', true),
    mode('not_allow_non_admin_sub_group_creation', false),
    join,
    deactivate,
  ];
}

/** Queries about groups, in the forms of Baileys' lib/Socket/groups.js. */
export function groupHandlers(rooms: GroupRooms): IqHandler[] {
  return [
    ...listHandlers(rooms),
    ...memberHandlers(rooms),
    ...settingHandlers(rooms),
    ...requestHandlers(rooms),
    ...inviteHandlers(rooms),
    ...communityHandlers(rooms),
  ];
}
