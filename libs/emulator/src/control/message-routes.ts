import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Account } from '../accounts/account.js';
import { channelPost } from '../chats/channel-post.js';
import { Fields } from '../state/fields.js';
import { phoneMessageId } from '../wire/ids.js';
import { EVENT_ANSWERS, readEvent } from '../content/calendar.js';
import { EDIT_FORMS } from '../content/drafts.js';
import { ANSWER_PARTS } from '../phones/meta-ai.js';
import type { WhatsAppServer } from '../assembly.js';
import { attempt } from './attempt.js';
import { isMedia, shareMedia } from './media-routes.js';
import { MESSAGE_FIELDS, readManner, readMessageId, readStatement } from './message-body.js';
import { accountOf, chatKeyOf, chatOf, parameters, query } from './parameters.js';
import { Refusal } from './refusal.js';

const CHANNEL_JID = /^\d{5,30}@newsletter$/;

/** The body of a request in which every field is optional; it may be missing. */
function optionalBody(request: FastifyRequest): Fields {
  return Fields.of(request.body ?? {});
}

function idOf(request: FastifyRequest): string {
  return parameters(request).text('id');
}

/** The messages that the phone shows, after its downloads. */
async function inbox(server: WhatsAppServer, account: Account, everything: boolean) {
  await server.phoneMedia.settled(account);
  const shown = account.chats.messages.filter(
    ({ onPhone, past, deletedForMe }) => everything || !(onPhone || past || deletedForMe),
  );
  return shown.map(({ file: _howToGetIt, ...message }) => message);
}

/** Messages: sending, changing and listing them. */
export function messageRoutes(http: FastifyInstance, server: WhatsAppServer): void {
  const peerOf = (fields: Fields) => chatKeyOf(server, fields);

  http.post('/phones/:phone/messages', (request) => {
    const written = Fields.of(request.body);
    if (isMedia(written)) return shareMedia(server, request, written);
    const account = accountOf(server, request);
    const fields = written.only(...MESSAGE_FIELDS);
    const recipient = chatOf(server, fields);
    const statement = readStatement(fields);
    const manner = readManner(fields);
    return attempt(async () => ({
      messageId: await server.people.say(account, recipient, statement, manner),
    }));
  });

  http.get('/phones/:phone/messages', (request) => {
    const everything = query(request).only('all').optionalText('all') === 'true';
    return inbox(server, accountOf(server, request), everything);
  });

  http.post('/phones/:phone/channel-posts', (request) => {
    const account = accountOf(server, request);
    const fields = Fields.of(request.body).only('channel', 'text', 'id', 'serverId');
    const channel = fields.text('channel');
    if (!CHANNEL_JID.test(channel)) throw fields.wrong('channel', 'must be a JID: digits@newsletter');
    const id = readMessageId(fields, 'id') ?? phoneMessageId();
    const serverId = fields.optionalInteger('serverId', { min: 1 }) ?? 100;
    const message = { conversation: fields.text('text') };
    server.delivery.toAll(account, channelPost({ channel, id, serverId, message }));
    return { messageId: id };
  });

  http.get('/phones/:phone/events', (request) => accountOf(server, request).chats.events);

  http.get('/phones/:phone/messages/:id/receipts', (request) => {
    const sent = accountOf(server, request).sent.find(idOf(request));
    if (!sent) throw new Refusal(404, 'this account has sent no message with this id', 'id');
    return sent.receipts;
  });

  http.post('/phones/:phone/messages/:id/edit', (request) => {
    const fields = Fields.of(request.body).only('text', 'to', 'form');
    const form = fields.optionalOneOf('form', EDIT_FORMS) ?? 'wrapped';
    const account = accountOf(server, request);
    return attempt(async () => ({
      messageId: await server.people.edit(account, idOf(request), fields.text('text'), form, peerOf(fields)),
    }));
  });

  http.post('/phones/:phone/messages/:id/delete', (request) => {
    const peer = peerOf(optionalBody(request).only('to'));
    const account = accountOf(server, request);
    return attempt(async () => ({ messageId: await server.people.delete(account, idOf(request), peer) }));
  });

  http.post('/phones/:phone/messages/:id/reaction', (request) => {
    const fields = Fields.of(request.body).only('emoji', 'to');
    const account = accountOf(server, request);
    return attempt(async () => ({
      messageId: await server.people.react(account, idOf(request), fields.text('emoji'), peerOf(fields)),
    }));
  });

  http.post('/phones/:phone/messages/:id/pin', (request) => {
    const fields = Fields.of(request.body).only('seconds', 'to');
    const account = accountOf(server, request);
    const seconds = fields.integer('seconds', { min: 0, max: 365 * 86_400 });
    return attempt(async () => ({
      messageId: await server.people.pin(account, idOf(request), seconds, peerOf(fields)),
    }));
  });

  http.post('/phones/:phone/messages/:id/keep', (request) => {
    const fields = Fields.of(request.body).only('kept', 'to');
    const account = accountOf(server, request);
    const kept = fields.flag('kept');
    return attempt(async () => ({
      messageId: await server.people.keep(account, idOf(request), kept, peerOf(fields)),
    }));
  });

  http.post('/phones/:phone/messages/:id/vote', (request) => {
    const fields = Fields.of(request.body).only('options', 'to');
    const account = accountOf(server, request);
    const options = fields.list('options').length > 0 ? fields.texts('options') : [];
    return attempt(async () => ({
      messageId: await server.people.vote(account, idOf(request), options, peerOf(fields)),
    }));
  });

  http.post('/phones/:phone/messages/:id/answer', (request) => {
    const fields = Fields.of(request.body).only('answer', 'guests', 'to');
    const account = accountOf(server, request);
    const answer = fields.oneOf('answer', EVENT_ANSWERS);
    const guests = fields.optionalInteger('guests', { min: 0, max: 100 }) ?? 0;
    return attempt(async () => ({
      messageId: await server.people.answer(account, idOf(request), answer, guests, peerOf(fields)),
    }));
  });

  http.post('/phones/:phone/messages/:id/event', (request) => {
    const fields = Fields.of(request.body).only('event', 'to');
    const account = accountOf(server, request);
    const event = readEvent(fields.child('event'));
    return attempt(async () => ({
      messageId: await server.people.changeEvent(account, idOf(request), event, peerOf(fields)),
    }));
  });

  http.post('/phones/:phone/messages/:id/comment', (request) => {
    const fields = Fields.of(request.body).only('text', 'to');
    const account = accountOf(server, request);
    const text = fields.text('text');
    return attempt(async () => ({
      messageId: await server.people.comment(account, idOf(request), text, peerOf(fields)),
    }));
  });

  http.post('/phones/:phone/messages/:id/bot-answer', (request) => {
    const fields = Fields.of(request.body).only('text', 'part', 'first', 'to');
    const account = accountOf(server, request);
    const answer = {
      text: fields.text('text'),
      part: fields.optionalOneOf('part', ANSWER_PARTS),
      first: readMessageId(fields, 'first'),
    };
    return attempt(() => ({
      messageId: server.metaAi.answer(account, idOf(request), answer, peerOf(fields)),
    }));
  });

  http.post('/phones/:phone/messages/:id/read', (request) => {
    const peer = peerOf(optionalBody(request).only('to'));
    const account = accountOf(server, request);
    return attempt(() => {
      server.people.read(account, idOf(request), peer);
      return {};
    });
  });
}
