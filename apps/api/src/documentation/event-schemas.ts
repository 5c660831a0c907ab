import type { OpenAPIObject } from '@nestjs/swagger';
import { EVENT_NAMES, EVENTS, exampleEvent, type WebhookEvent } from '#libs/events';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Name of the schema that describes an event: `MessageReactionEvent`, for example. */
function schemaName(event: WebhookEvent): string {
  return `${pascalCase(event)}Event`;
}

export function pascalCase(event: WebhookEvent): string {
  const words = event.split('_').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return words.join('');
}

/** Reference to the schema of an event with its payload. */
export function eventSchema(event: WebhookEvent): { $ref: string } {
  return { $ref: `#/components/schemas/${schemaName(event)}` };
}

/** A schema for each event, and `EventDto`: one of them, which `event` determines. */
export function eventSchemas(): Schemas {
  return {
    ...Object.fromEntries(EVENT_NAMES.map((event) => [schemaName(event), envelope(event)])),
    EventDto: {
      description: 'An event, with the fields that receivers get. `event` determines the payload.',
      example: exampleEvent('message'),
      oneOf: EVENT_NAMES.map(eventSchema),
      discriminator: {
        propertyName: 'event',
        mapping: Object.fromEntries(EVENT_NAMES.map((event) => [event, eventSchema(event).$ref])),
      },
    },
  };
}

function envelope(event: WebhookEvent): Schemas[string] {
  return {
    type: 'object',
    description: `Sent when ${EVENTS[event].when}.`,
    required: ['event', 'instanceId', 'timestamp', 'id', 'sequence', 'data'],
    properties: {
      event: { type: 'string', description: 'Name of the event.', enum: [event] },
      instanceId: { type: 'string', description: 'Id of the instance.', example: 'my-bot-1' },
      timestamp: {
        type: 'integer',
        format: 'int64',
        description: 'When the event happened, in milliseconds since 1970.',
      },
      id: { type: 'string', description: 'Id of the event.', example: 'evt_0193fd2b8a00c0ffee' },
      sequence: {
        type: 'integer',
        format: 'int64',
        minimum: 0,
        description:
          'Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log.',
      },
      data: {
        description: 'What happened.',
        allOf: [{ $ref: `#/components/schemas/${EVENTS[event].payload.name}` }],
      },
      metadata: {
        type: 'object',
        additionalProperties: { type: 'string' },
        description:
          'What was noted about the instance when the event happened; absent if nothing was, and in tests.',
        example: { customer: '42' },
      },
    },
  };
}
