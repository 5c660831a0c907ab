import { proto } from '@whiskeysockets/baileys';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Account } from '../accounts/account.js';
import type { WhatsAppServer } from '../assembly.js';
import { type Channel, CHANNEL_STATES } from '../channels/channel.js';
import { type Post, reactionCounts, voteCounts } from '../channels/post.js';
import { ChannelRefusal } from '../channels/rights.js';
import { optionHash, pollIn, pollMessage, readPoll } from '../content/poll.js';
import { Fields } from '../state/fields.js';
import { phoneMessageId } from '../wire/ids.js';
import { isBase64, readMessageId } from './message-body.js';
import { accountOf, parameters } from './parameters.js';
import { phoneNumber } from './phone-numbers.js';
import { Refusal } from './refusal.js';

/** Runs an operation on a channel. @throws Refusal with the server's code when it is refused */
async function doing<T>(action: () => Promise<T> | T): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof ChannelRefusal) throw new Refusal(error.code, `the server refused: ${error.text}`);
    throw error;
  }
}

/** How often each option of a poll was chosen; undefined if the post is no poll. */
function votesOf(post: Post): Record<string, number> | undefined {
  const poll = pollIn(proto.Message.decode(post.plaintext));
  if (!poll) return undefined;
  const counts = voteCounts(post);
  const counted = (option: string) => counts.get(optionHash(option).toString('hex')) ?? 0;
  return Object.fromEntries(poll.options.map((option) => [option, counted(option)]));
}

function showPost(post: Post) {
  const { plaintext, reactions: _reactions, votes: _votes, ...rest } = post;
  return {
    ...rest,
    reactions: Object.fromEntries(reactionCounts(post)),
    votes: votesOf(post),
    message: plaintext.length > 0 ? proto.Message.decode(plaintext).toJSON() : null,
  };
}

function show(channel: Channel) {
  return {
    jid: channel.jid,
    name: channel.name.text,
    description: channel.description?.text ?? null,
    inviteCode: channel.inviteCode,
    state: channel.state,
    verified: channel.verified,
    picture: channel.picture?.id ?? null,
    followers: [...channel.followers].map(([phone, role]) => ({
      phone,
      role,
      muted: channel.muted.has(phone),
    })),
    invitations: [...channel.invitations.keys()],
    posts: channel.posts.map(showPost),
  };
}

