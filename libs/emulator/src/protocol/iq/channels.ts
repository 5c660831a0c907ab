import type { Account } from '../../accounts/account.js';
import type { Channel } from '../../channels/channel.js';
import type { ChannelRooms } from '../../channels/channel-rooms.js';
import { metadata, NO_CHANNEL } from '../../channels/metadata.js';
import { historyNode } from '../../channels/post.js';
import { ChannelRefusal } from '../../channels/rights.js';
import { Fields, InvalidInput } from '../../state/fields.js';
import type { Json } from '../../state/state-file.js';
import { nowSeconds } from '../../wire/ids.js';
import { child, stanza, text } from '../../wire/stanza.js';
import { IqRefusal, type IqHandler, type IqRequest } from './registry.js';

/** WhatsApp's terms for those who create channels (whatsmeow, `AcceptTOSNotice`). */
const CHANNEL_TERMS = '20601218';

/** The most posts in one answer. */
const MOST_POSTS = 100;

/** What a GraphQL operation answers with: its data, under the name of the field. */
interface Operation {
  field: string;
  /** The variables of the stored query: the server refuses a query in which one is missing (as observed). */
  variables: readonly string[];
  run(rooms: ChannelRooms, request: IqRequest, variables: Fields): Promise<Json> | Json;
}

function actorOf({ login }: IqRequest) {
  return { account: login.account, companion: login.companion };
}

function channelOf({ channels }: ChannelRooms, variables: Fields): Channel {
  return channels.known(variables.text('newsletter_id'));
}

/** People are named by LID only (WhatsApp Web, `toUserLidOrThrow`). */
function personIn({ directory }: ChannelRooms, variables: Fields): Account {
  const jid = variables.text('user_id');
  const account = jid.endsWith('@lid') ? directory.findJid(jid) : undefined;
  if (!account) throw new ChannelRefusal(400, 'Bad Request');
  return account;
}

/** An operation on one channel, which is answered with its id and state. */
function deed(
  field: string,
  variables: readonly string[],
  act: (rooms: ChannelRooms, request: IqRequest, channel: Channel, fields: Fields) => Promise<void> | void,
): Operation {
  return {
    field,
    variables,
    run: async (rooms, request, fields) => {
      const channel = channelOf(rooms, fields);
      await act(rooms, request, channel, fields);
      return { id: channel.jid, state: { type: channel.state } };
    },
  };
}

/**
 * The operations about channels by the ids of their stored queries (WhatsApp Web's bundle; zapo `WA_MEX_PERSIST_IDS`,
 * whatsapp-rust `mex_operations.rs`).
 */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  '27456920720571478': {
    field: 'xwa2_newsletter',
    variables: [
      'input',
      'fetch_creation_time',
      'fetch_full_image',
      'fetch_pinned_messages',
      'fetch_status_metadata',
      'fetch_viewer_metadata',
      'fetch_wamo_sub',
    ],
    run: ({ channels }, { login }, variables) => {
      const input = variables.child('input');
      const key = input.text('key');
      const found =
        input.oneOf('type', ['JID', 'INVITE']) === 'JID' ? channels.find(key) : channels.byCode(key);
      return found ? metadata(found, login.account.phone) : NO_CHANNEL;
    },
  },
  '25399611239711790': {
    field: 'xwa2_newsletter_subscribed',
    variables: ['fetch_status_metadata', 'fetch_wamo_sub'],
    run: ({ channels }, { login: { account } }) =>
      channels.of(account.phone).map((channel) => metadata(channel, account.phone, false)),
  },
  '25149874324715067': {
    field: 'xwa2_newsletter_create',
    variables: ['input'],
    run: async ({ management }, request, variables) => {
      const { account } = request.login;
      const input = variables.child('input');
      const picture = input.optionalBytes('picture');
      const change = { name: input.text('name'), description: input.optionalText('description'), picture };
      return metadata(await management.create(actorOf(request), change), account.phone);
    },
  },
  '24250201037901610': {
    field: 'xwa2_newsletter_update',
    variables: ['newsletter_id', 'updates'],
    run: async (rooms, request, variables) => {
      const channel = channelOf(rooms, variables);
      const updates = variables.child('updates');
      await rooms.management.change(actorOf(request), channel, {
        name: updates.optionalText('name'),
        description: updates.optionalText('description'),
        picture: updates.optionalBytes('picture'),
      });
      return metadata(channel, request.login.account.phone);
    },
  },
  '30062808666639665': deed('xwa2_newsletter_delete_v2', ['newsletter_id'], (rooms, request, channel) =>
    rooms.management.delete(actorOf(request), channel),
  ),
  '24404358912487870': deed('xwa2_newsletter_join_v2', ['newsletter_id'], (rooms, request, channel) =>
    rooms.management.follow(actorOf(request), channel),
  ),
  '9767147403369991': deed('xwa2_newsletter_leave_v2', ['newsletter_id'], (rooms, request, channel) =>
    rooms.management.unfollow(actorOf(request), channel),
  ),
  '31938993655691868': {
    field: 'xwa2_newsletter_update_user_setting',
    variables: ['input'],
    run: (rooms, request, variables) => {
      const input = variables.child('input');
      const channel = channelOf(rooms, input);
      const value = input.oneOf('value', ['ON', 'OFF']);
      if (input.text('type') === 'MUTE_ADMIN_ACTIVITY')
        rooms.management.mute(actorOf(request), channel, value === 'ON');
      return { id: channel.jid, state: { type: channel.state } };
    },
  },
  '26278439461859188': {
    field: 'xwa2_newsletter_admin',
    variables: ['newsletter_id'],
    run: (rooms, { login }, variables) => {
      const channel = channelOf(rooms, variables);
      if (!channel.isAdmin(login.account.phone)) throw new ChannelRefusal(405, 'Not Allowed');
      return { id: channel.jid, admin_count: String(channel.admins.length), admin_profile: null };
    },
  },
  '27472091235714801': {
    field: 'xwa2_newsletter_followers',
    variables: ['input'],
    run: (rooms, { login }, variables) => {
      const input = variables.child('input');
      const channel = channelOf(rooms, input);
      if (!channel.isAdmin(login.account.phone)) throw new ChannelRefusal(405, 'Not Allowed');
      const edges = [...channel.followers]
        .slice(0, input.integer('count', { min: 1 }))
        .map(([phone, role]) => {
          const { lidJid, pnJid, name } = rooms.directory.ensure(phone);
          const node = { id: lidJid, pn: pnJid, display_name: name };
          return { node, role: role.toUpperCase(), follow_time: String(channel.creation) };
        });
      return { id: channel.jid, followers: { edges } };
    },
  },
  '9387141988078609': {
    field: 'xwa2_newsletter_admin_invite_create',
    variables: ['newsletter_id', 'user_id'],
    run: (rooms, request, variables) => {
      const channel = channelOf(rooms, variables);
      const until = rooms.management.invite(actorOf(request), channel, personIn(rooms, variables));
      return { id: channel.jid, invite_expiration_time: String(until) };
    },
  },
  '9656078347839416': deed(
    'xwa2_newsletter_admin_invite_revoke',
    ['newsletter_id', 'user_id'],
    (rooms, request, channel, fields) =>
      rooms.management.revokeInvitation(actorOf(request), channel, personIn(rooms, fields)),
  ),
  '9880997548630971': deed(
    'xwa2_newsletter_admin_demote',
    ['newsletter_id', 'user_id'],
    (rooms, request, channel, fields) =>
      rooms.management.demote(actorOf(request), channel, personIn(rooms, fields)),
  ),
  '9546742745432473': deed(
    'xwa2_newsletter_change_owner',
    ['newsletter_id', 'user_id'],
    (rooms, request, channel, fields) =>
      rooms.management.changeOwner(actorOf(request), channel, personIn(rooms, fields)),
  ),
};

