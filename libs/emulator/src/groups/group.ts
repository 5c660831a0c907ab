import { Fields } from '../state/fields.js';
import type { StateFile, Json } from '../state/state-file.js';
import type { Addressing } from '../wire/jid.js';

export const GROUP_SERVER = 'g.us';

const ADDRESSINGS = ['pn', 'lid'] as const;
const ROLES = ['superadmin', 'admin', 'member'] as const;

/** The creator is the superadmin: nobody can remove or demote them. */
export type GroupRole = (typeof ROLES)[number];

export const MEMBER_ADD_MODES = ['admin_add', 'all_member_add'] as const;
/** Who may add people. */
export type MemberAddMode = (typeof MEMBER_ADD_MODES)[number];

/** Something that was said about the group, by whom (phone) and when (seconds). */
export interface Said {
  text: string;
  by: string;
  at: number;
}

export interface GroupDescription extends Said {
  /** Chosen by whoever wrote it; the next change has to name it. */
  id: string;
}

/** How somebody came to ask whether they may join. */
const REQUEST_METHODS = ['invite_link'] as const;

/** Somebody who waits to be let in. */
export interface JoinRequest {
  method: (typeof REQUEST_METHODS)[number];
  /** Seconds. */
  at: number;
}

/** A personal invitation to somebody who does not let others add them. */
export interface Invitation {
  code: string;
  /** Phone of the invited. */
  phone: string;
  /** Phone of whoever wanted to add them. */
  by: string;
  /** Seconds since the epoch. */
  expiration: number;
}

export interface GroupPicture {
  id: string;
  /** Where it lies on the media server. */
  path: string;
}

/** What a group is at its start. */
export interface GroupOrigin {
  /** Digits; the JID's user. */
  id: string;
  /** How its members are named on the wire. */
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

/** A group as the server knows it. Members are phones; how they are named follows from the addressing. */
export class Group {
  readonly id: string;
  readonly addressing: Addressing;
  readonly creator: string;
  readonly creation: number;
  subject: Said;
  description: GroupDescription | undefined;
  /** In the order in which they came. */
  readonly members = new Map<string, GroupRole>();
  /** Only admins write. */
  announce = false;
  /** Only admins change subject, description and picture. */
  locked = false;
  memberAddMode: MemberAddMode = 'all_member_add';
  /** Who comes by the invite link has to be let in by an admin. */
  joinApproval = false;
  /** Seconds after which messages disappear; 0 is never. */
  ephemeral = 0;
  inviteCode: string;
  /** Codes that were valid once. */
  readonly revokedCodes = new Set<string>();
  /** By phone. */
  readonly requests = new Map<string, JoinRequest>();
  /** By code. */
  readonly invitations = new Map<string, Invitation>();
  picture: GroupPicture | undefined;

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

  /** Reads back what `save` wrote. */
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

  get admins(): string[] {
    return [...this.members.keys()].filter((phone) => this.isAdmin(phone));
  }

  save(): void {
    this.stateFile.put(`group/${this.id}`, () => this.json());
  }

  private readPeople(fields: Fields): void {
    for (const member of fields.records('members'))
      this.members.set(member.text('phone'), member.oneOf('role', ROLES));
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
      inviteCode: this.inviteCode,
      revokedCodes: [...this.revokedCodes],
      requests: [...this.requests].map(([phone, request]) => ({ phone, ...request })),
      invitations: [...this.invitations.values()].map((invitation) => ({ ...invitation })),
      picture: this.picture && { ...this.picture },
    };
  }
}
