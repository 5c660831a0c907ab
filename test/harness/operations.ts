import {
  BAD_EVENTS,
  BAD_HEADERS,
  BAD_INSTANCE_ID,
  BAD_MENTIONS,
  BAD_MESSAGE_ID,
  BAD_RECIPIENT,
  BAD_TEXT,
  BAD_URL,
  type Hostile,
  NOT_A_FLAG,
  NOT_A_LIST,
  NOT_A_LIST_NOR_NULL,
  NOT_A_MAP,
  NOT_TEXT,
  NOT_TEXT_NOR_NULL,
} from './hostile.js';
import { type Call, JSON_TYPE } from './http.js';

/** One field of a body: a value that will do, as JSON, and values that will not. */
export interface Field {
  name: string;
  required: boolean;
  good: string;
  bad: readonly Hostile[];
}

/** One endpoint, as bad input meets it. A new endpoint is a new entry. */
export interface Operation {
  /** As in the OpenAPI document. */
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As in the OpenAPI document. */
  path: string;
  /** Needs no key. */
  open?: true;
  /** What its body may hold; absent when it takes none. */
  fields?: readonly Field[];
  /** Query parameters with values that will not do. */
  query?: Readonly<Record<string, readonly string[]>>;
}

function required(name: string, good: unknown, ...bad: readonly (readonly Hostile[])[]): Field {
  return { name, required: true, good: JSON.stringify(good), bad: bad.flat() };
}

function optional(name: string, good: unknown, ...bad: readonly (readonly Hostile[])[]): Field {
  return { name, required: false, good: JSON.stringify(good), bad: bad.flat() };
}

const INSTANCE = '/api/v1/instances/{instanceId}';

export const OPERATIONS: readonly Operation[] = [
  { id: 'getHealth', method: 'GET', path: '/health', open: true },
  { id: 'getApiHealth', method: 'GET', path: '/api/v1/health', open: true },
  { id: 'listInstances', method: 'GET', path: '/api/v1/instances' },
  {
    id: 'createInstance',
    method: 'POST',
    path: '/api/v1/instances',
    fields: [
      required('instanceId', 'bot', NOT_TEXT, BAD_INSTANCE_ID),
      optional('webhookUrl', 'https://example.com/hook', NOT_TEXT_NOR_NULL, BAD_URL),
      optional('webhookEvents', ['message'], NOT_A_LIST, BAD_EVENTS),
      optional('webhookEnabled', true, NOT_A_FLAG),
    ],
  },
  { id: 'getInstance', method: 'GET', path: INSTANCE },
  {
    id: 'deleteInstance',
    method: 'DELETE',
    path: INSTANCE,
    query: {
      logout: [
        'maybe',
        '',
        '1',
        'TRUE',
        'true%20',
        'true&logout=true',
        'true&logout=false',
        'x'.repeat(2000),
      ],
    },
  },
  { id: 'getInstanceStatus', method: 'GET', path: `${INSTANCE}/status` },
  { id: 'connectInstance', method: 'POST', path: `${INSTANCE}/connect` },
  { id: 'disconnectInstance', method: 'POST', path: `${INSTANCE}/disconnect` },
  { id: 'restartInstance', method: 'POST', path: `${INSTANCE}/restart` },
  { id: 'getInstanceQr', method: 'GET', path: `${INSTANCE}/qr` },
  {
    id: 'sendText',
    method: 'POST',
    path: `${INSTANCE}/messages/text`,
    fields: [
      required('to', '6281234567890', NOT_TEXT, BAD_RECIPIENT),
      required('text', 'Hello', NOT_TEXT, BAD_TEXT),
      optional('quotedMessageId', '3EB0', NOT_TEXT, BAD_MESSAGE_ID),
      optional('mentions', ['6281234567890'], NOT_A_LIST, BAD_MENTIONS),
    ],
  },
  { id: 'getWebhook', method: 'GET', path: `${INSTANCE}/webhook` },
  {
    id: 'updateWebhook',
    method: 'PUT',
    path: `${INSTANCE}/webhook`,
    fields: [
      optional('webhookUrl', 'https://example.com/hook', NOT_TEXT_NOR_NULL, BAD_URL),
      optional('webhookEvents', ['message'], NOT_A_LIST_NOR_NULL, BAD_EVENTS),
      optional('webhookEnabled', true, NOT_A_FLAG),
      optional('order', 'chat', NOT_TEXT, [
        { what: 'an empty text', json: '""' },
        { what: 'another case', json: '"CHAT"' },
        { what: 'an unknown word', json: '"random"' },
      ]),
      optional('headers', { 'X-Tenant': 'acme' }, NOT_A_MAP, BAD_HEADERS),
    ],
  },
  { id: 'testWebhook', method: 'POST', path: `${INSTANCE}/webhook/test` },
];

/** Paths that are no operations of the document, but routes all the same. */
export const PAGES: readonly string[] = ['/', '/openapi.json'];

/** A path with an instance in the place of its parameter, as it shall stand in the request. */
export function at(operation: Pick<Operation, 'path'>, instanceId: string): string {
  return operation.path.replace('{instanceId}', instanceId);
}

/** A body that is in order but for what is given: JSON by field, undefined leaves it away. */
export function bodyOf(
  operation: Operation,
  instead: Readonly<Record<string, string | undefined>> = {},
): string {
  const fields = new Map<string, string | undefined>(operation.fields?.map(({ name, good }) => [name, good]));
  for (const [name, json] of Object.entries(instead)) fields.set(name, json);
  const members = [...fields].flatMap(([name, json]) =>
    json === undefined ? [] : [`${JSON.stringify(name)}:${json}`],
  );
  return `{${members.join(',')}}`;
}

/** The request of an operation, in order but for what is given, about the instance of that name. */
export function requestOf(operation: Operation, instanceId: string, body?: string): Call {
  const request = { method: operation.method, path: at(operation, instanceId) };
  if (!operation.fields && body === undefined) return request;
  return { ...request, headers: [JSON_TYPE], body: body ?? bodyOf(operation) };
}

/** A text as one segment of a path. */
export function encoded(text: string): string {
  // Through bytes and back, as half a character has no place in a URL.
  return encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8')).replaceAll('.', '%2e');
}