function operationOf(request: Pick<IqRequest, 'node'>): Operation | undefined {
  return OPERATIONS[child(request.node, 'query')?.attrs.query_id ?? ''];
}

function variablesOf({ node }: IqRequest, names: readonly string[]): Fields {
  const content: unknown = JSON.parse(text(child(node, 'query')) ?? '');
  const variables = Fields.of(content).child('variables');
  if (names.some((name) => !variables.names.includes(name))) throw new ChannelRefusal(400, 'Bad Request');
  return variables;
}

function refusal(field: string, { code, text: message }: ChannelRefusal): object {
  const extensions = { error_code: code, is_retryable: false, severity: 'CRITICAL' };
  return { data: { [field]: null }, errors: [{ message, path: [field], extensions }] };
}

async function answer(rooms: ChannelRooms, request: IqRequest): Promise<object> {
  const operation = operationOf(request);
  if (!operation) throw new IqRefusal(501, 'feature-not-implemented');
  const { field, variables } = operation;
  try {
    return { data: { [field]: await operation.run(rooms, request, variablesOf(request, variables)) } };
  } catch (error) {
    if (error instanceof ChannelRefusal) return refusal(field, error);
    if (error instanceof InvalidInput) return refusal(field, new ChannelRefusal(400, 'Bad Request'));
    throw error;
  }
}

/** The part of a history that a query asks for, newest first (whatsmeow `GetNewsletterMessages`). */
function history({ channels }: ChannelRooms, { node, login }: IqRequest) {
  const { jid, count, before } = child(node, 'messages')?.attrs ?? {};
  const channel = channels.find(jid);
  if (!channel) throw new IqRefusal(404, 'item-not-found');
  const end = before === undefined ? Infinity : Number(before);
  const most = Math.min(Number(count) || MOST_POSTS, MOST_POSTS);
  const posts = channel.posts.filter(({ serverId }) => serverId < end).slice(-most);
  const messages = posts.map((post) => historyNode(post, login.account.phone));
  return [stanza('messages', { jid: channel.jid, t: nowSeconds() }, messages)];
}

/** Queries about channels: GraphQL about the channels themselves, and the history of their posts. */
export function channelHandlers(rooms: ChannelRooms): IqHandler[] {
  return [
    {
      xmlns: 'w:mex',
      type: 'get',
      child: 'query',
      serves: (node) => operationOf({ node }) !== undefined,
      answer: async (request) => ({
        content: [stanza('result', {}, JSON.stringify(await answer(rooms, request)))],
      }),
    },
    {
      xmlns: 'newsletter',
      type: 'get',
      child: 'messages',
      answer: (request) => ({ content: history(rooms, request) }),
    },
    {
      xmlns: 'newsletter',
      type: 'set',
      child: 'live_updates',
      answer: (request) => {
        const channel = rooms.channels.find(request.node.attrs.to);
        if (!channel) throw new IqRefusal(404, 'item-not-found');
        const duration = rooms.posts.listen(actorOf(request), channel);
        return { content: [stanza('live_updates', { duration })] };
      },
    },
    {
      xmlns: 'tos',
      type: 'set',
      child: 'notice',
      answer: ({ node, login }) => {
        if (child(node, 'notice')?.attrs.id === CHANNEL_TERMS) login.account.channelTerms = true;
        return {};
      },
    },
  ];
}
