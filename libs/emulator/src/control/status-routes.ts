import { proto } from '@whiskeysockets/baileys';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Account } from '../accounts/account.js';
import { STATUS_LISTS } from '../accounts/account.js';
import type { WhatsAppServer } from '../assembly.js';
import { mediaMessage } from '../content/media-drafts.js';
import { type FeedPost } from '../phones/status-feed.js';
import { STATUS_AUDIENCES } from '../phones/phone-status.js';
import { Fields } from '../state/fields.js';
import { attempt } from './attempt.js';
import { isMedia, sourceOf, traitsOf } from './media-routes.js';
import { readMessageId } from './message-body.js';
import { accountOf, parameters, query } from './parameters.js';
import { phoneNumber } from './phone-numbers.js';
import { Refusal } from './refusal.js';

/** Opaque white, for texts. */
const WHITE = 0xff_ff_ff_ff;

/** Status posts: posting, showing, deleting and reacting; who gets those of an account, and whose are muted. */
export function statusRoutes(http: FastifyInstance, server: WhatsAppServer): void {
  const people = (fields: Fields, name: string): Account[] =>
    fields.texts(name).map((phone) => server.directory.ensure(phoneNumber(phone, name)));

  /** The post that a path names, on the phone that it names. */
  const postOf = (request: FastifyRequest, fields: Fields) => {
    const account = accountOf(server, request);
    const named = fields.optionalText('author');
    const author = named === undefined ? undefined : phoneNumber(named, 'author');
    const post = server.feed.find(account, parameters(request).text('id'), author);
    if (!post) throw new Refusal(404, 'this phone has no such status post', 'id');
    return { account, post, author: server.directory.ensure(post.author) };
  };

  const messageIn = async (account: Account, fields: Fields): Promise<proto.IMessage> => {
    if (isMedia(fields)) {
      const traits = traitsOf(fields, 'keys');
      const file = await server.phoneMedia.upload(account, traits.kind, sourceOf(server, fields));
      return mediaMessage(traits, file, server.phoneMedia.urlOf(file));
    }
    const { backgroundColor, font } = readStyle(
      fields.only('to', 'text', 'keys', 'id', 'backgroundColor', 'font'),
    );
    return proto.Message.fromObject({
      extendedTextMessage: {
        text: fields.text('text'),
        backgroundArgb: backgroundColor,
        textArgb: WHITE,
        font,
      },
    });
  };

  http.post('/phones/:phone/status-posts', (request) => {
    const account = accountOf(server, request);
    const fields = Fields.of(request.body);
    return attempt(async () => {
      const message = await messageIn(account, fields);
      const type = isMedia(fields) ? ('media' as const) : ('text' as const);
      const draft = { message, type, id: readMessageId(fields, 'id') };
      const keys = fields.optionalFlag('keys') ?? true;
      return { messageId: await server.posts.post(account, people(fields, 'to'), draft, keys) };
    });
  });

  http.get('/phones/:phone/status-posts', (request) => server.feed.of(accountOf(server, request)).map(shown));

  http.delete('/phones/:phone/status-posts/:id', (request) => {
    const { account, post } = postOf(request, Fields.of({}));
    if (post.author !== account.phone) throw new Refusal(400, 'only the author can delete a post', 'id');
    return attempt(async () => ({ messageId: await server.posts.delete(account, post.id) }));
  });

  http.post('/phones/:phone/status-posts/:id/view', (request) => {
    const { account, author, post } = postOf(request, Fields.of(request.body ?? {}).only('author'));
    if (author === account) throw new Refusal(400, 'a person does not view a post of their own', 'id');
    server.posts.view(account, author, post);
    return {};
  });

  http.post('/phones/:phone/status-posts/:id/reaction', (request) => {
    const fields = Fields.of(request.body).only('emoji', 'author');
    const { account, author, post } = postOf(request, fields);
    if (author === account) throw new Refusal(400, 'a person does not react to a post of their own', 'id');
    return attempt(async () => ({
      messageId: await server.posts.react(account, author, post.id, fields.text('emoji')),
    }));
  });

  http.post('/phones/:phone/status-posts/:id/expire', (request) => {
    const { post } = postOf(request, Fields.of(request.body ?? {}).only('author'));
    if (!server.phoneMedia.expire(post)) throw new Refusal(404, 'this post has no file', 'id');
    return {};
  });

  http.get('/phones/:phone/status-posts/:id/media', (request, reply) => {
    const { post } = postOf(request, query(request).only('author'));
    return attempt(() => {
      const plaintext = server.phoneMedia.open(post);
      return reply.type(post.media?.mimetype ?? 'application/octet-stream').send(plaintext);
    });
  });

  http.get('/phones/:phone/status-settings', (request) => settingsOf(server, accountOf(server, request)));

  const change = async (request: FastifyRequest) => {
    const account = accountOf(server, request);
    const fields = Fields.of(request.body).only('audience', 'people', 'list', 'mute', 'unmute');
    const phones = people(fields, 'people').map(({ phone }) => phone);
    const list = fields.optionalOneOf('list', STATUS_LISTS);
    const audience = fields.optionalOneOf('audience', STATUS_AUDIENCES);
    if (list) account.statusList = { type: list, phones };
    if (audience) await server.phoneStatus.setAudience(account, audience, phones);
    for (const { phone } of people(fields, 'mute')) await server.phoneStatus.mute(account, phone, true);
    for (const { phone } of people(fields, 'unmute')) await server.phoneStatus.mute(account, phone, false);
    return settingsOf(server, account);
  };

  http.patch('/phones/:phone/status-settings', (request) => change(request));
}

function settingsOf(server: WhatsAppServer, account: Account) {
  return { ...server.phoneStatus.of(account), list: account.statusList ?? null };
}

function shown({ file: _howToGetIt, ...post }: FeedPost) {
  return post;
}

function readStyle(fields: Fields): { backgroundColor?: number; font?: number } {
  const color = fields.optionalText('backgroundColor');
  if (color !== undefined && !/^#[\dA-Fa-f]{6}$/.test(color))
    throw fields.wrong('backgroundColor', 'must be a color such as #128C7E');
  const backgroundColor =
    color === undefined ? undefined : (0xff000000 | Number.parseInt(color.slice(1), 16)) >>> 0;
  return { backgroundColor, font: fields.optionalInteger('font', { min: 0, max: 10 }) };
}
