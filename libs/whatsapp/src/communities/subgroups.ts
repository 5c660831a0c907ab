import type { BinaryNode } from '@whiskeysockets/baileys';
import { isMadeSince } from '../codec/creation.js';
import { groupIn, refusedIn } from '../codec/group.js';
import { type LinkFacts, linksIn, type SubgroupFacts } from '../codec/subgroups.js';
import type { InstanceContext } from '../context/instance-context.js';
import { WhatsAppFault, withUnknownOutcome } from '../faults.js';
import type { Groups } from '../groups/groups.js';
import type { Joining } from '../groups/invites.js';
import type { KnownGroups } from '../groups/known-groups.js';
import { participantNodes, type ParticipantResult, peopleOf, resultsOf } from '../groups/people.js';
import { ofGroup } from '../groups/queries.js';
import { type GroupView, viewOf } from '../groups/view.js';
import { parseGroup, parsePerson } from '../wire/jids.js';
import { childrenOf } from '../wire/stanza.js';
import { communityAt } from './known-community.js';
import { naming } from './communities.js';
import { askAboutCommunity, subgroupsOf, unknownSubgroup } from './queries.js';

/** Actions on groups of a community; the value is the status that is reported for each group. */
export const LINK_ACTIONS = { link: 'linked', unlink: 'unlinked' } as const;
export type LinkAction = keyof typeof LINK_ACTIONS;

/** Why an action can fail for a group, with its explanation. */
export const LINK_FAULTS = {
  not_allowed: 'the account is not an admin of the group, or is not allowed to do this',
  unknown_group: 'there is no such group, or it is not in the community',
  already_in_a_community: 'the group is in a community already',
  not_acceptable:
    'WhatsApp does not accept this group: the community may be full, or the group of a kind that stays',
  refused: 'WhatsApp refused; its own code is in `code`',
  unknown: 'WhatsApp reported no result for the group',
} as const;
export type LinkReason = keyof typeof LINK_FAULTS;

export interface LinkError {
  reason: LinkReason;
  message: string;
  /** WhatsApp's error code. */
  code?: string;
}

/** The result of an action for one group. */
export interface LinkResult {
  groupJid: string;
  status: (typeof LINK_ACTIONS)[LinkAction] | 'failed';
  error?: LinkError;
}

/** Meanings of WhatsApp's error codes for single groups (WhatsApp Web's `WASmaxInGroupsSubGroup…MixinGroup`). */
const REASONS: Readonly<Record<string, LinkReason>> = {
  401: 'not_allowed',
  403: 'not_allowed',
  404: 'unknown_group',
  406: 'not_acceptable',
  409: 'already_in_a_community',
};

/** The account is in the group already (WhatsApp Web's `IQErrorAlreadyExists`). */
const ALREADY_THERE = '304';
/** Around the results for single groups in WhatsApp's answers. */
const PATHS = { link: ['links', 'link'], unlink: ['unlink'] } as const;
/** Address of queries that do not name a group by its JID. */
const ALL_GROUPS = '@g.us';

/** The groups in the communities of an instance. */
export class CommunityGroups {
  constructor(
    private readonly context: InstanceContext,
    private readonly known: KnownGroups,
    private readonly groups: Groups,
  ) {}

  /** @throws WhatsAppFault as `Communities.get` */
  async list(jid: string): Promise<SubgroupFacts[]> {
    const community = await communityAt(this.context, this.known, jid);
    return this.context.uplink.ask((socket) => subgroupsOf(socket, community));
  }

  /**
   * Creates a group in a community (whatsmeow `CreateGroup` with `LinkedParentJID`).
   * @param participants phone numbers or JIDs of people; may be empty
   * @throws WhatsAppFault as `Communities.get`
   */
  async create(
    jid: string,
    name: string,
    participants: readonly string[],
  ): Promise<GroupView & { results: ParticipantResult[] }> {
    for (const participant of participants) parsePerson(participant, 'participants');
    const community = await communityAt(this.context, this.known, jid);
    const { people, answer } = await this.context.uplink.ask(async (socket) => {
      const found = await peopleOf(this.context, socket, participants);
      const content = [...participantNodes(found), { tag: 'linked_parent', attrs: { jid: community } }];
      const create = { tag: 'create', attrs: naming(name), content };
      const query = { type: 'set' as const, to: ALL_GROUPS, content: [create] };
      return { people: found, answer: await askAboutCommunity(socket, query) };
    });
    this.known.doubtCommunity(community);
    const facts = groupIn(answer);
    const results = resultsOf(people, [...facts.members, ...refusedIn(answer)], 'add');
    return { ...(await viewOf(this.context, facts)), results };
  }

