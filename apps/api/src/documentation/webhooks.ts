import type { OpenAPIObject } from '@nestjs/swagger';
import { EVENT_NAMES, EVENTS, exampleEvent, type WebhookEvent } from '#libs/events';
import { type HeaderDescription, WEBHOOK_HEADERS } from '#libs/webhooks';
import { eventSchema, pascalCase } from './event-schemas.js';

type Webhooks = NonNullable<OpenAPIObject['webhooks']>;
type Parameters = NonNullable<NonNullable<OpenAPIObject['components']>['parameters']>;

const HEADERS: readonly (readonly [string, HeaderDescription])[] = Object.entries(WEBHOOK_HEADERS);

/** The header parameters of all webhooks, as components. */
export function webhookHeaders(): Parameters {
  return Object.fromEntries(HEADERS.map(([name, header]) => [name, parameter(name, header)]));
}

function parameter(name: string, { description, example, when }: HeaderDescription): Parameters[string] {
  const [first = '', ...rest] = when === undefined ? description : `${description}; sent ${when}`;
  return {
    name,
    in: 'header',
    required: when === undefined,
    description: first.toUpperCase() + rest.join(''),
    schema: { type: typeof example === 'number' ? 'integer' : 'string', examples: [example] },
  };
}

/** The requests that the server posts to receivers, made from the event catalogue. */
export function webhookOperations(): Webhooks {
  return Object.fromEntries(EVENT_NAMES.map((event) => [event, { post: operation(event) }]));
}

function operation(event: WebhookEvent): NonNullable<Webhooks[string]['post']> {
  return {
    operationId: `receive${pascalCase(event)}`,
    tags: ['Events'],
    summary: `Sent when ${EVENTS[event].when}`,
    security: [],
    parameters: HEADERS.map(([name]) => ({ $ref: `#/components/parameters/${name}` })),
    requestBody: {
      required: true,
      content: { 'application/json': { schema: eventSchema(event), example: exampleEvent(event) } },
    },
    responses: {
      '200': { description: 'The receiver accepted the event' },
      '204': { description: 'The receiver accepted the event' },
      '4XX': { description: 'The receiver did not accept the event; the delivery is retried' },
      '5XX': { description: 'The receiver did not accept the event; the delivery is retried' },
    },
  };
}
