import { Fields } from '../state/fields.js';
import type { StateFile, Json } from '../state/state-file.js';
import type { Addressing } from '../wire/jid.js';

export const GROUP_SERVER = 'g.us';

const ADDRESSINGS = ['pn', 'lid'] as const;
const ROLES = ['superadmin', 'admin', 'member'] as const;

/** The creator is the superadmin, who cannot be removed or demoted. */
export type GroupRole = (typeof ROLES)[number];

export const MEMBER_ADD_MODES = ['admin_add', 'all_member_add'] as const;
/** Who may add people. */
export type MemberAddMode = (typeof MEMBER_ADD_MODES)[number];

/** A subject or description, with its author (phone) and time (seconds). */
export interface Said {
  text: string;
  by: string;
  at: number;
}

export interface GroupDescription extends Said {
  /** Chosen by the author; the next change has to name it. */
  id: string;
}

/** How a person asked to join. */
const REQUEST_METHODS = ['invite_link', 'linked_group_join'] as const;

/** A pending request to join. */
export interface JoinRequest {
  method: (typeof REQUEST_METHODS)[number];
  /** Seconds. */
  at: number;
}

/** A personal invitation for a person whom others cannot add. */
export interface Invitation {
  code: string;
  /** Phone of the invited person. */
  phone: string;
  /** Phone of the person who tried to add them. */
  by: string;
  /** Seconds since the epoch. */
  expiration: number;
}

const PLACES = ['announcements', 'general', 'group'] as const;

/** The place of a group in a community. */
export interface CommunityPlace {
  /** Digits; the user of the community's JID. */
  id: string;
  /** `announcements` and `general` are groups that the server makes together with the community. */
  kind: (typeof PLACES)[number];
}

/** What makes a group a community, which has no messages of its own. */
export interface CommunityTraits {
  /** Whether WhatsApp's apps call it closed: people ask to join. */
  closed: boolean;
  /** Whether members who are not admins may put groups into it. */
  membersAddGroups: boolean;
}

export interface GroupPicture {
  id: string;
  /** Path on the media server. */
  path: string;
}

/** What a member calls their role. */
export interface MemberLabel {
  text: string;
  /** Seconds. */
  at: number;
}

/** What a group is created with. */
export interface GroupOrigin {
  /** Digits; the user of the JID. */
  id: string;
  /** Whether the wire names members by phone number or LID. */
  addressing: Addressing;
  /** Phone. */
  creator: string;
  /** Seconds. */
  creation: number;
  subject: string;
  inviteCode: string;
}

function readSaid(fields: Fields): Said {
  return { text: fields.text('text'), by: fields.text('by'), at: fields.integer('at') };
}

/** A group on the server. Members are kept by phone number; the addressing decides how the wire names them. */
export class Group {
  readonly id: string;
  addressing: Addressing;
  readonly creator: string;
  readonly creation: number;
  subject: Said;
  description: GroupDescription | undefined;
  /** By phone, in the order in which they joined. */
  readonly members = new Map<string, GroupRole>();
  /** Whether only admins can send messages. */
  announce = false;
  /** Whether only admins can change subject, description and picture. */
  locked = false;
  memberAddMode: MemberAddMode = 'all_member_add';
  /** Whether an admin has to approve people who join by the invite link. */
  joinApproval = false;
  /** Seconds after which messages disappear; 0 means never. */
  ephemeral = 0;
  /** Whether WhatsApp has suspended it: nobody can send messages. */
  suspended = false;
  /** Set for a community. */
  community: CommunityTraits | undefined;
  /** Set for a group in a community. */
  place: CommunityPlace | undefined;
  /** Counts the changes of members and roles. */
  membersVersion = 1;
  inviteCode: string;
  /** Former invite codes. */
  readonly revokedCodes = new Set<string>();
  /** By phone. */
  readonly requests = new Map<string, JoinRequest>();
  /** By code. */
  readonly invitations = new Map<string, Invitation>();
  picture: GroupPicture | undefined;
  /** What members call their roles, by phone. Their phones say so to each other; the server does not know it. */
  readonly labels = new Map<string, MemberLabel>();

