import type { OpenAPIObject } from '@nestjs/swagger';
import { EVENT_NAMES, EVENTS, type WebhookEvent } from '#libs/events';

type Webhooks = NonNullable<OpenAPIObject['webhooks']>;
type Parameters = NonNullable<NonNullable<OpenAPIObject['components']>['parameters']>;

interface HeaderDefinition {
  description: string;
  schema: { type: string; examples: (string | number)[] };
}

/** Plan 5.2, and the Standard Webhooks headers. */
const HEADERS: Readonly<Record<string, HeaderDefinition>> = {
  'X-Miaw-Instance': { description: 'The instance', schema: { type: 'string', examples: ['my-bot-1'] } },
  'X-Miaw-Event': { description: "The event's name", schema: { type: 'string', examples: ['message'] } },
  'X-Miaw-Signature': {
    description:
      '`sha256=` and the hex HMAC-SHA256 of the exact bytes of the body, keyed with the webhook secret followed by the value of X-Miaw-Timestamp',
    schema: { type: 'string', examples: [`sha256=${'0'.repeat(64)}`] },
  },
  'X-Miaw-Timestamp': {
    description: 'When this attempt was signed, epoch milliseconds',
    schema: { type: 'integer', examples: [1_735_118_400_000] },
  },
  'X-Miaw-Delivery': {
    description: 'Id of the delivery, the same in every attempt: what to recognise a repetition by',
    schema: { type: 'string', examples: ['dlv_0193fd2b8a00c0ffee'] },
  },
  'X-Miaw-Attempt': { description: 'Counts the attempts from 1', schema: { type: 'integer', examples: [1] } },
  'webhook-id': {
    description: 'Standard Webhooks: the same as X-Miaw-Delivery',
    schema: { type: 'string', examples: ['dlv_0193fd2b8a00c0ffee'] },
  },
  'webhook-timestamp': {
    description: 'Standard Webhooks: epoch seconds',
    schema: { type: 'integer', examples: [1_735_118_400] },
  },
  'webhook-signature': {
    description:
      "Standard Webhooks: space-separated `v1,` signatures. Their library takes `whsec_` and the base64 of the webhook secret's bytes",
    schema: { type: 'string', examples: ['v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4='] },
  },
};

/** The header parameters of all webhooks, as components. */
export function webhookHeaders(): Parameters {
  return Object.fromEntries(
    Object.entries(HEADERS).map(([name, header]) => [
      name,
      { name, in: 'header', required: true, ...header },
    ]),
  );
}

/** What the server posts to receivers, from the event catalogue. */
export function webhookOperations(): Webhooks {
  return Object.fromEntries(EVENT_NAMES.map((event) => [event, { post: operation(event) }]));
}

function operation(event: WebhookEvent): NonNullable<Webhooks[string]['post']> {
  return {
    operationId: `webhook_${event}`,
    tags: ['Events'],
    summary: `Sent when ${EVENTS[event].when}`,
    security: [],
    parameters: Object.keys(HEADERS).map((name) => ({ $ref: `#/components/parameters/${name}` })),
    requestBody: { required: true, content: { 'application/json': { schema: body(event) } } },
    responses: {
      '200': { description: 'Received' },
      '204': { description: 'Received' },
      '4XX': { description: 'Not received: sent again later' },
      '5XX': { description: 'Not received: sent again later' },
    },
  };
}

function body(event: WebhookEvent) {
  return {
    type: 'object',
    required: ['event', 'instanceId', 'timestamp', 'id', 'sequence', 'data'],
    properties: {
      event: { type: 'string', enum: [event] },
      instanceId: { type: 'string' },
      timestamp: { type: 'integer', format: 'int64', description: 'When it happened, epoch milliseconds' },
      id: { type: 'string', description: 'Id of the event' },
      sequence: {
        type: 'integer',
        format: 'int64',
        description: "Gapless count of the instance's events, from 1",
      },
      data: { $ref: `#/components/schemas/${EVENTS[event].payload.name}` },
    },
  };
}
