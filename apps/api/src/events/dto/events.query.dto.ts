import { PickType } from '@nestjs/swagger';
import { EVENT_NAMES, isWebhookEvent, type WebhookEvent } from '#libs/events';
import { PageQuery } from '../../common/page.query.dto.js';
import { Field } from '../../http/fields.js';

/** What is wrong with a text that should be the sequence of an event, or 0. */
export function sequenceFault(value: unknown): string | undefined {
  const isSequence =
    typeof value === 'string' && /^\d{1,16}$/.test(value) && Number.isSafeInteger(Number(value));
  return isSequence ? undefined : 'must be the sequence of an event, or 0';
}

function typesFault(value: unknown): string | undefined {
  const names = namesIn(value);
  const fit = names.length > 0 && names.every((name) => typeof name === 'string' && isWebhookEvent(name));
  return fit ? undefined : `must be a comma-separated list of event names: ${EVENT_NAMES.join(', ')}`;
}

/** Repeated, separated by commas, or both. */
function namesIn(value: unknown): unknown[] {
  return [value].flat().flatMap((each) => (typeof each === 'string' ? each.split(',') : [each]));
}

function After(): PropertyDecorator {
  return Field(sequenceFault, { optional: true, type: 'integer', format: 'int64', minimum: 0 });
}

function Types(): PropertyDecorator {
  return Field(typesFault, {
    optional: true,
    description: 'Only events with these names, separated by commas',
    type: 'string',
    example: 'message,message_status',
  });
}

/** Which of an instance's events. */
export class EventsQuery extends PickType(PageQuery, ['limit']) {
  /** Those after this sequence: 0, or `nextAfter` of the page before */
  @After()
  after?: string;

  @Types()
  types?: string | string[];
}

/** From where on to follow an instance's events. */
export class StreamQuery {
  /** Those after this sequence; without it, and without `Last-Event-ID`, from now on */
  @After()
  after?: string;

  @Types()
  types?: string | string[];
}

/** The names that a query asks for; undefined for all. */
export function typesOf({ types }: { types?: string | string[] }): WebhookEvent[] | undefined {
  return types === undefined ? undefined : namesIn(types).filter(isName);
}

function isName(name: unknown): name is WebhookEvent {
  return typeof name === 'string' && isWebhookEvent(name);
}