  /**
   * Finds the group that {@link create} made, if its answer was lost.
   * @param since epoch ms
   * @returns undefined if no group was created
   * @throws WhatsAppFault as `Communities.get`; it is then unknown whether a group was created
   */
  async createdSince(
    jid: string,
    name: string,
    participants: readonly string[],
    since: number,
  ): Promise<(GroupView & { results: ParticipantResult[] }) | undefined> {
    try {
      const all = await this.groups.facts();
      const facts = all.find((group) => group.communityJid === jid && isMadeSince(group, name, since));
      if (!facts) return undefined;
      const people = await this.context.uplink.ask((socket) => peopleOf(this.context, socket, participants));
      return { ...(await viewOf(this.context, facts)), results: resultsOf(people, facts.members, 'add') };
    } catch (error) {
      throw withUnknownOutcome(error);
    }
  }

  /**
   * Puts groups into a community (whatsmeow `LinkGroup`).
   * @returns one result per group, in the order of `groups`
   * @throws WhatsAppFault as `Communities.get`
   */
  async link(jid: string, groups: readonly string[]): Promise<LinkResult[]> {
    return this.change(jid, 'link', groups, (nodes) => {
      const link = { tag: 'link', attrs: { link_type: 'sub_group' }, content: nodes };
      return { tag: 'links', attrs: {}, content: [link] };
    });
  }

  /**
   * Takes groups out of a community (whatsmeow `UnlinkGroup`).
   * @param removeMembers whether those leave the community who are in no other group of it
   * @returns one result per group, in the order of `groups`
   * @throws WhatsAppFault as `Communities.get`
   */
  async unlink(jid: string, groups: readonly string[], removeMembers: boolean): Promise<LinkResult[]> {
    return this.change(jid, 'unlink', groups, (nodes) => ({
      tag: 'unlink',
      attrs: { unlink_type: 'sub_group' },
      content: nodes.map(({ tag, attrs }) => ({
        tag,
        attrs: { ...attrs, ...(removeMembers && { remove_orphaned_members: 'true' }) },
      })),
    }));
  }

  /**
   * Joins a group of a community that the account is in (WhatsApp Web's `WASmaxGroupsJoinLinkedGroupRPC`).
   * @throws WhatsAppFault as `Communities.get`; GROUP_NOT_FOUND if the group is not in the community
   */
  async join(jid: string, group: string): Promise<Joining> {
    const target = parseGroup(group, 'groupJid');
    const community = await communityAt(this.context, this.known, jid);
    const join = { tag: 'join_linked_group', attrs: { type: 'sub_group', jid: target } };
    const answer = await this.context.uplink
      .ask((socket) => askAboutCommunity(socket, ofGroup(community, 'set', join)))
      .catch((error: unknown) => {
        if (isAlreadyThere(error)) return undefined;
        // The community is known, so that it is the group that WhatsApp does not know.
        const unknown = error instanceof WhatsAppFault && error.code === 'COMMUNITY_NOT_FOUND';
        throw unknown ? unknownSubgroup() : error;
      });
    this.known.doubt(target);
    const requested = answer && childrenOf(answer, 'membership_approval_request').length > 0;
    return { jid: target, status: requested ? 'requested' : 'joined' };
  }

  private async change(
    jid: string,
    action: LinkAction,
    groups: readonly string[],
    query: (nodes: BinaryNode[]) => BinaryNode,
  ): Promise<LinkResult[]> {
    const asked = groups.map((group) => parseGroup(group, 'groups'));
    const community = await communityAt(this.context, this.known, jid);
    const nodes = [...new Set(asked)].map((group) => ({ tag: 'group', attrs: { jid: group } }));
    try {
      const answer = await this.context.uplink.ask((socket) =>
        askAboutCommunity(socket, ofGroup(community, 'set', query(nodes))),
      );
      const results = linksIn(answer, PATHS[action]);
      return asked.map((group) => resultOf(group, action, results));
    } finally {
      this.known.doubtCommunity(community);
      for (const group of asked) this.known.doubt(group);
    }
  }
}

function resultOf(groupJid: string, action: LinkAction, results: readonly LinkFacts[]): LinkResult {
  const result = results.find(({ jid }) => jid === groupJid);
  const code = result?.error;
  if (result && code === undefined) return { groupJid, status: LINK_ACTIONS[action] };
  const reason = code === undefined ? 'unknown' : (REASONS[code] ?? 'refused');
  const error = { reason, message: LINK_FAULTS[reason], ...(code !== undefined && { code }) };
  return { groupJid, status: 'failed', error };
}

function isAlreadyThere(error: unknown): boolean {
  return error instanceof WhatsAppFault && error.details['code'] === ALREADY_THERE;
}
