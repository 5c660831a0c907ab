import { ApiProperty } from '@nestjs/swagger';
import {
  DEFAULT_EVENTS,
  EVENT_SELECTORS,
  type EventSelector,
  PAYLOAD_FORMATS,
  type PayloadFormat,
} from '#libs/events';
import { configOf, GLOBAL_TARGET, type TargetRow } from '#libs/storage';
import { PER_TARGET } from '#libs/webhooks';
import { iso } from '../../common/times.js';
import { FORMAT_MEANINGS, ORDER_MEANINGS, ORDERS } from './update-webhook.dto.js';
import { ENDPOINT_STATES, type EndpointState, stateOf } from './webhook-status.dto.js';

/** What an endpoint gets of the events that it selects. */
export class ShownFilterDto {
  /** `people`: chats with one person. Events that belong to no chat are always delivered. */
  @ApiProperty({ enum: ['all', 'people', 'groups'] })
  chats: 'all' | 'people' | 'groups';

  /** JIDs of chats; absent: of all. Events that belong to no chat are always delivered. */
  @ApiProperty({ type: [String], required: false, example: ['6281234567890@s.whatsapp.net'] })
  chatIds?: string[];

  /** What the account itself did (true), or what others did (false); absent: both. */
  @ApiProperty({ type: 'boolean', required: false })
  fromMe?: boolean;

  /** Types of messages and posts; absent: all. */
  @ApiProperty({ type: [String], required: false, example: ['text', 'image'] })
  types?: string[];
}

/** A webhook endpoint, without its secret. */
export class EndpointDto {
  /**
   * Name of the endpoint. The one that exists from the beginning is called `default`.
   * @example crm
   */
  name: string;

  /** URL that receives the events; null if no URL is set. Absent for keys without `webhooks:read`: it may contain a token. */
  @ApiProperty({
    type: 'string',
    format: 'uri',
    nullable: true,
    required: false,
    example: 'https://example.com/crm',
  })
  url?: string | null;

  /** The events that are delivered. `*`: all, except those that have to be asked for by name. */
  @ApiProperty({ enum: EVENT_SELECTORS, isArray: true })
  events: readonly EventSelector[];

  /** Which of these events are delivered; null: all of them. */
  @ApiProperty({ type: ShownFilterDto, nullable: true })
  filter: ShownFilterDto | null;

  /** Whether events are delivered. */
  enabled: boolean;

  /** `held` and `paused` endpoints keep collecting events; `GET status` says more. */
  @ApiProperty({ enum: ENDPOINT_STATES })
  state: EndpointState;

  @ApiProperty({ enum: ORDERS, description: ORDER_MEANINGS })
  order: 'chat' | 'strict';

  /** Names of the headers that are added to every request. Their values may be secrets and are never shown. */
  headerNames: string[];

  @ApiProperty({ enum: PAYLOAD_FORMATS, description: FORMAT_MEANINGS })
  format: PayloadFormat;

  /** Largest number of requests at a time. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 8 })
  concurrency: number;

  /** How long the receiver may take to answer, in milliseconds. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 10_000 })
  timeoutMs: number;

  /** Whether a secret of its own signs the requests; otherwise `API_WEBHOOK_SECRET` does. */
  ownSecret: boolean;

  /** Until when requests are also signed with the secret before the last rotation; absent if they are not. */
  @ApiProperty({ format: 'date-time', required: false })
  previousSecretUntil?: string;

  /** Whether `url`, `events` and `enabled` come from the environment of the server, and cannot be changed here. */
  fromEnvironment: boolean;

  /** When the endpoint was created. */
  @ApiProperty({ format: 'date-time', example: '2025-12-25T10:00:00.000Z' })
  createdAt: string;

  /** What is unwise about the configuration, such as a URL with plain http. Absent if there is nothing to report. */
  warnings?: string[];

  /** @param usual how endpoints are that have no limit of their own @param now epoch ms */
  static of(row: TargetRow, usual: { timeoutMs: number }, now: number): EndpointDto {
    const { webhookUrl, webhookEvents, webhookEnabled, order, headers, filter, format, ...limits } =
      configOf(row);
    const until = row.previous_until;
    return {
      name: row.name,
      url: webhookUrl,
      events: webhookEvents ?? DEFAULT_EVENTS,
      filter: filter && { ...filter, chats: filter.chats ?? 'all' },
      enabled: webhookEnabled,
      state: stateOf(row),
      order,
      headerNames: Object.keys(headers),
      format,
      concurrency: limits.concurrency ?? PER_TARGET,
      timeoutMs: limits.timeoutMs ?? usual.timeoutMs,
      ownSecret: row.secret !== null,
      ...(until !== null && until > now && { previousSecretUntil: iso(until) }),
      fromEnvironment: row.id === GLOBAL_TARGET,
      createdAt: iso(row.created_at),
    };
  }
}

/** An endpoint with its secret, which is shown only once. */
export class SecretEndpointDto extends EndpointDto {
  /**
   * The secret: the key for `X-Miaw-Signature`, together with the timestamp.
   * @example 3q2-7wAAAAC6mG5pcXVlIHRlc3Qga2V5IG9mIDMyIGI
   */
  secret: string;

  /**
   * The secret as the libraries of Standard Webhooks take it: `whsec_` and the base64 of its bytes.
   * @example whsec_M3EyLTd3QUFBQUM2bUc1cGNYVmxJSFJsYzNRZ2EyVjVJRzltSURNeUlHSQ==
   */
  standardSecret: string;
}

/** The answer to the removal of an endpoint. */
export class RemovedEndpointDto {
  /**
   * Name of the endpoint.
   * @example crm
   */
  name: string;

  /** Always true. */
  @ApiProperty({ type: 'boolean', enum: [true] })
  removed: true;
}
