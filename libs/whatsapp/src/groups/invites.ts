import { type GroupFacts, groupIn } from '../codec/group.js';
import type { InstanceContext } from '../context/instance-context.js';
import { unusable } from '../faults.js';
import { parseGroup, parsePerson } from '../wire/jids.js';
import { childrenOf } from '../wire/stanza.js';
import type { KnownGroups } from './known-groups.js';
import { participantNodes, peopleOf } from './people.js';
import { askAboutGroup, askByInvite, ofGroup } from './queries.js';
import { type GroupSummary, namesOf, summaryOf } from './view.js';

export interface GroupInvite {
  inviteCode: string;
  inviteLink: string;
}

/** The result of joining. `requested`: an admin must approve the request first. */
export interface Joining {
  jid: string;
  status: 'joined' | 'requested';
}

/** An invitation for one person, as it stands in a message. */
export interface ReceivedInvitation {
  inviteCode: string;
  /** Epoch ms. */
  expiresAt: number;
  /** Phone number or JID of the member who sent it. */
  invitedBy: string;
}

const INVITE_LINK = 'https://chat.whatsapp.com/';
/** Address of queries about groups that do not name a group by its JID. */
const ALL_GROUPS = '@g.us';

/** The ways into a group: its invite link, which anybody can use, and invitations for one person. */
export class GroupInvites {
  constructor(
    private readonly context: InstanceContext,
    private readonly known: KnownGroups,
  ) {}

  /** What WhatsApp shows of a group to people with its invite code. @throws WhatsAppFault as `Groups.get` */
  async invitation(inviteCode: string): Promise<GroupSummary> {
    const facts = await this.facts(inviteCode);
    return summaryOf(facts, await namesOf(this.context, facts.owner ? [facts.owner] : []));
  }

  /** The group or community of an invite code, with some of its members. @throws WhatsAppFault as `Groups.get` */
  async facts(inviteCode: string): Promise<GroupFacts> {
    const invite = { tag: 'invite', attrs: { code: inviteCode } };
    const answer = await this.context.uplink.ask((socket) =>
      askByInvite(socket, { type: 'get', to: ALL_GROUPS, content: [invite] }),
    );
    return groupIn(answer);
  }

  /** @throws WhatsAppFault as `Groups.get` */
  async join(inviteCode: string): Promise<Joining> {
    const invite = { tag: 'invite', attrs: { code: inviteCode } };
    const answer = await this.context.uplink.ask((socket) =>
      askByInvite(socket, { type: 'set', to: ALL_GROUPS, content: [invite] }),
    );
    // Baileys expects `<community>` for the link of a community.
    const [joined] = [...childrenOf(answer, 'group'), ...childrenOf(answer, 'community')];
    const [requested] = childrenOf(answer, 'membership_approval_request');
    const jid = (joined ?? requested)?.attrs['jid'];
    if (jid === undefined) throw unusable();
    this.known.doubt(jid);
    return { jid, status: joined ? 'joined' : 'requested' };
  }

  /** @throws WhatsAppFault as `Groups.get` */
  async link(jid: string): Promise<GroupInvite> {
    return this.inviteOf(jid, 'get');
  }

  /** Replaces the invite code. The previous one becomes invalid. @throws WhatsAppFault as `Groups.get` */
  async revoke(jid: string): Promise<GroupInvite> {
    return this.inviteOf(jid, 'set');
  }

  /**
   * Joins by an invitation for the account (reference: Baileys `groupAcceptInviteV4`, whatsmeow `JoinGroupWithInvite`).
   * @throws WhatsAppFault as `Groups.get`; GROUP_NOT_FOUND if the invitation is not valid or no longer valid
   */
  async accept(jid: string, { inviteCode, expiresAt, invitedBy }: ReceivedInvitation): Promise<Joining> {
    const group = parseGroup(jid, 'groupJid');
    const admin = parsePerson(invitedBy, 'invitedBy');
    const expiration = String(Math.floor(expiresAt / 1_000));
    const accept = { tag: 'accept', attrs: { code: inviteCode, expiration, admin } };
    await this.context.uplink.ask((socket) => askByInvite(socket, ofGroup(group, 'set', accept)));
    this.known.doubt(group);
    return { jid: group, status: 'joined' };
  }

  /**
   * Withdraws invitations for people (reference: Baileys `groupRevokeInviteV4`).
   * @param participants phone numbers or JIDs of people
   * @throws WhatsAppFault as `Groups.get`
   */
  async withdraw(jid: string, participants: readonly string[]): Promise<void> {
    const group = parseGroup(jid, 'groupJid');
    for (const participant of participants) parsePerson(participant, 'participants');
    await this.context.uplink.ask(async (socket) => {
      const content = participantNodes(await peopleOf(this.context, socket, participants));
      if (content.length === 0) return;
      await askAboutGroup(socket, ofGroup(group, 'set', { tag: 'revoke', attrs: {}, content }));
    });
  }

  private async inviteOf(jid: string, type: 'get' | 'set'): Promise<GroupInvite> {
    const group = parseGroup(jid, 'groupJid');
    const answer = await this.context.uplink.ask((socket) =>
      askAboutGroup(socket, ofGroup(group, type, { tag: 'invite', attrs: {} })),
    );
    const [invite] = childrenOf(answer, 'invite');
    const inviteCode = invite?.attrs['code'];
    if (inviteCode === undefined) throw unusable();
    return { inviteCode, inviteLink: INVITE_LINK + inviteCode };
  }
}
