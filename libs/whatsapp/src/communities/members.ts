import type { BinaryNode } from '@whiskeysockets/baileys';
import { type GroupMember, outcomesIn } from '../codec/group.js';
import { linkedMembersIn } from '../codec/subgroups.js';
import type { InstanceContext } from '../context/instance-context.js';
import type { KnownGroups } from '../groups/known-groups.js';
import { participantNodes, type ParticipantResult, peopleOf, resultsOf } from '../groups/people.js';
import { ofGroup } from '../groups/queries.js';
import { type GroupParticipant, participantsOf } from '../groups/view.js';
import { lidJid, parsePerson, phoneJid } from '../wire/jids.js';
import { asCommunity, communityAt } from './known-community.js';
import { announcementGroupOf, askAboutCommunity, unknownCommunity } from './queries.js';

type MemberAction = 'add' | 'remove' | 'promote' | 'demote';

/** The people in the communities of an instance. */
export class CommunityMembers {
  constructor(
    private readonly context: InstanceContext,
    private readonly known: KnownGroups,
  ) {}

  /**
   * Everybody in a community and its groups (whatsmeow `GetLinkedGroupsParticipants`), with their roles in the community.
   * @throws WhatsAppFault as `Communities.get`
   */
  async list(jid: string): Promise<GroupParticipant[]> {
    const community = await communityAt(this.context, this.known, jid);
    const { members, facts } = await this.context.uplink.ask(async (socket) => {
      const query = ofGroup(community, 'get', { tag: 'linked_groups_participants', attrs: {} });
      return {
        members: linkedMembersIn(await askAboutCommunity(socket, query)),
        facts: await asCommunity(this.known.of(socket, community)),
      };
    });
    return participantsOf(this.context, withRoles(members, facts.members));
  }

  /**
   * Adds, removes, promotes or demotes people.
   *
   * People are added to the group for announcements: WhatsApp refuses to add them to the community itself (whatsmiau, tried
   * with a live account). They are removed from the community and from all groups in it (Baileys' `communityParticipantsUpdate`).
   * Roles are changed as WhatsApp Web does (`WASmaxGroupsPromoteDemoteAdminRPC`).
   * @param participants phone numbers or JIDs of people
   * @returns one result per participant, in the order of `participants`
   * @throws WhatsAppFault as `Communities.get`
   */
  async change(
    jid: string,
    action: MemberAction,
    participants: readonly string[],
  ): Promise<ParticipantResult[]> {
    for (const participant of participants) parsePerson(participant, 'participants');
    const community = await communityAt(this.context, this.known, jid);
    const target = action === 'add' ? await this.announcementGroup(community) : community;
    try {
      return await this.context.uplink.ask(async (socket) => {
        const people = await peopleOf(this.context, socket, participants);
        const content = participantNodes(people);
        if (content.length === 0) return resultsOf(people, [], action);
        const query = ofGroup(target, 'set', queryFor(action, content));
        const answer = await askAboutCommunity(socket, query);
        const told = outcomesIn(answer, isRole(action) ? 'admin' : action);
        return resultsOf(people, told, action);
      });
    } finally {
      this.known.doubtCommunity(community);
    }
  }

  private async announcementGroup(community: string): Promise<string> {
    const group = await this.context.uplink.ask(
      (socket) => announcementGroupOf(socket, community),
      'not_sent',
    );
    if (group === undefined) throw unknownCommunity('the community has no group for announcements');
    return group;
  }
}

/** Each person once, with the role in the community. Communities have thousands of members. */
function withRoles(members: readonly GroupMember[], admins: readonly GroupMember[]): GroupMember[] {
  const roles = new Map(admins.flatMap((admin) => keysOf(admin).map((key) => [key, admin.role] as const)));
  const seen = new Set<string>();
  return members.flatMap((member) => {
    const keys = keysOf(member);
    const known = keys.some((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    const role = keys.map((key) => roles.get(key)).find((each) => each !== undefined);
    return known ? [] : [{ ...member, role: role ?? member.role }];
  });
}

function keysOf({ phone, lid }: GroupMember): string[] {
  return [...(phone === undefined ? [] : [phoneJid(phone)]), ...(lid === undefined ? [] : [lidJid(lid)])];
}

function queryFor(action: MemberAction, content: BinaryNode[]): BinaryNode {
  const attrs: BinaryNode['attrs'] = action === 'remove' ? { linked_groups: 'true' } : {};
  const change = { tag: action, attrs, content };
  return isRole(action) ? { tag: 'admin', attrs: {}, content: [change] } : change;
}

function isRole(action: MemberAction): boolean {
  return action === 'promote' || action === 'demote';
}
