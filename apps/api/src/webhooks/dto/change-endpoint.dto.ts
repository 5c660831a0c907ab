import { LIMITS } from '#libs/config';
import {
  type EventSelector,
  MESSAGE_TYPES,
  type MessageType,
  PAYLOAD_FORMATS,
  type PayloadFormat,
} from '#libs/events';
import { CHAT_KINDS, type ChatKind } from '#libs/storage';
import { destinationFault } from '#libs/whatsapp';
import { LONGEST_GRACE_S, USUAL_GRACE_S } from '../../common/grace.js';
import { addressList, LONGEST_ADDRESS, LONGEST_URL, webUrl } from '../../common/judges.js';
import { WebhookEvents, WebhookUrl } from '../../common/webhook.fields.js';
import { Choice, Choices, Count, Field, Flag, Part, Pattern, Text } from '../../http/fields.js';
import { EndpointName } from './endpoint.params.dto.js';
import { ExtraHeaders } from './extra-headers.js';
import { FORMAT_MEANINGS, ORDER_MEANINGS, ORDERS } from './update-webhook.dto.js';

/** Far longer than a receiver should take. */
const LONGEST_TIMEOUT_MS = 120_000;
const LONGEST_REASON = 200;
/** What libraries for Standard Webhooks would take for something else begins with `whsec_`. */
const SECRET = /^(?!whsec_)[\x21-\x7e]{16,256}$/;

/** The secret of an endpoint. */
function Secret(): PropertyDecorator {
  return Pattern(SECRET, 'must be 16 to 256 visible ASCII characters, and not begin with whsec_', {
    optional: true,
    description:
      'The secret that signs the requests: 16 to 256 visible ASCII characters, not beginning with `whsec_`. Default: a random one of 256 bits.',
    minLength: 16,
    maxLength: 256,
    example: 'b9XxwTg1n8Vq2m6R',
  });
}

/** Which of the events that an endpoint selects it gets: those that fit everything that is given. */
export class EndpointFilterDto {
  /**
   * Events of chats with one person, or of groups; status posts and channels are neither. Events that belong to no chat, such as
   * `ready`, are always delivered.
   */
  @Choice(CHAT_KINDS, { optional: true, default: 'all' })
  chats?: ChatKind;

  /**
   * Events of these chats: phone numbers, or JIDs of people, groups and channels. It does not matter whether you name the phone
   * number or the LID of a person. Events that belong to no chat are always delivered.
   */
  @Field(addressList(destinationFault, { max: LIMITS.endpointChats, of: 'phone numbers or JIDs' }), {
    optional: true,
    type: [String],
    minItems: 1,
    maxItems: LIMITS.endpointChats,
    maxLength: LONGEST_ADDRESS,
    example: ['6281234567890@s.whatsapp.net'],
  })
  chatIds?: string[];

  /**
   * true: events about what the account itself did; false: those about what others did. Events that have no `fromMe` are always
   * delivered.
   */
  @Flag({ optional: true })
  fromMe?: boolean;

  /** Messages and posts of these types. Events that are no messages are always delivered. */
  @Choices(MESSAGE_TYPES, { optional: true, notEmpty: true, example: ['text', 'image'] })
  types?: MessageType[];
}

/** What can be set of an endpoint, new or not. */
class EndpointSettings {
  /**
   * The events to deliver. null or `*`: all events, except those about the status and channels, which have to be asked for by
   * name: `["*", "status_post"]`.
   */
  @WebhookEvents({ nullable: true, example: ['message', 'ready'] })
  events?: EventSelector[] | null;

  /** Which of these events are delivered, decided when they happen. null: all of them. A filter replaces the one before. */
  @Part(EndpointFilterDto, { optional: true, nullable: true, example: { chats: 'people', fromMe: false } })
  filter?: EndpointFilterDto | null;

  /** Whether events are delivered. Those that happen while it is false are not delivered later; pause the endpoint for that. */
  @Flag({ optional: true })
  enabled?: boolean;

  @Choice(ORDERS, { optional: true, description: ORDER_MEANINGS })
  order?: 'chat' | 'strict';

  /** Headers to add to every request. They replace all headers that were set before, and are never shown. */
  @ExtraHeaders()
  headers?: Record<string, string>;

  @Choice(PAYLOAD_FORMATS, { optional: true, description: FORMAT_MEANINGS })
  format?: PayloadFormat;

  /** Largest number of requests at a time. null: 8. One at a time with the order `strict`. */
  @Count({ min: 1, max: LIMITS.endpointConcurrency, optional: true, nullable: true, example: 4 })
  concurrency?: number | null;

  /** How long the receiver may take to answer, in milliseconds. null: `WEBHOOK_TIMEOUT_MS`. */
  @Count({ min: 100, max: LONGEST_TIMEOUT_MS, optional: true, nullable: true, example: 5000 })
  timeoutMs?: number | null;
}

/** A new endpoint. */
export class CreateEndpointDto extends EndpointSettings {
  @EndpointName()
  name: string;

  /**
   * URL that receives the events: http or https, without a user name or password.
   * @example https://example.com/crm
   */
  @Field(webUrl, { type: 'string', format: 'uri', maxLength: LONGEST_URL })
  url: string;

  @Secret()
  secret?: string;
}

/** Changes of an endpoint: at least one of them. */
export class UpdateEndpointDto extends EndpointSettings {
  /**
   * URL that receives the events: http or https, without a user name or password. null removes it.
   * @example https://example.com/crm
   */
  @WebhookUrl()
  url?: string | null;
}

export class PauseEndpointDto {
  /** Why, for people: it is shown with the endpoint. */
  @Text({ max: LONGEST_REASON, optional: true, example: 'The CRM is being moved' })
  reason?: string;
}

export class RotateSecretDto {
  @Secret()
  secret?: string;

  /** How long requests are signed with the secret until now, too, in seconds; 0: not at all. */
  @Count({ min: 0, max: LONGEST_GRACE_S, optional: true, default: USUAL_GRACE_S, example: 3600 })
  graceSeconds?: number;
}
