import { type BinaryNode, generateMessageIDV2 } from '@whiskeysockets/baileys';
import { isMadeSince } from '../codec/creation.js';
import { type CommunityTraits, type GroupFacts, groupIn, jidOf } from '../codec/group.js';
import type { SubgroupFacts } from '../codec/subgroups.js';
import type { InstanceContext } from '../context/instance-context.js';
import { refusedBy, unusable, WhatsAppFault, withUnknownOutcome } from '../faults.js';
import type { Groups } from '../groups/groups.js';
import type { GroupInvite, GroupInvites, Joining } from '../groups/invites.js';
import type { KnownGroups } from '../groups/known-groups.js';
import { ofGroup, REFUSALS } from '../groups/queries.js';
import { namesOf } from '../groups/view.js';
import { parseGroup } from '../wire/jids.js';
import { childrenOf } from '../wire/stanza.js';
import { asCommunity, asCommunityFault, communityAt } from './known-community.js';
import { askAboutCommunity, announcementGroupOf, subgroupsOf, unknownCommunity } from './queries.js';

export interface NewCommunity {
  name: string;
  description?: string;
  /** Whether people ask to join. */
  joinApproval: boolean;
  membersCanAddGroups: boolean;
  /** Whether WhatsApp makes a group for talking, too, besides that for announcements. */
  generalGroup: boolean;
}

/** What to change about a community. */
export interface CommunityChange {
  name?: string;
  /** An empty string removes the description. */
  description?: string;
  membersCanAddGroups?: boolean;
}

/** A community, without its groups. */
export interface CommunitySummary extends CommunityTraits {
  jid: string;
  name: string;
  description?: string;
  /** JID of its creator. */
  owner?: string;
  /** Epoch ms. */
  createdAt?: number;
  size: number;
  /** JID of the group for its announcements; undefined if WhatsApp does not say it. */
  announcementGroupJid?: string;
}

export interface CommunityView extends CommunitySummary {
  groups: SubgroupFacts[];
}

/** Address of queries that do not name a community by its JID. */
const ALL_GROUPS = '@g.us';

/**
 * The communities of an instance. Baileys' functions for them are not used: its `communityMetadata` always fails, its list is
 * always empty, and others succeed without an answer.
 */
export class Communities {
  constructor(
    private readonly context: InstanceContext,
    private readonly known: KnownGroups,
    private readonly groups: Groups,
    private readonly invites: GroupInvites,
  ) {}

  /**
   * Creates a community (WhatsApp Web's `WAWebGroupCommunityJob`, whatsmeow `CreateGroup`). WhatsApp makes the group for its
   * announcements.
   * @throws WhatsAppFault as {@link get}
   */
  async create(wanted: NewCommunity): Promise<CommunitySummary> {
    const create = { tag: 'create', attrs: naming(wanted.name), content: partsOf(wanted) };
    const facts = groupIn(await this.ask({ type: 'set', to: ALL_GROUPS, content: [create] }));
    return this.summary(facts, await this.announcementsOf(facts.jid));
  }

  /**
   * Finds the community that {@link create} made, if its answer was lost.
   * @param since epoch ms
   * @returns undefined if no community was created
   * @throws WhatsAppFault as {@link get}; it is then unknown whether a community was created
   */
  async createdSince(name: string, since: number): Promise<CommunitySummary | undefined> {
    try {
      const communities = await this.list();
      return communities.find((each) => isMadeSince(each, name, since));
    } catch (error) {
      throw withUnknownOutcome(error);
    }
  }

  /** The communities that the account is in. @throws WhatsAppFault as {@link get} */
  async list(): Promise<CommunitySummary[]> {
    const all = await this.groups.facts();
    const communities = all.filter(({ isCommunity }) => isCommunity);
    return Promise.all(
      communities.map((facts) => {
        const announcements = all.find(
          ({ communityJid, isAnnouncementGroup }) => isAnnouncementGroup && communityJid === facts.jid,
        );
        return this.summary(facts, announcements?.jid);
      }),
    );
  }

  /**
   * @throws WhatsAppFault INVALID_REQUEST, INSTANCE_NOT_CONNECTED, COMMUNITY_NOT_FOUND, WHATSAPP_ERROR if the account may not
   *   do this, UPSTREAM_TIMEOUT
   */
  async get(jid: string): Promise<CommunityView> {
    const community = parseGroup(jid, 'communityJid');
    const { facts, groups } = await this.context.uplink.ask(async (socket) => ({
      facts: await asCommunity(this.known.ask(socket, community)),
      groups: await subgroupsOf(socket, community),
    }));
    const announcements = groups.find(({ isAnnouncementGroup }) => isAnnouncementGroup);
    return { ...(await this.summary(facts, announcements?.jid)), groups };
  }

  /** @throws WhatsAppFault as {@link get}; `details.changed` names the fields that were changed before the failure */
  async update(jid: string, { membersCanAddGroups: open, ...texts }: CommunityChange): Promise<void> {
    const community = await communityAt(this.context, this.known, jid);
    const changed = Object.entries(texts).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    if (changed.length > 0) await this.as(this.groups.update(community, texts));
    if (open === undefined) return;
    const tag = `${open ? '' : 'not_'}allow_non_admin_sub_group_creation`;
    try {
      await this.ask(ofGroup(community, 'set', { tag, attrs: {} }));
    } catch (error) {
      if (!(error instanceof WhatsAppFault) || changed.length === 0) throw error;
      throw new WhatsAppFault(error.code, error.message, { ...error.details, changed }, { cause: error });
    } finally {
      this.known.doubt(community);
    }
  }

