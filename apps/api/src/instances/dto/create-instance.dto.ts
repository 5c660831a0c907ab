import type { EventSelector } from '#libs/events';
import { Metadata } from '../../common/metadata.field.js';
import { LONGEST_PROXY_URL, proxyFault } from '#libs/outbound';
import { Phone } from '../../common/phone.field.js';
import { InstanceId } from '../../common/instance.params.dto.js';
import { WebhookEvents, WebhookUrl } from '../../common/webhook.fields.js';
import {
  AUTO_READ,
  type AutoReadSetting,
  CALL_EXCEPTIONS,
  type CallException,
  textFault,
} from '#libs/whatsapp';
import { Choice, Choices, Count, Field, Flag } from '../../http/fields.js';

/** The pace of an instance. */
function SendRate(): PropertyDecorator {
  return Count({
    min: 0,
    max: 6000,
    optional: true,
    nullable: true,
    description:
      'Largest number of messages that are sent per minute; 0: no limit. Messages that exceed it are not refused: they wait. null, and the default of a new instance: the setting of the server, `SEND_RATE_PER_MINUTE`.',
    example: 20,
  });
}

/** The longest text that rejected callers get, in characters. */
const LONGEST_CALL_TEXT = 1000;

function callTextFault(value: unknown): string | undefined {
  const tooLong = typeof value === 'string' && value.length > LONGEST_CALL_TEXT;
  return tooLong ? `must have at most ${LONGEST_CALL_TEXT} characters` : textFault(value);
}

/** Whose messages are marked as read. */
function AutoReads(): PropertyDecorator {
  return Choice(AUTO_READ, {
    optional: true,
    description:
      'Whose messages are marked as read as soon as they are recorded: those of `all`, of `people`, or in `groups`. Default of a new instance: `none`.',
    example: 'people',
  });
}

/** The proxy of an instance. */
function ProxyUrl(): PropertyDecorator {
  return Field(proxyFault, {
    optional: true,
    nullable: true,
    type: 'string',
    maxLength: LONGEST_PROXY_URL,
    description:
      'URL of the proxy through which everything goes that the instance exchanges with WhatsApp: `http`, `https`, `socks5` or `socks5h`, with user name and password if needed. null, the default of a new instance: none. A change makes a new connection at once, unless the instance is disconnected.',
    example: 'socks5://user:password@127.0.0.1:1080',
  });
}

/** Whether people see the account typing. */
function ShowsTyping(): PropertyDecorator {
  return Flag({
    optional: true,
    description:
      'Whether people see the account typing before its texts and captions, and recording before its voice messages. A message leaves up to 8 seconds later then. Default of a new instance: false.',
    example: true,
  });
}

/** Changes to an instance: at least one of them. */
export class UpdateInstanceDto {
  @SendRate()
  sendRatePerMinute?: number | null;

  @AutoReads()
  autoRead?: AutoReadSetting;

  @ProxyUrl()
  proxy?: string | null;

  @ShowsTyping()
  typing?: boolean;

  /** Whether calls are rejected when they come in. */
  @Flag({ optional: true, example: true })
  rejectCalls?: boolean;

  /** Text that rejected callers get, at most once an hour each; null: none. */
  @Field(callTextFault, {
    type: 'string',
    optional: true,
    nullable: true,
    minLength: 1,
    maxLength: LONGEST_CALL_TEXT,
    example: 'This number takes no calls. Please write.',
  })
  rejectCallsText?: string | null;

  /** Calls that are not rejected: those of `contacts` (people in the address book), and those in `groups`. */
  @Choices(CALL_EXCEPTIONS, { optional: true, example: ['contacts'] })
  rejectCallsExcept?: CallException[];

  /**
   * What you note about the instance: texts by key. It replaces all that was noted before; `{}` removes it. Events that happened
   * before keep what was noted at their time.
   */
  @Metadata()
  metadata?: Record<string, string>;
}

export class CreateInstanceDto {
  /**
   * Id of your choice: 1 to 64 letters, digits, `-` or `_`, beginning with a letter or digit.
   * @example my-bot-1
   */
  @InstanceId()
  instanceId: string;

  /**
   * URL that receives the instance's events: http or https, without a user name or password. null, the default: events
   * are only kept in the event log.
   * @example https://example.com/webhook
   */
  @WebhookUrl()
  webhookUrl?: string | null;

  /**
   * The events to deliver. Default, and the meaning of `*`: all events, except those about the status and channels, which have
   * to be asked for by name: `["*", "status_post"]`.
   */
  @WebhookEvents({ example: ['message', 'qr', 'ready', 'disconnected'] })
  webhookEvents?: EventSelector[];

  /** Whether events are delivered to `webhookUrl`. */
  @Flag({ optional: true, default: true })
  webhookEnabled?: boolean;

  /**
   * Phone number of the only account that may be linked, with country code. Another account that scans the QR code is
   * unlinked at once. null, the default: any account.
   */
  @Phone({ optional: true, nullable: true, example: '628111111111' })
  phone?: string | null;

  @SendRate()
  sendRatePerMinute?: number | null;

  @AutoReads()
  autoRead?: AutoReadSetting;

  @ProxyUrl()
  proxy?: string | null;

  @ShowsTyping()
  typing?: boolean;

  /** What you note about the instance: texts by key. Every event of the instance contains it. */
  @Metadata()
  metadata?: Record<string, string>;
}
