import { epochMs } from '#libs/observability';
import { LIMITS } from '#libs/config';
import { destinationFault, type Outgoing, personFault, recipientFault, type Schedule } from '#libs/whatsapp';
import { notBefore } from './judges.js';
import { Flag, Identifier, Identifiers, type Judge, Text, Time } from '../http/fields.js';

const MOST_MENTIONS = 1024;
const FARTHEST_DAYS = 366;
const FARTHEST_MS = FARTHEST_DAYS * 24 * 60 * 60 * 1000;
/** How long a message may wait for a connection if the request does not say. */
const USUAL_WAIT_MS = 60 * 60 * 1000;

const withinAYear: Judge = (value) =>
  Date.parse(String(value)) - epochMs() > FARTHEST_MS
    ? `must be within the next ${FARTHEST_DAYS} days`
    : undefined;

const persons: Judge = (value) =>
  [value]
    .flat()
    .map(personFault)
    .find((fault) => fault !== undefined);

/** Classes of messages that can also be posted in a channel have this static property. */
const POSTABLE = 'postable';

const recipient: Judge = (value, body) =>
  Reflect.get(body.constructor, POSTABLE) === true ? destinationFault(value) : recipientFault(value);

/** The fields of every message, whatever its kind. */
export class OutgoingDto {
  /**
   * The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also
   * be posted in a channel, by its JID.
   * @example 6281234567890
   */
  @Identifier({ judge: recipient })
  to: string;

  /** Id of the message to reply to. */
  @Identifier({ max: LIMITS.idBytes, optional: true })
  quotedMessageId?: string;

  /**
   * The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains
   * `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
   */
  @Identifiers({ max: MOST_MENTIONS, optional: true, judge: persons })
  mentions?: string[];

  /** Mention all members of the group, as `@all` does on phones. Only for groups. Default: false. */
  @Flag({ optional: true })
  mentionsAll?: boolean;

  /**
   * Your own name for the message. The message and its `message_status` events carry it.
   * @example order-1742
   */
  @Text({ max: 128, optional: true })
  clientReference?: string;

  /** When to send the message, at most 366 days ahead. A time in the past means now, which is also the default. */
  @Time({ optional: true, judge: withinAYear })
  sendAt?: string;

  @Time({
    optional: true,
    judge: notBefore('sendAt'),
    description:
      'Until when the message may wait if the instance is not connected at `sendAt`, which is required with it. Default: one hour after `sendAt`. If both times are equal, the message does not wait.',
  })
  sendBy?: string;
}

/** The fields of a message that is to be sent. */
export type OutgoingFields = Outgoing & Pick<OutgoingDto, 'sendAt' | 'sendBy'>;

/** When a request wants its message to be sent; undefined: now. */
export function scheduleIn({ sendAt, sendBy }: Pick<OutgoingDto, 'sendAt' | 'sendBy'>): Schedule | undefined {
  if (sendAt === undefined) return undefined;
  const at = Date.parse(sendAt);
  return { sendAt: at, sendBy: sendBy === undefined ? at + USUAL_WAIT_MS : Date.parse(sendBy) };
}
