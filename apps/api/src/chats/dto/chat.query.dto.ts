import { PageQuery } from '../../common/page.query.dto.js';
import { Choice, Pattern, Text } from '../../http/fields.js';

const LONGEST_SEARCH = 100;
const FLAG = ['true', 'false'] as const;
type Flag = (typeof FLAG)[number];

/** Selects chats. Without a condition, all chats are listed. */
export class ChatsQuery extends PageQuery {
  /** `true`: archived chats only. `false`: all others. */
  @Choice(FLAG, { optional: true })
  archived?: Flag;

  /** `true`: pinned chats only. `false`: all others. */
  @Choice(FLAG, { optional: true })
  pinned?: Flag;

  /** `true`: muted chats only. `false`: all others. */
  @Choice(FLAG, { optional: true })
  muted?: Flag;

  /** `true`: chats with unread messages, or marked as unread, only. `false`: all others. */
  @Choice(FLAG, { optional: true })
  unread?: Flag;

  /** Id of a label that the chats have. */
  @Pattern(/^[\w-]{1,64}$/, 'must be the id of a label', { optional: true })
  label?: string;

  /** A part of the name or of the JID. Upper and lower case do not matter, nor do accents of Latin letters. */
  @Text({ max: LONGEST_SEARCH, optional: true })
  search?: string;
}
