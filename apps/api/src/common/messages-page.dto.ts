import { ApiProperty } from '@nestjs/swagger';
import type { FoundMessage, FoundMessages } from '#libs/whatsapp';
import { cursorOf } from '../http/cursor.js';
import { MessageDto } from './message.dto.js';
import { positionOf } from './messages.query.dto.js';

/** A part of a text, in UTF-16 code units, as JavaScript counts them. */
export class HighlightDto {
  /** Where it begins: the number of UTF-16 code units before it. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  start: number;

  /** How long it is, in UTF-16 code units. */
  @ApiProperty({ type: 'integer', minimum: 1 })
  length: number;
}

/** The part of a message in which the words of a search are. */
export class SnippetDto {
  /**
   * At most 162 characters; `…` stands for what is left out.
   * @example Your invoice is attached
   */
  text: string;

  /** Where the words are in `text`. */
  highlights: HighlightDto[];
}

/** A message that was selected. */
export class FoundMessageDto extends MessageDto {
  /** Where the words are; only in answers to a `search`. */
  snippet?: SnippetDto;

  static override of({ snippet, ...message }: FoundMessage): FoundMessageDto {
    return { ...MessageDto.of(message), ...(snippet && { snippet }) };
  }
}

export class MessagesPageDto {
  /** Sorted by time, newest first. */
  messages: FoundMessageDto[];

  /** Pass it as `cursor` to get the next page; absent on the last page. */
  nextCursor?: string;

  /**
   * True while messages that an earlier version of the server has stored are still being indexed: some of them may be missing.
   * Absent otherwise.
   */
  @ApiProperty({ enum: [true], required: false })
  indexing?: boolean;

  static of({ messages, next, indexing }: FoundMessages): MessagesPageDto {
    return {
      messages: messages.map((message) => FoundMessageDto.of(message)),
      nextCursor: next && cursorOf(positionOf(next)),
      indexing,
    };
  }
}