  constructor(
    private readonly stateFile: StateFile,
    { id, addressing, creator, creation, subject, inviteCode }: GroupOrigin,
  ) {
    this.id = id;
    this.addressing = addressing;
    this.creator = creator;
    this.creation = creation;
    this.subject = { text: subject, by: creator, at: creation };
    this.inviteCode = inviteCode;
  }

  /** Restores what `save` wrote. */
  static restore(stateFile: StateFile, value: unknown): Group {
    const fields = Fields.of(value, 'group');
    const subject = readSaid(fields.child('subject'));
    const group = new Group(stateFile, {
      id: fields.text('id'),
      addressing: fields.oneOf('addressing', ADDRESSINGS),
      creator: fields.text('creator'),
      creation: fields.integer('creation'),
      subject: subject.text,
      inviteCode: fields.text('inviteCode'),
    });
    group.subject = subject;
    const description = fields.optionalChild('description');
    group.description = description && { ...readSaid(description), id: description.text('id') };
    group.announce = fields.flag('announce');
    group.locked = fields.flag('locked');
    group.memberAddMode = fields.oneOf('memberAddMode', MEMBER_ADD_MODES);
    group.joinApproval = fields.flag('joinApproval');
    group.ephemeral = fields.integer('ephemeral');
    group.membersVersion = fields.optionalInteger('membersVersion') ?? 1;
    group.suspended = fields.optionalFlag('suspended') ?? false;
    const community = fields.optionalChild('community');
    group.community = community && {
      closed: community.flag('closed'),
      membersAddGroups: community.flag('membersAddGroups'),
    };
    const place = fields.optionalChild('place');
    group.place = place && { id: place.text('id'), kind: place.oneOf('kind', PLACES) };
    const picture = fields.optionalChild('picture');
    group.picture = picture && { id: picture.text('id'), path: picture.text('path') };
    group.readPeople(fields);
    return group;
  }

  get jid(): string {
    return `${this.id}@${GROUP_SERVER}`;
  }

  has(phone: string): boolean {
    return this.members.has(phone);
  }

  isAdmin(phone: string): boolean {
    const role = this.members.get(phone);
    return role === 'admin' || role === 'superadmin';
  }

  /** Whether it is a community, or the group for its announcements: WhatsApp fixes what anybody may do there. */
  get isFixed(): boolean {
    return this.community !== undefined || this.place?.kind === 'announcements';
  }

  get admins(): string[] {
    return [...this.members.keys()].filter((phone) => this.isAdmin(phone));
  }

  save(): void {
    this.stateFile.put(`group/${this.id}`, () => this.json());
  }

  private readPeople(fields: Fields): void {
    for (const member of fields.records('members'))
      this.members.set(member.text('phone'), member.oneOf('role', ROLES));
    for (const label of fields.records('labels'))
      this.labels.set(label.text('phone'), { text: label.text('text'), at: label.integer('at') });
    for (const code of fields.texts('revokedCodes')) this.revokedCodes.add(code);
    for (const request of fields.records('requests'))
      this.requests.set(request.text('phone'), {
        method: request.oneOf('method', REQUEST_METHODS),
        at: request.integer('at'),
      });
    for (const invitation of fields.records('invitations'))
      this.invitations.set(invitation.text('code'), {
        code: invitation.text('code'),
        phone: invitation.text('phone'),
        by: invitation.text('by'),
        expiration: invitation.integer('expiration'),
      });
  }

  private json(): Json {
    return {
      id: this.id,
      addressing: this.addressing,
      creator: this.creator,
      creation: this.creation,
      subject: { ...this.subject },
      description: this.description && { ...this.description },
      members: [...this.members].map(([phone, role]) => ({ phone, role })),
      announce: this.announce,
      locked: this.locked,
      memberAddMode: this.memberAddMode,
      joinApproval: this.joinApproval,
      ephemeral: this.ephemeral,
      membersVersion: this.membersVersion,
      suspended: this.suspended,
      community: this.community && { ...this.community },
      place: this.place && { ...this.place },
      inviteCode: this.inviteCode,
      labels: [...this.labels].map(([phone, label]) => ({ phone, ...label })),
      revokedCodes: [...this.revokedCodes],
      requests: [...this.requests].map(([phone, request]) => ({ phone, ...request })),
      invitations: [...this.invitations.values()].map((invitation) => ({ ...invitation })),
      picture: this.picture && { ...this.picture },
    };
  }
}