  /**
   * Leaves a community and all groups in it (WhatsApp Web's `WAWebGroupExitJob`).
   * @throws WhatsAppFault as {@link get}
   */
  async leave(jid: string): Promise<void> {
    const community = await communityAt(this.context, this.known, jid);
    const content = [{ tag: 'linked_groups', attrs: { parent_group_jid: community } }];
    const leave = { tag: 'leave', attrs: {}, content };
    const answer = await this.ask({ type: 'set', to: ALL_GROUPS, content: [leave] });
    this.known.doubtCommunity(community);
    const [part] = childrenOf(answer, 'leave');
    const [left] = part ? childrenOf(part, 'linked_groups') : [];
    if (!left) throw unusable();
    const { error } = left.attrs;
    if (error !== undefined && error !== '200') throw REFUSALS[error]?.() ?? refusedBy(error);
  }

  /**
   * Ends a community for everybody. Its groups stay, except that for announcements (WhatsApp Web's
   * `WASmaxGroupsDeleteParentGroupRPC`).
   * @throws WhatsAppFault as {@link get}
   */
  async deactivate(jid: string): Promise<void> {
    const community = await communityAt(this.context, this.known, jid);
    await this.ask(ofGroup(community, 'set', { tag: 'delete_parent', attrs: {} }));
    this.known.doubtCommunity(community);
  }

  /** Checks whether a community can be changed now, before a file is fetched. @throws WhatsAppFault INSTANCE_NOT_CONNECTED */
  checkReady(): void {
    this.groups.checkReady();
  }

  /** @throws WhatsAppFault as `Groups.setPicture` and {@link get} */
  async setPicture(jid: string, path: string): Promise<void> {
    await this.as(this.groups.setPicture(await communityAt(this.context, this.known, jid), path));
  }

  /** Succeeds even if there is no picture. @throws WhatsAppFault as {@link get} */
  async removePicture(jid: string): Promise<void> {
    await this.as(this.groups.removePicture(await communityAt(this.context, this.known, jid)));
  }

  /** @throws WhatsAppFault as {@link get} */
  async link(jid: string): Promise<GroupInvite> {
    return this.as(this.invites.link(await communityAt(this.context, this.known, jid)));
  }

  /** Replaces the invite code. The previous one becomes invalid. @throws WhatsAppFault as {@link get} */
  async revoke(jid: string): Promise<GroupInvite> {
    return this.as(this.invites.revoke(await communityAt(this.context, this.known, jid)));
  }

  /** What WhatsApp shows of a community to people with its invite code. @throws WhatsAppFault as {@link get} */
  async invitation(inviteCode: string): Promise<CommunitySummary> {
    const facts = await asCommunity(this.invites.facts(inviteCode));
    return this.summary(facts);
  }

  /** @throws WhatsAppFault as {@link get} */
  async join(inviteCode: string): Promise<Joining> {
    return this.as(this.invites.join(inviteCode));
  }

  /** The community is there even if this is not answered. */
  private async announcementsOf(community: string): Promise<string | undefined> {
    try {
      return await this.context.uplink.ask((socket) => announcementGroupOf(socket, community));
    } catch (error) {
      this.context.log.warn({ err: error, community }, 'the groups of a new community are unknown');
      return undefined;
    }
  }

  private async ask(query: Parameters<typeof askAboutCommunity>[1]): Promise<BinaryNode> {
    return this.context.uplink.ask((socket) => askAboutCommunity(socket, query));
  }

  private async as<T>(work: Promise<T>): Promise<T> {
    return work.catch((error: unknown) => {
      throw asCommunityFault(error);
    });
  }

  private async summary(facts: GroupFacts, announcementGroupJid?: string): Promise<CommunitySummary> {
    const { jid, name, description, owner, createdAt, size, community } = facts;
    if (!community) throw unknownCommunity();
    const names = await namesOf(this.context, owner ? [owner] : []);
    return {
      jid,
      name,
      description,
      owner: owner && jidOf(names(owner)),
      createdAt,
      size,
      ...community,
      announcementGroupJid,
    };
  }
}

/** @param name of the group or community that is created */
export function naming(name: string): BinaryNode['attrs'] {
  // The key tells a repetition from another creation.
  return { subject: name, key: generateMessageIDV2() };
}

function partsOf(wanted: NewCommunity): BinaryNode[] {
  const { description, joinApproval, membersCanAddGroups, generalGroup } = wanted;
  const mode = { default_membership_approval_mode: 'request_required' };
  const parts: BinaryNode[] = [{ tag: 'parent', attrs: joinApproval ? mode : {} }];
  if (description) {
    const body = { tag: 'body', attrs: {}, content: Buffer.from(description, 'utf8') };
    parts.unshift({ tag: 'description', attrs: { id: generateMessageIDV2() }, content: [body] });
  }
  if (membersCanAddGroups) parts.push({ tag: 'allow_non_admin_sub_group_creation', attrs: {} });
  if (generalGroup) parts.push({ tag: 'create_general_chat', attrs: {} });
  return parts;
}
