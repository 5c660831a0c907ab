import { randomBytes, randomInt } from 'node:crypto';
import type { StateFile } from '../state/state-file.js';
import { nowSeconds } from '../wire/ids.js';
import { type Addressing, parseJid } from '../wire/jid.js';
import { Group, GROUP_SERVER } from './group.js';

/** A new group id: 18 digits, beginning as those of WhatsApp do. */
function freshId(): string {
  return `120363${String(randomInt(10 ** 12)).padStart(12, '0')}`;
}

/** A new invite code: 22 letters and digits. */
export function freshCode(): string {
  const code = randomBytes(32)
    .toString('base64')
    .replaceAll(/[^A-Za-z0-9]/g, '');
  return code.slice(0, 22).padEnd(22, 'A');
}

/** Whether a JID names a group. */
export function isGroupJid(jid: string | undefined): boolean {
  return parseJid(jid)?.server === GROUP_SERVER;
}

/** All groups of the server. */
export class Groups {
  private readonly byId = new Map<string, Group>();

  constructor(private readonly stateFile: StateFile) {
    for (const [, value] of stateFile.entries('group/')) {
      const group = Group.restore(stateFile, value);
      this.byId.set(group.id, group);
    }
  }

  get all(): Group[] {
    return [...this.byId.values()];
  }

  /** @returns undefined for other JIDs and unknown groups */
  find(jid: string | undefined): Group | undefined {
    const parsed = parseJid(jid);
    return parsed?.server === GROUP_SERVER ? this.byId.get(parsed.user) : undefined;
  }

  /** The groups that a phone is a member of. */
  of(phone: string): Group[] {
    return this.all.filter((group) => group.has(phone));
  }

  /** The community of a group; undefined if it is in none. */
  communityOf(group: Group): Group | undefined {
    return group.place && this.byId.get(group.place.id);
  }

  /** The groups in a community, that for its announcements first. */
  inside(community: Group): Group[] {
    return this.all.filter(({ place }) => place?.id === community.id);
  }

  /** The community and its group for announcements, which contain everybody who is in `group`, without `group` itself. */
  around(group: Group): Group[] {
    const community = group.community ? group : this.communityOf(group);
    if (!community) return [];
    const announcements = this.inside(community).filter(({ place }) => place?.kind === 'announcements');
    return [community, ...announcements].filter((each) => each !== group);
  }

  /** The group of an invite code, which may have been revoked. */
  byCode(code: string): { group: Group; revoked: boolean } | undefined {
    for (const group of this.byId.values()) {
      if (group.inviteCode === code) return { group, revoked: false };
      if (group.revokedCodes.has(code)) return { group, revoked: true };
    }
    return undefined;
  }

  /** The group of a personal invitation for a phone. */
  invitedBy(code: string, phone: string): Group | undefined {
    return this.all.find((group) => group.invitations.get(code)?.phone === phone);
  }

  /** Removes a group for good. */
  remove(group: Group): void {
    this.byId.delete(group.id);
    this.stateFile.delete(`group/${group.id}`);
  }

  /** Creates a group whose only member is its creator. @param creator phone */
  create(creator: string, subject: string, addressing: Addressing): Group {
    let id = freshId();
    while (this.byId.has(id)) id = freshId();
    const creation = nowSeconds();
    const inviteCode = freshCode();
    const group = new Group(this.stateFile, { id, addressing, creator, creation, subject, inviteCode });
    group.members.set(creator, 'superadmin');
    this.byId.set(id, group);
    group.save();
    return group;
  }
}
