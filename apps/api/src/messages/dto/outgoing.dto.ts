import { personFault, recipientFault, type Schedule } from '#libs/whatsapp';
import { notBefore } from '../../common/judges.js';
import { Identifier, Identifiers, type Judge, Text, Time } from '../../http/fields.js';

const MOST_MENTIONS = 1024;
const FARTHEST_DAYS = 366;
const FARTHEST_MS = FARTHEST_DAYS * 24 * 60 * 60 * 1000;
/** How long a message may wait for a connection unless its sender says otherwise. */
const USUAL_WAIT_MS = 60 * 60 * 1000;

const withinAYear: Judge = (value) =>
  Date.parse(String(value)) - Date.now() > FARTHEST_MS
    ? `must be within the next ${FARTHEST_DAYS} days`
    : undefined;

const persons: Judge = (value) =>
  [value]
    .flat()
    .map(personFault)
    .find((fault) => fault !== undefined);

/** What every message may say, whatever it is. */
export class OutgoingDto {
  /**
   * The recipient: a phone number with country code, or a JID
   * @example 6281234567890
   */
  @Identifier({ judge: recipientFault })
  to: string;

  /** Id of the message that is answered */
  @Identifier({ optional: true })
  quotedMessageId?: string;

  /** Phone numbers or JIDs of who is mentioned; the text names each as `@` and its number */
  @Identifiers({ max: MOST_MENTIONS, optional: true, judge: persons })
  mentions?: string[];

  /**
   * A name of yours for it: `message_status` events and the message itself carry it
   * @example order-1742
   */
  @Text({ max: 128, optional: true })
  clientReference?: string;

  /** When to send it, up to a year ahead; now, when it is absent or past */
  @Time({ optional: true, judge: withinAYear })
  sendAt?: string;

  @Time({
    optional: true,
    judge: notBefore('sendAt'),
    description:
      'Until when it may be sent when the instance is not connected at `sendAt`: an hour later unless given. The same time: not later at all',
  })
  sendBy?: string;
}

/** When a message is to be sent; undefined: now. */
export function scheduleIn({ sendAt, sendBy }: Pick<OutgoingDto, 'sendAt' | 'sendBy'>): Schedule | undefined {
  if (sendAt === undefined) return undefined;
  const at = Date.parse(sendAt);
  return { sendAt: at, sendBy: sendBy === undefined ? at + USUAL_WAIT_MS : Date.parse(sendBy) };
}
