import type { BinaryNode } from '@whiskeysockets/baileys';
import { type GroupFacts, groupIn } from '../codec/group.js';
import type { InstanceContext } from '../context/instance-context.js';
import { unusable, WhatsAppFault } from '../faults.js';
import { parseGroup, parsePerson } from '../wire/jids.js';
import { childrenOf } from '../wire/stanza.js';
import type { KnownGroups } from './known-groups.js';
import { participantNodes, peopleOf } from './people.js';
import { askAboutGroup, askByInvite, type GroupQuery, ofGroup } from './queries.js';
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

/** The account is in the group already (WhatsApp Web's `IQErrorAlreadyExists`). */
const ALREADY_THERE = '304';
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
   * What WhatsApp shows of a group to somebody who is invited to it (whatsmeow `GetGroupInfoFromInvite`).
   * @throws WhatsAppFault as {@link accept}
   */
  async invited(jid: string, invitation: ReceivedInvitation): Promise<GroupSummary> {
    const group = parseGroup(jid, 'groupJid');
    const addRequest = { tag: 'add_request', attrs: attributesOf(invitation) };
    const query = { tag: 'query', attrs: {}, content: [addRequest] };
    const facts = groupIn(await this.askAs(invitation, ofGroup(group, 'get', query)));
    return summaryOf(facts, await namesOf(this.context, facts.owner ? [facts.owner] : []));
  }

  /**
   * Joins by an invitation for the account (reference: Baileys `groupAcceptInviteV4`, whatsmeow `JoinGroupWithInvite`). An
   * admin may have to approve it (WhatsApp Web's `AcceptGroupAddResponseGroupJoinRequestSuccess`).
   * @throws WhatsAppFault as `Groups.get`; GROUP_NOT_FOUND if the invitation has expired, or is not valid
   */
  async accept(jid: string, invitation: ReceivedInvitation): Promise<Joining> {
    const group = parseGroup(jid, 'groupJid');
    const accept = { tag: 'accept', attrs: attributesOf(invitation) };
    const answer = await this.askAs(invitation, ofGroup(group, 'set', accept)).catch((error: unknown) => {
      if (error instanceof WhatsAppFault && error.details['code'] === ALREADY_THERE) return undefined;
      throw error;
    });
    this.known.doubt(group);
    const requested = answer && childrenOf(answer, 'membership_approval_request').length > 0;
    return { jid: group, status: requested ? 'requested' : 'joined' };
  }

  /** Asks with an invitation. If WhatsApp no longer knows it, the error says whether it has expired. */
  private async askAs({ expiresAt }: ReceivedInvitation, query: GroupQuery): Promise<BinaryNode> {
    try {
      return await this.context.uplink.ask((socket) => askByInvite(socket, query));
    } catch (error) {
      const unknown = error instanceof WhatsAppFault && error.code === 'GROUP_NOT_FOUND';
      if (!unknown || expiresAt > this.context.clock.now()) throw error;
      const details = { reason: 'expired_invitation' };
      throw new WhatsAppFault('GROUP_NOT_FOUND', 'the invitation has expired', details, { cause: error });
    }
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

function attributesOf({ inviteCode, expiresAt, invitedBy }: ReceivedInvitation): BinaryNode['attrs'] {
  const admin = parsePerson(invitedBy, 'invitedBy');
  return { code: inviteCode, expiration: String(Math.floor(expiresAt / 1_000)), admin };
}
