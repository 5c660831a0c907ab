import { MESSAGE_TYPES, type MessageType } from '#libs/events';
import {
  destinationFault,
  type FilterCursor,
  type MessageFilter,
  personFault,
  searchFault,
} from '#libs/whatsapp';
import { positionIn } from '../http/cursor.js';
import { invalidRequest } from '../http/fault.js';
import { Choice, Field, type Judge, Text, Time } from '../http/fields.js';
import { PageQuery } from './page.query.dto.js';
import { entriesIn } from './query-list.js';

const LONGEST_SEARCH = 200;
const FLAG = ['true', 'false'] as const;
type Flag = (typeof FLAG)[number];

function typesFault(value: unknown): string | undefined {
  const names = entriesIn(value);
  return names.length > 0 && names.every(isType)
    ? undefined
    : `must be a comma-separated list of types: ${MESSAGE_TYPES.join(', ')}`;
}

function isType(name: unknown): name is MessageType {
  return MESSAGE_TYPES.some((type) => type === name);
}

const withoutSearch: Judge = (_pinned, query) =>
  'search' in query && query.search !== undefined ? 'cannot be combined with search' : undefined;

/** Selects messages. Several conditions must all be met. */
class MessagesQuery extends PageQuery {
  /**
   * Words that the message contains: in its text or caption, the name of its file, place or contact, or the options of its
   * poll. Each word finds what begins so; words in double quotes must follow each other. Upper and lower case and accents of
   * Latin letters do not matter.
   */
  @Text({ max: LONGEST_SEARCH, optional: true, judge: searchFault, example: 'invoice' })
  search?: string;

  @Field(personFault, {
    optional: true,
    description: 'The author: a phone number with country code, or a JID.',
  })
  from?: string;

  @Field(typesFault, {
    optional: true,
    description: 'Return only messages of these types, separated by commas.',
    type: 'string',
    example: 'image,video',
  })
  type?: string | string[];

  /** `true`: messages of the account only. `false`: all others. */
  @Choice(FLAG, { optional: true })
  fromMe?: Flag;

  /** `true`: starred messages only. `false`: all others. */
  @Choice(FLAG, { optional: true })
  starred?: Flag;

  /** Return only messages from this time on, to the second. */
  @Time({ optional: true, example: '2026-01-31T09:00:00Z' })
  after?: string;

  /** Return only messages before this time, to the second. */
  @Time({ optional: true, example: '2026-02-28T09:00:00Z' })
  before?: string;
}

/** Selects messages of all chats. */
export class SearchQuery extends MessagesQuery {
  @Field(destinationFault, {
    optional: true,
    description: 'The chat: a phone number with country code, or a JID.',
  })
  chatId?: string;
}

/** Selects messages of a chat. */
export class ChatMessagesQuery extends MessagesQuery {
  /** `true`: only messages that are pinned for everyone now, on one page, the latest pin first. Not with `search`. */
  @Choice(['true'], { optional: true, judge: withoutSearch })
  pinned?: 'true';
}

/** What a query selects, without its chat. */
export function filterIn({
  search,
  from: author,
  type,
  fromMe,
  starred,
  after,
  before,
}: MessagesQuery): MessageFilter {
  const flag = (value: Flag | undefined) => (value === undefined ? undefined : value === 'true');
  return {
    search,
    author,
    types: type === undefined ? undefined : entriesIn(type).filter(isType),
    fromMe: flag(fromMe),
    starred: flag(starred),
    from: after === undefined ? undefined : Date.parse(after),
    until: before === undefined ? undefined : Date.parse(before),
  };
}

/** Marks cursors of a search, which sorts all messages. */
const SEARCH = 'search';

/** @throws ApiFault INVALID_REQUEST naming `cursor` */
export function filterCursorIn({ cursor }: PageQuery): FilterCursor | undefined {
  if (cursor === undefined) return undefined;
  const [at, position] = positionIn(cursor);
  if (typeof position === 'number') return { at, position };
  if (position === SEARCH) return { entry: at };
  throw invalidRequest({
    field: 'cursor',
    reason: 'must be the nextCursor of an earlier page of this list',
  });
}

export function positionOf(cursor: FilterCursor): readonly [number, string | number] {
  return 'entry' in cursor ? [cursor.entry, SEARCH] : [cursor.at, cursor.position];
}
