import { ApiProperty } from '@nestjs/swagger';
import { ChannelPostPayload } from '#libs/events';
import type { PostView } from '#libs/whatsapp';
import { iso } from '../../common/times.js';
import { emojiFault } from '../../common/emoji.js';
import { PollChoice } from '../../common/poll-choice.field.js';
import { Field } from '../../http/fields.js';

/** How often an emoji was chosen. */
export class ReactionCountDto {
  /**
   * The emoji.
   * @example 👍
   */
  emoji: string;

  /** How many people chose it. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 3 })
  count: number;
}

/** How often an option of a poll was chosen. */
export class VoteCountDto {
  /**
   * The option.
   * @example Monday
   */
  option: string;

  /** How many people chose it. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 7 })
  count: number;
}

/** A post of a channel, with the fields of the `channel_post` event and what WhatsApp has counted. */
export class ChannelPostDto extends ChannelPostPayload {
  /** Whether the post was deleted. Its content is no longer shown. */
  deleted: boolean;

  /** When the post was last edited. */
  @ApiProperty({ format: 'date-time', required: false })
  editedAt?: string;

  /** How often the post was viewed. Absent if WhatsApp does not report it, which it does to admins only. */
  @ApiProperty({ type: 'integer', minimum: 0, required: false })
  views?: number;

  /** How often the post was forwarded. Absent if it never was. */
  @ApiProperty({ type: 'integer', minimum: 0, required: false })
  forwards?: number;

  /** The reactions, by emoji. */
  reactions: ReactionCountDto[];

  /** The votes for each option; present only if the post is a poll. */
  @ApiProperty({ type: [VoteCountDto], required: false })
  votes?: VoteCountDto[];

  static of({ editedAt, ...post }: PostView): ChannelPostDto {
    return { ...post, ...(editedAt !== undefined && { editedAt: iso(editedAt) }) };
  }
}

export class ChannelPostsPageDto {
  /** Newest first. */
  posts: ChannelPostDto[];

  /** Pass it as `cursor` to get the next page; absent on the last page. */
  nextCursor?: string;
}

export class ReactToPostDto {
  /** One emoji. An empty string removes the reaction. */
  @Field(emojiFault, { example: '👍' })
  emoji: string;
}

export class VoteInPostDto {
  /**
   * The options to choose, as the poll has them: at most as many as it allows. These replace an earlier vote; an empty list
   * withdraws it.
   */
  @PollChoice()
  options: string[];
}

/** The vote of the account in a poll of a channel. */
export class PostVoteDto {
  /**
   * JID of the channel.
   * @example 120363144038483540@newsletter
   */
  jid: string;

  /** Number of the post in its channel. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 100 })
  serverId: number;

  /**
   * The options that are chosen now.
   * @example ["Monday"]
   */
  options: string[];
}

/** The reaction of the account to a post. */
export class PostReactionDto {
  /**
   * JID of the channel.
   * @example 120363144038483540@newsletter
   */
  jid: string;

  /** Number of the post in its channel. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 100 })
  serverId: number;

  /** The emoji; empty if the reaction was removed. */
  emoji: string;
}
