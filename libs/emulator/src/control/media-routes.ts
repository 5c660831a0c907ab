import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Fields } from '../state/fields.js';
import { MEDIA_KINDS, type MediaKind } from '../media/file-reference.js';
import { MOST_UPLOAD_BYTES } from '../media/uploads.js';
import type { MediaTraits } from '../content/media-drafts.js';
import type { WhatsAppServer } from '../assembly.js';
import { attempt } from './attempt.js';
import { isBase64, MANNERS, readManner } from './message-body.js';
import { accountOf, chatKeyOf, chatOf, parameters, query } from './parameters.js';
import { Refusal } from './refusal.js';

/** The kinds of media that have a field. */
const KINDS_WITH: Record<string, readonly MediaKind[]> = {
  caption: ['image', 'video', 'document'],
  fileName: ['document'],
  seconds: ['video', 'audio'],
  ptt: ['audio'],
  ptv: ['video'],
  gifPlayback: ['video'],
  viewOnce: ['image', 'video', 'audio'],
  toCompanions: ['image', 'video', 'audio'],
  width: ['image', 'video', 'sticker'],
  height: ['image', 'video', 'sticker'],
  thumbnail: ['image', 'video', 'document'],
};

const SOURCES = ['media', 'mediaId'] as const;
const COMMON = ['to', 'kind', 'mimetype', 'mediaUrl', ...MANNERS] as const;

/** @param more names of other fields that are allowed */
export function traitsOf(fields: Fields, ...more: readonly string[]): MediaTraits {
  const kind = fields.oneOf('kind', MEDIA_KINDS);
  const own = Object.entries(KINDS_WITH).filter(([, kinds]) => kinds.includes(kind));
  fields.only(...SOURCES, ...COMMON, ...more, ...own.map(([name]) => name));
  return {
    kind,
    mimetype: fields.optionalText('mimetype'),
    caption: fields.optionalText('caption'),
    fileName: fields.optionalText('fileName') ?? (kind === 'document' ? 'file' : undefined),
    seconds: fields.optionalInteger('seconds', { min: 0 }),
    ptt: fields.optionalFlag('ptt'),
    ptv: fields.optionalFlag('ptv'),
    gifPlayback: fields.optionalFlag('gifPlayback'),
    viewOnce: fields.optionalFlag('viewOnce'),
    toCompanions: fields.optionalFlag('toCompanions'),
    width: fields.optionalInteger('width', { min: 1 }),
    height: fields.optionalInteger('height', { min: 1 }),
    jpegThumbnail: fields.has('thumbnail') ? base64(fields, 'thumbnail') : undefined,
    mediaUrl: fields.optionalText('mediaUrl'),
  };
}

function base64(fields: Fields, name: string): Buffer {
  const value = fields.text(name);
  if (!isBase64(value)) throw fields.wrong(name, 'must be base64 and not empty');
  return fields.bytes(name);
}

/** The bytes of the file in a body. */
export function sourceOf(server: WhatsAppServer, fields: Fields): Readable {
  if (fields.has('media') === fields.has('mediaId'))
    throw fields.wrong('media', 'is required, unless `mediaId` is given; only one of them is allowed');
  if (fields.has('media')) return Readable.from([base64(fields, 'media')]);
  const source = server.attachments.open(fields.text('mediaId'));
  if (!source) throw fields.wrong('mediaId', 'is unknown; files are kept until the emulator stops');
  return source;
}

/** Whether the body of a message has a file. */
export function isMedia(fields: Fields): boolean {
  return SOURCES.some((name) => fields.has(name));
}

/** Sends a file. @returns the message's id */
export function shareMedia(
  server: WhatsAppServer,
  request: FastifyRequest,
  fields: Fields,
): Promise<{ messageId: string }> {
  const account = accountOf(server, request);
  const traits = traitsOf(fields);
  const recipient = chatOf(server, fields);
  const manner = readManner(fields);
  const source = sourceOf(server, fields);
  return attempt(async () => ({
    messageId: await server.people.share(account, recipient, traits, source, manner),
  }));
}

async function attach(server: WhatsAppServer, body: unknown): Promise<{ mediaId: string }> {
  if (!(body instanceof Readable)) throw new Refusal(400, 'body: must be the bytes of the file', 'body');
  return { mediaId: await server.attachments.add(body) };
}

/** Files: handing them in, reading received ones, and making them expire. */
export function mediaRoutes(http: FastifyInstance, server: WhatsAppServer): void {
  const peerOf = (fields: Fields) => chatKeyOf(server, fields);

  void http.register((scope, _options, done) => {
    // The body goes to disk as it is, whatever its content type.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, body, taken) => taken(null, body));
    scope.post('/phones/:phone/media', { bodyLimit: MOST_UPLOAD_BYTES }, (request) => {
      accountOf(server, request);
      return attach(server, request.body);
    });
    done();
  });

  http.get('/phones/:phone/messages/:id/media', (request, reply) => {
    const account = accountOf(server, request);
    const peer = peerOf(query(request).only('to'));
    return attempt(async () => {
      const message = server.people.find(account, parameters(request).text('id'), peer);
      await server.phoneMedia.settled(account);
      const plaintext = server.phoneMedia.open(message);
      void reply.header('content-length', message.media?.sizeBytes);
      return reply.type(message.media?.mimetype ?? 'application/octet-stream').send(plaintext);
    });
  });

  http.post('/phones/:phone/messages/:id/expire', (request) => {
    const account = accountOf(server, request);
    const peer = peerOf(Fields.of(request.body ?? {}).only('to'));
    return attempt(() => {
      const message = server.people.find(account, parameters(request).text('id'), peer);
      if (!server.phoneMedia.expire(message)) throw new Refusal(404, 'this message has no file', 'id');
      return {};
    });
  });
}
