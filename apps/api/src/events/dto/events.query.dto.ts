import { PickType } from '@nestjs/swagger';
import { EVENT_NAMES, isWebhookEvent, type WebhookEvent } from '#libs/events';
import { PageQuery } from '../../common/page.query.dto.js';
import { entriesIn } from '../../common/query-list.js';
import { Field } from '../../http/fields.js';

/** What is wrong with a sequence; undefined if it is the sequence of an event, or 0. */
export function sequenceFault(value: unknown): string | undefined {
  const isSequence =
    typeof value === 'string' && /^\d{1,16}$/.test(value) && Number.isSafeInteger(Number(value));
  return isSequence ? undefined : 'must be the sequence of an event, or 0';
}

function typesFault(value: unknown): string | undefined {
  const names = entriesIn(value);
  const fit = names.length > 0 && names.every((name) => typeof name === 'string' && isWebhookEvent(name));
  return fit ? undefined : `must be a comma-separated list of event names: ${EVENT_NAMES.join(', ')}`;
}

function After(): PropertyDecorator {
  return Field(sequenceFault, { optional: true, type: 'integer', format: 'int64', minimum: 0 });
}

function Types(): PropertyDecorator {
  return Field(typesFault, {
    optional: true,
    description: 'Return only events with these names, separated by commas. Default: all events.',
    type: 'string',
    example: 'message,message_status',
  });
}

/** Selects events of an instance. */
export class EventsQuery extends PickType(PageQuery, ['limit']) {
  /** Return events after this sequence: 0 (the default) or `nextAfter` of the previous page. */
  @After()
  after?: string;

  @Types()
  types?: string | string[];
}

/** Where to begin to follow the events of an instance. */
export class StreamQuery {
  /** Begin after this sequence. Default: begin with the next event. */
  @After()
  after?: string;

  @Types()
  types?: string | string[];
}

/** The names that a query selects; undefined: all. */
export function typesOf({ types }: { types?: string | string[] }): WebhookEvent[] | undefined {
  return types === undefined ? undefined : entriesIn(types).filter(isName);
}

function isName(name: unknown): name is WebhookEvent {
  return typeof name === 'string' && isWebhookEvent(name);
}
