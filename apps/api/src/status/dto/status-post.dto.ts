import { ApiProperty, OmitType } from '@nestjs/swagger';
import { StatusPostPayload } from '#libs/events';
import { type ForeignPost, type OwnPost, personFault, type Viewer } from '#libs/whatsapp';
import { emojiFault } from '../../common/emoji.js';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { PageQuery } from '../../common/page.query.dto.js';
import { iso } from '../../common/times.js';
import { Field, Identifier } from '../../http/fields.js';
import { MessageParams } from '../../common/message.params.dto.js';
import { SendResultDto } from '../../common/send-result.dto.js';

const STATES = ['pending', 'sent'] as const;

/** A status post of the account. */
export class OwnStatusPostDto extends StatusPostPayload {
  /** `sent`: WhatsApp's server has it. `pending`: it was sent but is not acknowledged yet. */
  @ApiProperty({ enum: STATES, example: 'sent' })
  status: (typeof STATES)[number];

  /** The `clientReference` of the request that posted it. */
  clientReference?: string;

  /** When WhatsApp stops showing it. */
  @ApiProperty({ format: 'date-time' })
  expiresAt: string;

  /** How many people it is for. Absent if it was posted on the phone, or on another linked device. */
  @ApiProperty({ type: 'integer', minimum: 1, required: false, example: 12 })
  recipients?: number;

  /** How many people have viewed it, of those who let others see that. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 3 })
  views: number;

  static of({
    expiresAt,
    status,
    deletedAt: _d,
    editedAt: _e,
    error: _r,
    serverId: _s,
    ...post
  }: OwnPost): OwnStatusPostDto {
    return { ...post, status: status === 'pending' ? 'pending' : 'sent', expiresAt: iso(expiresAt) };
  }
}

export class OwnStatusPostsDto {
  /** Newest first. */
  posts: OwnStatusPostDto[];

  /** Pass it as `cursor` to get the next page; absent on the last page. */
  nextCursor?: string;
}

/** A status post of somebody else. */
export class ContactStatusPostDto extends StatusPostPayload {
  /** When WhatsApp stops showing it. */
  @ApiProperty({ format: 'date-time' })
  expiresAt: string;

  /** When the account viewed it. Absent if it did not. */
  @ApiProperty({ format: 'date-time', required: false })
  viewedAt?: string;

  /** Whether the account has muted the posts of this person. */
  muted: boolean;

  static of({
    expiresAt,
    viewedAt,
    status: _s,
    deletedAt: _d,
    editedAt: _e,
    error: _r,
    serverId: _n,
    clientReference: _c,
    ...post
  }: ForeignPost): ContactStatusPostDto {
    return { ...post, expiresAt: iso(expiresAt), ...(viewedAt !== undefined && { viewedAt: iso(viewedAt) }) };
  }
}

export class ContactStatusPostsDto {
  /** Newest first. */
  posts: ContactStatusPostDto[];

  /** Pass it as `cursor` to get the next page; absent on the last page. */
  nextCursor?: string;
}

/** Somebody who viewed a status post of the account. */
export class StatusViewerDto {
  /**
   * JID of the person (a LID only while the phone is unknown).
   * @example 6281234567890@s.whatsapp.net
   */
  jid: string;

  /** Phone number in digits. Absent if it is unknown. */
  @ApiProperty({ example: '6281234567890', required: false })
  phone?: string;

  /** When they viewed it for the first time. */
  @ApiProperty({ format: 'date-time' })
  viewedAt: string;

  static of({ at, ...viewer }: Viewer): StatusViewerDto {
    return { ...viewer, viewedAt: iso(at) };
  }
}

export class StatusViewersDto {
  /** Sorted by JID. */
  viewers: StatusViewerDto[];

  /** Pass it as `cursor` to get the next page; absent on the last page. */
  nextCursor?: string;
}

function Author(): PropertyDecorator {
  return Identifier({ optional: true, judge: personFault, example: '6281234567890' });
}

/** Names the author of a post whose id is ambiguous. */
export class PostAuthorQuery {
  /** The author: a phone number with country code, or a JID. Needed only if several people have a post with this id. */
  @Author()
  author?: string;
}

/** Selects a page of the posts of others. */
export class ContactPostsQuery extends PageQuery {
  /** Only the posts of this person: a phone number with country code, or a JID. */
  @Author()
  author?: string;
}

/** The status post that a path names. */
export class StatusPostParams extends MessageParams {}

/** The person whose posts are muted. */
export class StatusMuteParams extends InstanceParams {
  /**
   * The person: a phone number with country code, or a JID.
   * @example 6281234567890
   */
  @Field(personFault)
  jid: string;
}

export class ReactToStatusDto {
  /** One emoji. An empty string removes the reaction. */
  @Field(emojiFault, { example: '💚' })
  emoji: string;

  /** The author of the post: a phone number with country code, or a JID. Needed only if several people have a post with this id. */
  @Author()
  author?: string;
}

/** How far a change of a status post got while the caller waited. */
export class StatusChangeResultDto extends OmitType(SendResultDto, ['serverId']) {
  /**
   * Id of the change itself, which is the `messageId` of `message_status` events about it.
   * @example 3EB07A1C9D4E5F60718293
   */
  operationId?: string;
}

export class StatusViewDto {
  /**
   * Id of the post.
   * @example 3EB0C431C26A1916E07A
   */
  messageId: string;

  /**
   * JID of its author.
   * @example 6281234567890@s.whatsapp.net
   */
  participant: string;

  /** Whether the author can see that the account viewed it. false if the privacy settings of the account turn read receipts off. */
  authorTold: boolean;
}

/** Whether the posts of somebody are muted now. */
export class StatusMuteDto {
  /**
   * JID of the person.
   * @example 6281234567890@s.whatsapp.net
   */
  jid: string;

  /** Whether their posts are muted. */
  muted: boolean;
}