/** Channels: creating, changing and following them, and posting in them. */
export function channelRoutes(http: FastifyInstance, server: WhatsAppServer): void {
  const { channels, management, posts } = server.channels;

  const channelOf = (request: FastifyRequest): Channel => {
    const channel = channels.find(parameters(request).text('jid'));
    if (!channel) throw new Refusal(404, 'unknown channel', 'jid');
    return channel;
  };

  const personIn = (fields: Fields): Account =>
    server.directory.ensure(phoneNumber(fields.text('phone'), 'phone'));

  const postOf = (request: FastifyRequest, channel: Channel): Post => {
    const post = channel.posts.find(
      ({ serverId }) => String(serverId) === parameters(request).text('serverId'),
    );
    if (!post) throw new Refusal(404, 'unknown post', 'serverId');
    return post;
  };

  const picture = (fields: Fields): Buffer | undefined => {
    const given = fields.optionalText('picture');
    if (given !== undefined && given !== '' && !isBase64(given))
      throw fields.wrong('picture', 'must be base64');
    return given === undefined ? undefined : Buffer.from(given, 'base64');
  };

  /** Serves an action of a person on a channel, which is answered with the channel. */
  const acting = (
    method: 'POST' | 'PUT' | 'DELETE' | 'PATCH',
    path: string,
    act: (actor: { account: Account }, channel: Channel, fields: Fields) => Promise<void> | void,
    fields: readonly string[] = [],
  ) =>
    http.route({
      method,
      url: `/phones/:phone/channels/:jid${path}`,
      handler: async (request) => {
        const actor = { account: accountOf(server, request) };
        const channel = channelOf(request);
        await doing(() => act(actor, channel, Fields.of(request.body ?? {}).only(...fields)));
        return show(channel);
      },
    });

  http.post('/phones/:phone/channels', (request) => {
    const account = accountOf(server, request);
    const fields = Fields.of(request.body).only('name', 'description', 'picture');
    const change = {
      name: fields.text('name'),
      description: fields.optionalText('description'),
      picture: picture(fields),
    };
    return doing(async () => show(await management.create({ account }, change)));
  });

  http.get('/phones/:phone/channels', (request) => channels.of(accountOf(server, request).phone).map(show));

  http.get('/channels/:jid', (request) => show(channelOf(request)));

  http.patch('/channels/:jid', (request) => {
    const channel = channelOf(request);
    const fields = Fields.of(request.body).only('state', 'verified');
    channel.verified = fields.optionalFlag('verified') ?? channel.verified;
    const state = fields.optionalOneOf('state', CHANNEL_STATES);
    if (state) management.setState(channel, state);
    channel.save();
    return show(channel);
  });

  http.patch('/channels/:jid/posts/:serverId', (request) => {
    const channel = channelOf(request);
    const post = postOf(request, channel);
    const fields = Fields.of(request.body).only('views', 'forwards');
    post.views = fields.optionalInteger('views', { min: 0 }) ?? post.views;
    post.forwards = fields.optionalInteger('forwards', { min: 0 }) ?? post.forwards;
    channel.save();
    return showPost(post);
  });

  acting(
    'PATCH',
    '',
    (actor, channel, fields) =>
      management.change(actor, channel, {
        name: fields.optionalText('name'),
        description: fields.optionalText('description'),
        picture: picture(fields),
      }),
    ['name', 'description', 'picture'],
  );
  acting('DELETE', '', (actor, channel) => management.delete(actor, channel));
  acting('PUT', '/follow', (actor, channel) => management.follow(actor, channel));
  acting('DELETE', '/follow', (actor, channel) => management.unfollow(actor, channel));
  acting(
    'POST',
    '/admins',
    (actor, channel, fields) => {
      management.invite(actor, channel, personIn(fields));
    },
    ['phone'],
  );
  acting('POST', '/admins/accept', (actor, channel) => management.acceptInvitation(actor, channel));
  acting(
    'DELETE',
    '/admins',
    (actor, channel, fields) => management.demote(actor, channel, personIn(fields)),
    ['phone'],
  );

  http.post('/phones/:phone/channels/:jid/posts', (request) => {
    const account = accountOf(server, request);
    const channel = channelOf(request);
    const fields = Fields.of(request.body).only('text', 'poll', 'id');
    const poll = fields.optionalChild('poll');
    const message = poll ? pollMessage(readPoll(poll)) : { conversation: fields.text('text') };
    const plaintext = Buffer.from(proto.Message.encode(message).finish());
    const id = readMessageId(fields, 'id') ?? phoneMessageId();
    const kind = poll ? { type: 'poll', polltype: 'creation' } : { type: 'text' };
    return doing(() => showPost(posts.publish({ account }, channel, { id, ...kind, plaintext })));
  });

  http.patch('/phones/:phone/channels/:jid/posts/:serverId', (request) => {
    const account = accountOf(server, request);
    const channel = channelOf(request);
    const { id } = postOf(request, channel);
    const message = { conversation: Fields.of(request.body).only('text').text('text') };
    const plaintext = Buffer.from(proto.Message.encode(message).finish());
    return doing(() => showPost(posts.change({ account }, channel, id, '3', plaintext)));
  });

  http.delete('/phones/:phone/channels/:jid/posts/:serverId', (request) => {
    const account = accountOf(server, request);
    const channel = channelOf(request);
    const { id } = postOf(request, channel);
    return doing(() => showPost(posts.change({ account }, channel, id, '8', Buffer.alloc(0))));
  });

  http.post('/phones/:phone/channels/:jid/posts/:serverId/reaction', (request) => {
    const account = accountOf(server, request);
    const channel = channelOf(request);
    const { serverId } = postOf(request, channel);
    const emoji = Fields.of(request.body).only('emoji').text('emoji');
    return doing(() => showPost(posts.react({ account }, channel, serverId, emoji || undefined)));
  });

  http.post('/phones/:phone/channels/:jid/posts/:serverId/vote', (request) => {
    const account = accountOf(server, request);
    const channel = channelOf(request);
    const { serverId } = postOf(request, channel);
    const fields = Fields.of(request.body).only('options');
    const options = fields.list('options').length > 0 ? fields.texts('options') : [];
    const hashes = options.map((option) => optionHash(option).toString('hex'));
    return doing(() => showPost(posts.vote({ account }, channel, serverId, hashes)));
  });
}
