import type { FastifyInstance } from 'fastify';
import { type BinaryNode, normalizeMessageContent, proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { WhatsAppServer } from '../assembly.js';
import type { Draft } from '../content/drafts.js';
import { Fields } from '../state/fields.js';
import { type Overrides, stanza } from '../wire/stanza.js';
import { attempt } from './attempt.js';
import { isBase64 } from './message-body.js';
import { accountOf, chatOf, parameters } from './parameters.js';
import { Refusal } from './refusal.js';

/** Stands in a message for the fields of the file of another message. */
const COPY = '{{copy}}';

const FILES = ['imageMessage', 'videoMessage', 'documentMessage', 'audioMessage', 'stickerMessage'] as const;

/** A message as JSON of the protobuf, bytes as base64. */
function json(message: proto.Message): object {
  return proto.Message.toObject(message, { bytes: String, longs: Number });
}

/** Where the file of a message is, and its keys, as JSON of the protobuf. */
function fileOf(server: WhatsAppServer, account: Account, id: string): Record<string, unknown> {
  const content = normalizeMessageContent(server.people.content(account, id)) ?? {};
  const plain = Fields.of(json(proto.Message.fromObject(content)));
  const name = FILES.find((each) => plain.has(each));
  if (!name) throw new Refusal(400, 'copyMediaOf: this message has no file', 'copyMediaOf');
  return Object.fromEntries(Object.entries(Object(plain.raw(name))));
}

/** Replaces {@link COPY}, be it a value or the name of a field beside others. */
function filled(value: unknown, file: Record<string, unknown> | undefined): unknown {
  if (value === COPY) return file;
  if (Array.isArray(value)) return value.map((each) => filled(each, file));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => name !== COPY);
  const rest = Object.fromEntries(entries.map(([name, each]) => [name, filled(each, file)]));
  return COPY in value ? { ...file, ...rest } : rest;
}

function messageOf(fields: Fields, file: Record<string, unknown> | undefined): proto.IMessage {
  if (!fields.has('message')) return {};
  const written = filled(fields.raw('message'), file);
  if (typeof written !== 'object' || written === null) throw fields.wrong('message', 'must be an object');
  try {
    return proto.Message.fromObject(Object(written));
  } catch {
    throw fields.wrong('message', 'must be the JSON of a Message of WAProto, bytes as base64');
  }
}

function overridesOf(fields: Fields): Overrides {
  const attributes = fields.optionalChild('attributes');
  if (!attributes) return {};
  return Object.fromEntries(
    attributes.names.map((name) => [name, attributes.has(name) ? attributes.text(name) : null]),
  );
}

/** A stanza: `{tag, attrs?, content?}`, the content a list of stanzas, text, or `{"base64": …}`. */
function readNode(fields: Fields): BinaryNode {
  fields.only('tag', 'attrs', 'content');
  const attributes = fields.optionalChild('attrs')?.allTexts() ?? {};
  return stanza(fields.text('tag'), attributes, readContent(fields));
}

function readContent(fields: Fields): BinaryNode[] | Buffer | string | undefined {
  const content = fields.raw('content');
  if (content === undefined || content === null) return undefined;
  if (Array.isArray(content)) return fields.records('content').map(readNode);
  return typeof content === 'string' ? content : fields.child('content').bytes('base64');
}

function readDraft(server: WhatsAppServer, account: Account, fields: Fields): Draft {
  if (fields.has('message') === fields.has('bytes'))
    throw fields.wrong('message', 'is required, unless `bytes` is given; only one of them is allowed');
  if (fields.has('bytes') && !isBase64(fields.text('bytes')))
    throw fields.wrong('bytes', 'must be base64 and not empty');
  const source = fields.optionalText('copyMediaOf');
  return {
    message: messageOf(fields, source === undefined ? undefined : fileOf(server, account, source)),
    raw: fields.optionalBytes('bytes'),
    tag: fields.optionalOneOf('tag', RAW_TAGS),
    type: fields.optionalText('type') ?? 'text',
    id: fields.optionalText('id'),
    edit: fields.optionalText('edit'),
    hidden: fields.optionalFlag('hidden'),
    attributes: overridesOf(fields),
    children: fields.records('children').map(readNode),
  };
}

/** The stanzas that are for companions that are connected, and are not acknowledged. */
const UNQUEUED: ReadonlySet<string> = new Set(['presence', 'chatstate']);
/** The stanzas that carry something encrypted. */
const RAW_TAGS = ['message', 'appdata', 'status'] as const;

const RAW_FIELDS = [
  'to',
  'message',
  'bytes',
  'tag',
  'type',
  'id',
  'edit',
  'hidden',
  'attributes',
  'children',
  'copyMediaOf',
] as const;

/** Whatever a client of WhatsApp could put on the wire, whether or not the emulator has a word for it. */
export function rawRoutes(http: FastifyInstance, server: WhatsAppServer): void {
  http.post('/phones/:phone/raw', (request) => {
    const account = accountOf(server, request);
    const fields = Fields.of(request.body).only(...RAW_FIELDS);
    const recipient = chatOf(server, fields);
    return attempt(async () => ({
      messageId: await server.people.sendRaw(account, recipient, readDraft(server, account, fields)),
    }));
  });

  http.post('/phones/:phone/stanzas', (request) => {
    const account = accountOf(server, request);
    const node = readNode(Fields.of(request.body));
    if (UNQUEUED.has(node.tag)) server.delivery.inPassing(account, node);
    else server.delivery.toAll(account, node);
    return { companions: account.companions.size };
  });

  http.get('/phones/:phone/messages/:id/content', (request) => {
    const account = accountOf(server, request);
    return attempt(() => json(server.people.content(account, parameters(request).text('id'))));
  });
}
