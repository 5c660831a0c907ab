import {
  ALBUM_ITEM,
  BAD_ALBUMS,
  BAD_CARDS,
  BAD_CHOICE,
  BAD_EMOJI,
  BAD_EVENTS,
  BAD_HEADERS,
  BAD_INSTANCE_ID,
  BAD_LABEL,
  BAD_LINKS,
  BAD_MEDIA,
  BAD_MENTIONS,
  BAD_MESSAGE_ID,
  BAD_METADATA,
  BAD_NAME,
  BAD_OPTIONS,
  BAD_PEOPLE,
  BAD_PERSON,
  BAD_PHONE,
  BAD_PHONES,
  BAD_PLACES,
  BAD_PROXY,
  BAD_RATE,
  BAD_RECIPIENT,
  BAD_RECIPIENT_LIST,
  BAD_REFERENCE,
  BAD_TEXT,
  BAD_TIME,
  BAD_TYPE,
  BAD_URL,
  BAD_WORD,
  BLANK,
  type Hostile,
  NOT_A_COUNT,
  NOT_A_FLAG,
  NOT_A_LIST,
  NOT_A_LIST_NOR_NULL,
  NOT_A_MAP,
  NOT_A_MAP_NOR_NULL,
  NOT_A_NUMBER,
  NOT_A_RECIPIENT_NOR_LIST,
  NOT_BASE64URL,
  NOT_TEXT,
  NOT_TEXT_NOR_NULL,
  outside,
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
  /** Its body may be left away; `queried`: when the query has what it says. */
  optional?: true | 'queried';
  /** It takes any JSON object, and reads none. */
  anyBody?: true;
  /** Its body may hold files: it may be larger, and multipart/form-data. */
  media?: true;
  /** The query that it needs. */
  needs?: string;
  /** Query parameters with values that will not do. */
  query?: Readonly<Record<string, readonly string[]>>;
}

/** Operations that only say that they are impossible. */
export const UNSUPPORTED: readonly string[] = ['sendButtons', 'sendList', 'sendLiveLocation'];

function required(name: string, good: unknown, ...bad: readonly (readonly Hostile[])[]): Field {
  return { name, required: true, good: JSON.stringify(good), bad: bad.flat() };
}

function optional(name: string, good: unknown, ...bad: readonly (readonly Hostile[])[]): Field {
  return { name, required: false, good: JSON.stringify(good), bad: bad.flat() };
}

const INSTANCE = '/api/v1/instances/{instanceId}';
const CONTACT = `${INSTANCE}/contacts/{jid}`;
const GROUPS = `${INSTANCE}/groups`;
const GROUP = `${GROUPS}/{groupJid}`;
const COMMUNITIES = `${INSTANCE}/communities`;
const COMMUNITY = `${COMMUNITIES}/{communityJid}`;
const CHANNELS = `${INSTANCE}/channels`;
const CHANNEL = `${CHANNELS}/{channelJid}`;
const MESSAGE = `${INSTANCE}/messages/{messageId}`;

function beyond(most: number): Hostile[] {
  return [{ what: 'more than allowed', json: String(most + 1) }];
}

const LINK_TIME = optional('expiresInSeconds', 60, NOT_A_NUMBER, beyond(3600), [
  { what: 'no time', json: '0' },
]);

/** Values of the parameters of signed links. */
const LINK_QUERY = {
  key: ['', 'somebody-else', 'ro%20ot', 'x'.repeat(200)],
  expires: ['', '-1', 'soon', '1.5'],
  signature: ['', 'x', '!'.repeat(43), 'x'.repeat(44)],
};

const BAD_KEY_NAME: readonly Hostile[] = [
  { what: 'an empty name', json: '""' },
  { what: 'a name that is too long', json: JSON.stringify('a'.repeat(101)) },
];

const KEY_FIELDS = [
  optional('scopes', ['messages:read'], NOT_A_LIST, [
    { what: 'no scope at all', json: '[]' },
    { what: 'a scope that is none', json: '["moon:read"]' },
    { what: 'a scope twice', json: '["messages:read","messages:read"]' },
  ]),
  optional('instances', ['tour'], NOT_A_LIST_NOR_NULL, [
    { what: 'no instance at all', json: '[]' },
    { what: 'what cannot be the id of an instance', json: '["a.b"]' },
    { what: 'an instance twice', json: '["a","a"]' },
  ]),
  optional('expiresAt', '2999-01-31T09:00:00Z', BAD_TIME, [
    { what: 'a time that is over', json: '"2020-01-31T09:00:00Z"' },
  ]),
  optional('rateLimitPerMinute', 60, beyond(1_000_000)),
];

const CLIENT_REFERENCE = optional('clientReference', 'order-1742', NOT_TEXT, BAD_REFERENCE);

const SEND_AT = optional('sendAt', '2020-01-31T09:00:00Z', NOT_TEXT, BAD_TIME, [
  { what: 'a time that is too far ahead', json: '"2999-01-01T00:00:00Z"' },
]);

const OUTGOING = [
  required('to', '6281234567890', NOT_TEXT, BAD_RECIPIENT),
  optional('quotedMessageId', '3EB0', NOT_TEXT, BAD_MESSAGE_ID),
  optional('mentions', ['6281234567890'], NOT_A_LIST, BAD_MENTIONS),
  CLIENT_REFERENCE,
  SEND_AT,
];

const CAPTION = optional('caption', 'Look', NOT_TEXT, [
  { what: 'an empty caption', json: '""' },
  { what: 'a caption that is too long', json: JSON.stringify('a'.repeat(4097)) },
]);

/** Values of `limit` and `cursor` in a query. */
const PAGE_QUERY = {
  limit: ['', '0', '101', '-1', '1.5', '1e1', '0x10', 'ten', '5&limit=6'],
  cursor: ['', 'x', 'bnVsbA', '!', 'x'.repeat(2000)],
};

const BAD_FLAGS = ['', '1', 'TRUE', 'yes'];
const BAD_SEQUENCES = ['', '-1', '1.5', '0x10', 'one', '99999999999999999', '5&after=6'];
const BAD_TYPES = ['', 'nothing', 'message,', 'MESSAGE', 'message,nothing', 'toString'];

const CHAT_ID = optional('chatId', '6281234567890', NOT_TEXT, BAD_RECIPIENT);

/** Values of `chatId` in a query. */
const CHAT_QUERY = {
  chatId: ['', 'Casey', '123456', '@', 'status@broadcast', '1&chatId=2', 'x'.repeat(2000)],
};

const PICTURE_QUERY = { size: ['', 'FULL', 'large', 'full&size=full', 'x'.repeat(2000)] };

const BAD_TIMES = ['', 'now', '2026-13-01T00:00:00Z', '2026-01-01', '1769850000'];

/** Values of the conditions on messages in a query. */
const MESSAGES_QUERY = {
  search: ['', '%20', '%22', '%F0%9F%99%82', 'x'.repeat(201), 'a+b+c+d+e+f+g+h+i+j+k'],
  from: ['', 'Casey', '123456', '@', 'status@broadcast', '1&from=2', '120363043211234567@g.us'],
  type: ['', 'nothing', 'text,', 'TEXT', 'text,nothing', 'toString'],
  fromMe: BAD_FLAGS,
  starred: BAD_FLAGS,
  after: BAD_TIMES,
  before: BAD_TIMES,
};

function sendsFile(kind: string, good: string, ...more: Field[]): Operation {
  return {
    id: `send${kind[0]?.toUpperCase()}${kind.slice(1)}`,
    method: 'POST',
    path: `${INSTANCE}/messages/${kind}`,
    media: true,
    fields: [...OUTGOING, ...fileFields(good), ...more],
  };
}

/** A file, and what may be said about it. */
function fileFields(good: string): Field[] {
  return [
    required('media', good, NOT_TEXT, BAD_MEDIA),
    optional('mimetype', good.slice(5, good.indexOf(';')), NOT_TEXT, BAD_TYPE),
    optional('fileName', 'a.bin', NOT_TEXT, [
      { what: 'an empty name', json: '""' },
      { what: 'a name that is too long', json: JSON.stringify('a'.repeat(1025)) },
    ]),
  ];
}

function flag(name: string): Field {
  return optional(name, false, NOT_A_FLAG);
}

const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP438AAAAQBAYDFKhhdAAAAAElFTkSuQmCC';
const FILM = 'data:video/mp4;base64,AAAAFGZ0eXBpc29tAAACAGlzb20AAAAIbWRhdA==';
const VOICE = 'data:audio/ogg;base64,T2dnUwACAAAAAAAAAAABAAAAAAAAAAAAAAABE09wdXNIZWFkAQE4AYC7AAAAAAA=';
const STICKER = 'data:image/webp;base64,UklGRhwAAABXRUJQVlA4TBAAAAAvAAAAAAdQxP5H/wMR0f8A';

const FILES: readonly Operation[] = [
  sendsFile('image', PIXEL, CAPTION, flag('viewOnce'), flag('convert')),
  sendsFile('video', FILM, CAPTION, flag('viewOnce'), flag('gifPlayback'), flag('ptv'), flag('convert')),
  sendsFile('audio', VOICE, flag('ptt'), flag('viewOnce'), flag('convert')),
  sendsFile('document', 'data:text/plain;base64,SGVsbG8=', CAPTION),
  sendsFile('sticker', STICKER, flag('convert')),
];

const PEOPLE = required('participants', ['6281234567890'], NOT_A_LIST, BAD_PEOPLE);

/** People in a body that may be left away, or in a query. */
const FEWER_PEOPLE = {
  method: 'DELETE' as const,
  optional: 'queried' as const,
  fields: [optional('participants', ['6281234567890'], NOT_A_LIST, BAD_PEOPLE)],
  query: {
    participants: ['', ',', 'Casey', '6281234567890,', '6281234567890,123456-789@g.us', 'x'.repeat(2000)],
  },
};

const GROUP_NAME = [
  ...BLANK,
  { what: 'two lines', json: '"Lunch\\nDinner"' },
  { what: 'a name that is too long', json: JSON.stringify('a'.repeat(101)) },
];

/** An invitation to a group for one person. */
const INVITATION = [
  required('inviteCode', 'AbCdEfGhIjKlMnOp', NOT_TEXT, [
    { what: 'a link', json: '"https://chat.whatsapp.com/AbCdEfGhIjKlMnOp"' },
    { what: 'a short code', json: '"abc"' },
  ]),
  required('expiresAt', '3000-12-31T09:00:00Z', NOT_TEXT, BAD_TIME),
];

const LONG_DESCRIPTION = [
  { what: 'half a character', json: '"a\\ud83eb"' },
  { what: 'a description that is too long', json: JSON.stringify('a'.repeat(2049)) },
];

const PERSON = required('person', '6281234567890', NOT_TEXT, BAD_PERSON);

const STATUS = `${INSTANCE}/status`;
const STATUS_POST = `${STATUS}/posts/{messageId}`;
const CONTACT_POST = `${STATUS}/contacts/{messageId}`;

const RECIPIENTS = optional('recipients', ['6281234567890'], NOT_A_LIST, BAD_PEOPLE.slice(0, -1), [
  {
    what: 'too many people',
    json: JSON.stringify(Array.from({ length: 1025 }, (_, index) => `62812345${1000 + index}`)),
  },
]);
const BACKGROUND = optional('backgroundColor', '#128C7E', NOT_TEXT, [
  { what: 'a word', json: '"green"' },
  { what: 'too few digits', json: '"#128"' },
]);
const STATUS_FIELDS = [RECIPIENTS, CLIENT_REFERENCE, SEND_AT];
const STATUS_CAPTION = optional('caption', 'Look', NOT_TEXT, [
  { what: 'an empty caption', json: '""' },
  { what: 'a caption that is too long', json: JSON.stringify('a'.repeat(1025)) },
]);
const AUTHOR_QUERY = { author: ['', 'Casey', '123456', '@', 'status@broadcast', 'x'.repeat(2000)] };

const STATUS_ROUTES: readonly Operation[] = [
  {
    id: 'postTextStatus',
    method: 'POST',
    path: `${STATUS}/text`,
    fields: [
      required('text', 'Hello', NOT_TEXT, BLANK, [
        { what: 'a text that is too long', json: JSON.stringify('a'.repeat(701)) },
      ]),
      BACKGROUND,
      optional('font', 'system', [
        { what: 'an unknown font', json: '"arial"' },
        { what: 'a number without a font', json: '3' },
        { what: 'a list', json: '[1]' },
      ]),
      ...STATUS_FIELDS,
    ],
  },
  {
    id: 'postImageStatus',
    method: 'POST',
    path: `${STATUS}/image`,
    media: true,
    fields: [...fileFields(PIXEL), STATUS_CAPTION, ...STATUS_FIELDS],
  },
  {
    id: 'postVideoStatus',
    method: 'POST',
    path: `${STATUS}/video`,
    media: true,
    fields: [...fileFields(FILM), STATUS_CAPTION, ...STATUS_FIELDS],
  },
  {
    id: 'postVoiceStatus',
    method: 'POST',
    path: `${STATUS}/voice`,
    media: true,
    fields: [...fileFields(VOICE), BACKGROUND, ...STATUS_FIELDS],
  },
  { id: 'listStatusPosts', method: 'GET', path: `${STATUS}/posts`, query: PAGE_QUERY },
  { id: 'deleteStatusPost', method: 'DELETE', path: STATUS_POST },
  { id: 'listStatusViewers', method: 'GET', path: `${STATUS_POST}/viewers`, query: PAGE_QUERY },
  {
    id: 'listContactStatusPosts',
    method: 'GET',
    path: `${STATUS}/contacts`,
    query: { ...PAGE_QUERY, ...AUTHOR_QUERY },
  },
  { id: 'getContactStatusMedia', method: 'GET', path: `${CONTACT_POST}/media`, query: AUTHOR_QUERY },
  { id: 'viewStatusPost', method: 'POST', path: `${CONTACT_POST}/view`, query: AUTHOR_QUERY },
  {
    id: 'reactToStatusPost',
    method: 'POST',
    path: `${CONTACT_POST}/reaction`,
    fields: [
      required('emoji', '💚', NOT_TEXT, BAD_EMOJI),
      optional('author', '6281234567890', NOT_TEXT, BAD_PERSON),
    ],
  },
  { id: 'muteStatusPosts', method: 'PUT', path: `${STATUS}/muted/{jid}` },
  { id: 'unmuteStatusPosts', method: 'DELETE', path: `${STATUS}/muted/{jid}` },
];

const CHANNELS_ROUTES: readonly Operation[] = [
  {
    id: 'createChannel',
    method: 'POST',
    path: CHANNELS,
    fields: [
      required('name', 'News', NOT_TEXT, GROUP_NAME),
      optional('description', 'What is new', NOT_TEXT, LONG_DESCRIPTION),
      flag('acceptTerms'),
    ],
  },
  { id: 'listChannels', method: 'GET', path: CHANNELS },
  { id: 'getChannelByInvite', method: 'GET', path: `${CHANNELS}/invites/{inviteCode}` },
  { id: 'getChannel', method: 'GET', path: CHANNEL },
  {
    id: 'updateChannel',
    method: 'PATCH',
    path: CHANNEL,
    fields: [
      optional('name', 'News', NOT_TEXT, GROUP_NAME),
      optional('description', 'What is new', NOT_TEXT, LONG_DESCRIPTION),
    ],
  },
  { id: 'deleteChannel', method: 'DELETE', path: CHANNEL },
  { id: 'followChannel', method: 'PUT', path: `${CHANNEL}/follow` },
  { id: 'unfollowChannel', method: 'DELETE', path: `${CHANNEL}/follow` },
  { id: 'muteChannel', method: 'PUT', path: `${CHANNEL}/mute` },
  { id: 'unmuteChannel', method: 'DELETE', path: `${CHANNEL}/mute` },
  {
    id: 'setChannelPicture',
    method: 'POST',
    path: `${CHANNEL}/picture`,
    media: true,
    fields: fileFields(PIXEL),
  },
  { id: 'removeChannelPicture', method: 'DELETE', path: `${CHANNEL}/picture` },
  { id: 'listChannelPosts', method: 'GET', path: `${CHANNEL}/messages`, query: PAGE_QUERY },
  {
    id: 'reactToChannelPost',
    method: 'POST',
    path: `${CHANNEL}/messages/{serverId}/reaction`,
    fields: [required('emoji', '👍', NOT_TEXT, BAD_EMOJI)],
  },
  {
    id: 'voteInChannelPoll',
    method: 'POST',
    path: `${CHANNEL}/messages/{serverId}/vote`,
    fields: [required('options', ['Monday'], NOT_A_LIST, BAD_CHOICE)],
  },
  { id: 'getChannelPostMedia', method: 'GET', path: `${CHANNEL}/messages/{serverId}/media` },
  { id: 'countChannelAdmins', method: 'GET', path: `${CHANNEL}/admins` },
  { id: 'inviteChannelAdmin', method: 'POST', path: `${CHANNEL}/admins`, fields: [PERSON] },
  { id: 'demoteChannelAdmin', method: 'DELETE', path: `${CHANNEL}/admins/{person}` },
  { id: 'revokeChannelInvitation', method: 'DELETE', path: `${CHANNEL}/admins/{person}/invitation` },
  { id: 'changeChannelOwner', method: 'PUT', path: `${CHANNEL}/owner`, fields: [PERSON] },
];

const GROUPS_ROUTES: readonly Operation[] = [
  {
    id: 'createGroup',
    method: 'POST',
    path: GROUPS,
    fields: [required('name', 'Lunch', NOT_TEXT, GROUP_NAME), PEOPLE],
  },
  { id: 'listGroups', method: 'GET', path: GROUPS },
  { id: 'getGroupByInvite', method: 'GET', path: `${GROUPS}/invites/{inviteCode}` },
  { id: 'joinGroup', method: 'POST', path: `${GROUPS}/join/{inviteCode}` },
  { id: 'getGroup', method: 'GET', path: GROUP },
  {
    id: 'updateGroup',
    method: 'PATCH',
    path: GROUP,
    fields: [
      optional('name', 'Lunch', NOT_TEXT, GROUP_NAME),
      optional('description', 'Every day at twelve', NOT_TEXT, LONG_DESCRIPTION),
      flag('announce'),
      flag('restrict'),
      flag('membersCanAdd'),
      flag('joinApproval'),
      optional('disappearingSeconds', 604_800, NOT_A_COUNT, [{ what: 'another time', json: '60' }]),
    ],
  },
  { id: 'leaveGroup', method: 'DELETE', path: GROUP },
  { id: 'listGroupParticipants', method: 'GET', path: `${GROUP}/participants` },
  { id: 'addGroupParticipants', method: 'POST', path: `${GROUP}/participants`, fields: [PEOPLE] },
  { id: 'removeGroupParticipants', path: `${GROUP}/participants`, ...FEWER_PEOPLE },
  { id: 'promoteGroupParticipants', method: 'POST', path: `${GROUP}/admins`, fields: [PEOPLE] },
  { id: 'demoteGroupParticipants', path: `${GROUP}/admins`, ...FEWER_PEOPLE },
  {
    id: 'setGroupLabel',
    method: 'PUT',
    path: `${GROUP}/label`,
    fields: [
      required('label', 'Accounting', NOT_TEXT, [
        { what: 'a blank label', json: '" "' },
        { what: 'two lines', json: '"a\\nb"' },
        { what: 'half a character', json: '"a\\ud83eb"' },
        { what: 'a label that is too long', json: JSON.stringify('a'.repeat(31)) },
      ]),
    ],
  },
  { id: 'listGroupJoinRequests', method: 'GET', path: `${GROUP}/join-requests` },
  {
    id: 'approveGroupJoinRequests',
    method: 'POST',
    path: `${GROUP}/join-requests/approve`,
    fields: [PEOPLE],
  },
  { id: 'rejectGroupJoinRequests', method: 'POST', path: `${GROUP}/join-requests/reject`, fields: [PEOPLE] },
  {
    id: 'acceptGroupInvitation',
    method: 'POST',
    path: `${GROUP}/accept-invitation`,
    fields: [...INVITATION, required('invitedBy', '6281234567890', NOT_TEXT, BAD_PERSON)],
  },
  {
    id: 'getGroupByInvitation',
    method: 'POST',
    path: `${GROUP}/invitation`,
    fields: [...INVITATION, required('invitedBy', '6281234567890', NOT_TEXT, BAD_PERSON)],
  },
  { id: 'withdrawGroupInvitations', method: 'POST', path: `${GROUP}/withdraw-invitations`, fields: [PEOPLE] },
  { id: 'setGroupPicture', method: 'POST', path: `${GROUP}/picture`, media: true, fields: fileFields(PIXEL) },
  { id: 'getGroupPicture', method: 'GET', path: `${GROUP}/picture`, query: PICTURE_QUERY },
  { id: 'removeGroupPicture', method: 'DELETE', path: `${GROUP}/picture` },
  { id: 'getGroupInviteLink', method: 'GET', path: `${GROUP}/invite` },
  { id: 'revokeGroupInviteLink', method: 'POST', path: `${GROUP}/revoke-invite` },
];

const BAD_GROUPS = [
  [],
  [null],
  [1],
  ['Lunch'],
  ['6281234567890'],
  Array.from({ length: 101 }, () => '120363043211234567@g.us'),
].map((list) => ({ what: `the groups ${JSON.stringify(list).slice(0, 40)}`, json: JSON.stringify(list) }));
const SUBGROUPS = required('groups', ['120363043211234567@g.us'], NOT_A_LIST, BAD_GROUPS);

const COMMUNITIES_ROUTES: readonly Operation[] = [
  {
    id: 'createCommunity',
    method: 'POST',
    path: COMMUNITIES,
    fields: [
      required('name', 'Acme', NOT_TEXT, GROUP_NAME),
      optional('description', 'Everybody at Acme', NOT_TEXT, LONG_DESCRIPTION),
      flag('joinApproval'),
      flag('membersCanAddGroups'),
      flag('generalGroup'),
    ],
  },
  { id: 'listCommunities', method: 'GET', path: COMMUNITIES },
  { id: 'getCommunityByInvite', method: 'GET', path: `${COMMUNITIES}/invites/{inviteCode}` },
  { id: 'joinCommunity', method: 'POST', path: `${COMMUNITIES}/join/{inviteCode}` },
  { id: 'getCommunity', method: 'GET', path: COMMUNITY },
  {
    id: 'updateCommunity',
    method: 'PATCH',
    path: COMMUNITY,
    fields: [
      optional('name', 'Acme', NOT_TEXT, GROUP_NAME),
      optional('description', 'Everybody at Acme', NOT_TEXT, LONG_DESCRIPTION),
      flag('membersCanAddGroups'),
    ],
  },
  { id: 'leaveCommunity', method: 'DELETE', path: COMMUNITY },
  { id: 'deactivateCommunity', method: 'POST', path: `${COMMUNITY}/deactivate` },
  {
    id: 'setCommunityPicture',
    method: 'POST',
    path: `${COMMUNITY}/picture`,
    media: true,
    fields: fileFields(PIXEL),
  },
  { id: 'removeCommunityPicture', method: 'DELETE', path: `${COMMUNITY}/picture` },
  { id: 'getCommunityInviteLink', method: 'GET', path: `${COMMUNITY}/invite` },
  { id: 'revokeCommunityInviteLink', method: 'POST', path: `${COMMUNITY}/revoke-invite` },
  { id: 'listCommunityGroups', method: 'GET', path: `${COMMUNITY}/groups` },
  {
    id: 'createCommunityGroup',
    method: 'POST',
    path: `${COMMUNITY}/groups`,
    fields: [
      required('name', 'Sales', NOT_TEXT, GROUP_NAME),
      optional('participants', ['6281234567890'], NOT_A_LIST, BAD_PEOPLE),
    ],
  },
  { id: 'linkCommunityGroups', method: 'POST', path: `${COMMUNITY}/link-groups`, fields: [SUBGROUPS] },
  {
    id: 'unlinkCommunityGroups',
    method: 'POST',
    path: `${COMMUNITY}/unlink-groups`,
    fields: [SUBGROUPS, flag('removeMembers')],
  },
  { id: 'joinCommunityGroup', method: 'POST', path: `${COMMUNITY}/groups/{groupJid}/join` },
  { id: 'listCommunityMembers', method: 'GET', path: `${COMMUNITY}/members` },
  { id: 'addCommunityMembers', method: 'POST', path: `${COMMUNITY}/members`, fields: [PEOPLE] },
  { id: 'removeCommunityMembers', path: `${COMMUNITY}/members`, ...FEWER_PEOPLE },
  { id: 'promoteCommunityMembers', method: 'POST', path: `${COMMUNITY}/admins`, fields: [PEOPLE] },
  { id: 'demoteCommunityMembers', path: `${COMMUNITY}/admins`, ...FEWER_PEOPLE },
];

const BLOCK = `${INSTANCE}/blocklist/{jid}`;

const PRIVACY_ROUTES: readonly Operation[] = [
  { id: 'getPrivacy', method: 'GET', path: `${INSTANCE}/privacy` },
  {
    id: 'updatePrivacy',
    method: 'PATCH',
    path: `${INSTANCE}/privacy`,
    fields: [
      ...[
        'lastSeen',
        'online',
        'profilePicture',
        'about',
        'readReceipts',
        'groupAdd',
        'callAdd',
        'messages',
      ].map((name) => optional(name, 'all', NOT_TEXT, BAD_WORD)),
      optional('statusAudience', { audience: 'contacts' }, NOT_A_MAP, [
        { what: 'an unknown audience', json: '{"audience":"everybody"}' },
        { what: 'an audience without people', json: '{"audience":"only"}' },
        { what: 'people who are none', json: '{"audience":"only","people":["Casey"]}' },
      ]),
      optional('disappearingSeconds', 86_400, [
        { what: 'a text', json: '"86400"' },
        { what: 'another number', json: '60' },
        { what: 'null', json: 'null' },
      ]),
    ],
  },
  { id: 'getBlocklist', method: 'GET', path: `${INSTANCE}/blocklist` },
  { id: 'blockContact', method: 'PUT', path: BLOCK },
  { id: 'unblockContact', method: 'DELETE', path: BLOCK },
];

const BAD_ADDRESSES = [
  [],
  [null],
  [1],
  ['Casey'],
  ['123456-789@g.us'],
  Array.from({ length: 101 }, () => '6281234567890'),
].map((list) => ({ what: `the addresses ${JSON.stringify(list).slice(0, 40)}`, json: JSON.stringify(list) }));

const CATALOG = `${INSTANCE}/catalog`;
const PRODUCTS = `${CATALOG}/products`;
const PRODUCT = `${PRODUCTS}/{productId}`;

const OWNER_QUERY = { jid: ['', 'Casey', '123456', '123456-789@g.us', 'x'.repeat(2000)] };

const NOT_A_CODE = ['', 'eur', 'e', 'EURO', 'E1', '€€'].map((code) => ({
  what: `the code ${code}`,
  json: JSON.stringify(code),
}));

const BAD_PRICE = [-0.5, 1e9 + 1, 1.0005].map((price) => ({
  what: `the price ${price}`,
  json: JSON.stringify(price),
}));

/** What can be said about a product. `nullable`: null removes it. */
function productFields(nullable: boolean): Field[] {
  const text = nullable ? NOT_TEXT_NOR_NULL : NOT_TEXT;
  const long = (what: string, most: number) => ({ what, json: JSON.stringify('a'.repeat(most + 1)) });
  return [
    optional('description', 'Fresh', text, BLANK, [long('a description that is too long', 5000)]),
    optional('retailerId', 'B-1', text, BLANK, [long('a code that is too long', 100)]),
    optional('url', 'https://example.com/bread', text, BAD_URL),
    optional('hidden', true, NOT_A_FLAG),
    optional('originCountry', 'DE', text, NOT_A_CODE),
    optional('currency', 'EUR', NOT_TEXT, NOT_A_CODE),
    optional('price', 4.5, nullable ? [] : [{ what: 'null', json: 'null' }], BAD_PRICE, [
      { what: 'a text', json: '"x"' },
    ]),
  ];
}

const PRODUCT_NAME = [
  ...BLANK,
  { what: 'two lines', json: '"Bread\\nCake"' },
  { what: 'a name that is too long', json: JSON.stringify('a'.repeat(151)) },
];

const PRODUCT_IDS = [
  [],
  [null],
  [1],
  ['x'],
  ['1', '1'],
  Array.from({ length: 21 }, (_, index) => `${index}`),
];

const CATALOG_ROUTES: readonly Operation[] = [
  { id: 'listProducts', method: 'GET', path: PRODUCTS, query: { ...PAGE_QUERY, ...OWNER_QUERY } },
  {
    id: 'createProduct',
    method: 'POST',
    path: PRODUCTS,
    media: true,
    fields: [
      required('name', 'Bread', NOT_TEXT, PRODUCT_NAME),
      ...productFields(false),
      ...fileFields(PIXEL),
    ],
  },
  {
    id: 'deleteProducts',
    method: 'DELETE',
    path: PRODUCTS,
    optional: 'queried',
    fields: [
      optional(
        'productIds',
        ['7654321098765432'],
        NOT_A_LIST,
        PRODUCT_IDS.map((ids) => ({ what: `the ids ${JSON.stringify(ids)}`, json: JSON.stringify(ids) })),
      ),
    ],
    query: { productIds: ['', ',', 'x', '1,', '1,1', 'x'.repeat(2000)] },
  },
  { id: 'getProduct', method: 'GET', path: PRODUCT, query: OWNER_QUERY },
  {
    id: 'updateProduct',
    method: 'PATCH',
    path: PRODUCT,
    fields: [optional('name', 'Bread', NOT_TEXT, PRODUCT_NAME), ...productFields(true)],
  },
  { id: 'deleteProduct', method: 'DELETE', path: PRODUCT },
  {
    id: 'addProductPicture',
    method: 'POST',
    path: `${PRODUCT}/pictures`,
    media: true,
    fields: fileFields(PIXEL),
  },
  { id: 'removeProductPicture', method: 'DELETE', path: `${PRODUCT}/pictures/{pictureId}` },
  {
    id: 'listCollections',
    method: 'GET',
    path: `${CATALOG}/collections`,
    query: { ...PAGE_QUERY, ...OWNER_QUERY, limit: [...PAGE_QUERY.limit, '21'] },
  },
  {
    id: 'listCollectionProducts',
    method: 'GET',
    path: `${CATALOG}/collections/{collectionId}`,
    query: { ...PAGE_QUERY, ...OWNER_QUERY },
  },
  {
    id: 'getOrder',
    method: 'GET',
    path: `${INSTANCE}/orders/{orderId}`,
    needs: 'token=x',
    query: { token: ['', 'x'.repeat(2000)], seller: OWNER_QUERY.jid },
  },
];

const LABELS = `${INSTANCE}/labels`;
const LABEL = `${LABELS}/{labelId}`;

const LABEL_NAME = [
  ...BLANK,
  { what: 'two lines', json: '"New\\norder"' },
  { what: 'a name that is too long', json: JSON.stringify('a'.repeat(101)) },
];
const COLOR = optional('color', 3, NOT_A_NUMBER, [
  { what: 'half a color', json: '0.5' },
  { what: 'a color before the first', json: '-1' },
  { what: 'a color after the last', json: '20' },
]);

const LABELS_ROUTES: readonly Operation[] = [
  { id: 'listLabels', method: 'GET', path: LABELS },
  {
    id: 'createLabel',
    method: 'POST',
    path: LABELS,
    fields: [required('name', 'New order', NOT_TEXT, LABEL_NAME), COLOR],
  },
  { id: 'getLabel', method: 'GET', path: LABEL },
  {
    id: 'updateLabel',
    method: 'PATCH',
    path: LABEL,
    fields: [optional('name', 'Paid', NOT_TEXT, LABEL_NAME), COLOR],
  },
  { id: 'deleteLabel', method: 'DELETE', path: LABEL },
  { id: 'listLabelChats', method: 'GET', path: `${LABEL}/chats`, query: PAGE_QUERY },
  { id: 'labelChat', method: 'PUT', path: `${LABEL}/chats/{jid}` },
  { id: 'unlabelChat', method: 'DELETE', path: `${LABEL}/chats/{jid}` },
  { id: 'listLabelMessages', method: 'GET', path: `${LABEL}/messages`, query: PAGE_QUERY },
  { id: 'labelMessage', method: 'PUT', path: `${LABEL}/messages/{messageId}`, query: CHAT_QUERY },
  { id: 'unlabelMessage', method: 'DELETE', path: `${LABEL}/messages/{messageId}`, query: CHAT_QUERY },
];

const TIMES = ['', 'now', '2026-01-31', '2026-01-31T09:00:00', '2026-13-01T00:00:00Z', '1735118400000'];

const TEST = { optional: true, fields: [optional('event', 'message', NOT_TEXT, BAD_WORD)] } as const;

const DELIVERIES_QUERY = {
  ...PAGE_QUERY,
  state: ['', 'PENDING', 'failed', 'pending&state=parked'],
  event: ['', 'Message', 'nonsense', '__proto__'],
  from: TIMES,
  to: TIMES,
  chatId: ['', 'nobody', '6281234567890@nowhere'],
};

const REPLAY_FIELDS = [
  optional('states', ['parked'], NOT_A_LIST, [
    { what: 'no state', json: '[]' },
    { what: 'an unknown state', json: '["failed"]' },
    { what: 'a state twice', json: '["parked","parked"]' },
  ]),
  optional('events', ['message'], NOT_A_LIST, BAD_EVENTS, [{ what: 'no event', json: '[]' }]),
  ...['from', 'to'].map((name) =>
    optional(
      name,
      '2026-01-31T09:00:00Z',
      NOT_TEXT,
      TIMES.map((time) => ({ what: `the time ${time}`, json: JSON.stringify(time) })),
    ),
  ),
  optional('chatId', '6281234567890', NOT_TEXT, BAD_RECIPIENT),
  optional('dryRun', true, NOT_A_FLAG),
];

/** What is done with a receiver's deliveries: an instance's, or the global one's. */
function steering(path: string, name: (id: string) => string): Operation[] {
  const one = `${path}/deliveries/{deliveryId}`;
  return [
    { id: `get${name('WebhookStatus')}`, method: 'GET', path: `${path}/status` },
    {
      id: `list${name('Deliveries')}`,
      method: 'GET',
      path: `${path}/deliveries`,
      query: DELIVERIES_QUERY,
    },
    { id: `get${name('Delivery')}`, method: 'GET', path: one },
    { id: `redeliver${name('')}`, method: 'POST', path: `${one}/redeliver` },
    {
      id: `replay${name('Deliveries')}`,
      method: 'POST',
      path: `${path}/replay`,
      optional: true,
      fields: REPLAY_FIELDS,
    },
    { id: `pause${name('Webhook')}`, method: 'POST', path: `${path}/pause` },
    { id: `resume${name('Webhook')}`, method: 'POST', path: `${path}/resume` },
  ];
}

const BAD_FORMAT = [{ what: 'an unknown format', json: '"venom"' }];

const BAD_ORDER = [
  { what: 'an empty text', json: '""' },
  { what: 'another case', json: '"CHAT"' },
  { what: 'an unknown word', json: '"random"' },
];

const BAD_SECRET = [
  { what: 'a short secret', json: '"fifteen-letters"' },
  { what: 'a long secret', json: JSON.stringify('a'.repeat(257)) },
  { what: 'a secret with a space', json: '"a secret with spaces"' },
  { what: 'a secret in another form', json: '"whsec_c2VjcmV0c2VjcmV0"' },
];
const SECRET = optional('secret', 'sixteen-letters-or-more', NOT_TEXT, BAD_SECRET);

const ENDPOINT_SETTINGS = [
  optional('events', ['message'], NOT_A_LIST_NOR_NULL, BAD_EVENTS),
  optional('filter', { chats: 'people' }, NOT_A_MAP_NOR_NULL, [
    { what: 'an unknown part', json: '{"chat":"all"}' },
    { what: 'an unknown kind of chat', json: '{"chats":"channels"}' },
    { what: 'no chats at all', json: '{"chatIds":[]}' },
    { what: 'a chat that is none', json: '{"chatIds":["Casey"]}' },
    {
      what: 'too many chats',
      json: JSON.stringify({ chatIds: Array.from({ length: 201 }, (_, index) => `62812345${1000 + index}`) }),
    },
    { what: 'neither true nor false', json: '{"fromMe":"yes"}' },
    { what: 'a type that is none', json: '{"types":["poem"]}' },
    { what: 'no types at all', json: '{"types":[]}' },
  ]),
  optional('enabled', true, NOT_A_FLAG),
  optional('order', 'chat', NOT_TEXT, BAD_ORDER),
  optional('headers', { 'X-Tenant': 'acme' }, NOT_A_MAP, BAD_HEADERS),
  optional('format', 'miaw', NOT_TEXT, BAD_FORMAT),
  optional('concurrency', 4, beyond(32), [{ what: 'none at all', json: '0' }]),
  optional('timeoutMs', 5000, beyond(120_000), [{ what: 'no time', json: '0' }]),
];

/** What is done with the endpoints of a list: an instance's, or the global one. */
function endpoints(path: string, name: (id: string) => string): Operation[] {
  const one = `${path}/{endpointName}`;
  const delivery = `${one}/deliveries/{deliveryId}`;
  const url = [BAD_URL, [{ what: 'a number', json: '1' }]];
  return [
    {
      id: name('createEndpoint'),
      method: 'POST',
      path,
      fields: [
        required('name', 'crm', NOT_TEXT, [
          { what: 'an empty name', json: '""' },
          { what: 'a name with a dot', json: '"a.b"' },
          { what: 'a name that is too long', json: JSON.stringify('a'.repeat(65)) },
          { what: 'a name that means something else', json: '"deliveries"' },
        ]),
        required('url', 'https://example.com/crm', ...url),
        ...ENDPOINT_SETTINGS,
        SECRET,
      ],
    },
    { id: name('listEndpoints'), method: 'GET', path },
    { id: name('getEndpoint'), method: 'GET', path: one },
    {
      id: name('updateEndpoint'),
      method: 'PATCH',
      path: one,
      fields: [optional('url', 'https://example.com/crm', ...url), ...ENDPOINT_SETTINGS],
    },
    { id: name('removeEndpoint'), method: 'DELETE', path: one },
    {
      id: name('rotateEndpointSecret'),
      method: 'POST',
      path: `${one}/rotate-secret`,
      optional: true,
      fields: [SECRET, optional('graceSeconds', 60, NOT_A_NUMBER, beyond(30 * 86_400))],
    },
    { id: name('testEndpoint'), method: 'POST', path: `${one}/test`, ...TEST },
    { id: name('getEndpointStatus'), method: 'GET', path: `${one}/status` },
    { id: name('listEndpointDeliveries'), method: 'GET', path: `${one}/deliveries`, query: DELIVERIES_QUERY },
    { id: name('getEndpointDelivery'), method: 'GET', path: delivery },
    { id: name('redeliverEndpoint'), method: 'POST', path: `${delivery}/redeliver` },
    {
      id: name('replayEndpointDeliveries'),
      method: 'POST',
      path: `${one}/replay`,
      optional: true,
      fields: REPLAY_FIELDS,
    },
    {
      id: name('pauseEndpoint'),
      method: 'POST',
      path: `${one}/pause`,
      optional: true,
      fields: [
        optional('reason', 'It moves', NOT_TEXT, [
          { what: 'an empty reason', json: '""' },
          { what: 'a reason that is too long', json: JSON.stringify('a'.repeat(201)) },
        ]),
      ],
    },
    { id: name('resumeEndpoint'), method: 'POST', path: `${one}/resume` },
  ];
}

const BUSINESS = `${INSTANCE}/business/profile`;

const OPEN = { day: 'mon', mode: 'specific_hours', opensAt: '09:00', closesAt: '18:00' };

/** Weeks that will not do. */
const BAD_HOURS: readonly Hostile[] = Object.entries({
  'no time zone': { days: [OPEN] },
  'a time zone that is none': { timezone: 'Berlin', days: [OPEN] },
  'an offset as a time zone': { timezone: '+02:00', days: [OPEN] },
  'no day': { timezone: 'UTC', days: [] },
  'an unknown day': { timezone: 'UTC', days: [{ ...OPEN, day: 'monday' }] },
  'an unknown mode': { timezone: 'UTC', days: [{ ...OPEN, mode: 'closed' }] },
  'a time that is none': { timezone: 'UTC', days: [{ ...OPEN, opensAt: '9' }] },
  'a time after the end of the day': { timezone: 'UTC', days: [{ ...OPEN, closesAt: '24:01' }] },
  'no times': { timezone: 'UTC', days: [{ day: 'mon', mode: 'specific_hours' }] },
  'times that are not needed': { timezone: 'UTC', days: [{ ...OPEN, mode: 'open_24h' }] },
  'no time between': { timezone: 'UTC', days: [{ ...OPEN, closesAt: '09:00' }] },
  'a day twice': { timezone: 'UTC', days: [OPEN, { day: 'mon', mode: 'open_24h' }] },
  'too many entries': { timezone: 'UTC', days: Array.from({ length: 29 }, () => OPEN) },
}).map(([what, value]) => ({ what, json: JSON.stringify(value) }));

const BUSINESS_ROUTES: readonly Operation[] = [
  { id: 'getBusinessProfile', method: 'GET', path: BUSINESS },
  {
    id: 'updateBusinessProfile',
    method: 'PATCH',
    path: BUSINESS,
    fields: [
      optional('description', 'Bread', NOT_TEXT_NOR_NULL, [
        { what: 'an empty text', json: '""' },
        { what: 'a text that is too long', json: JSON.stringify('a'.repeat(513)) },
      ]),
      optional('address', '1 Baker Street', NOT_TEXT_NOR_NULL, [
        { what: 'an address that is too long', json: JSON.stringify('a'.repeat(257)) },
      ]),
      optional('email', 'hello@example.com', NOT_TEXT_NOR_NULL, [
        { what: 'no address', json: '"hello"' },
        { what: 'an address without a domain', json: '"hello@example"' },
        { what: 'an address that is too long', json: JSON.stringify(`${'a'.repeat(129)}@b.de`) },
      ]),
      optional('websites', ['https://example.com'], NOT_A_LIST, [
        { what: 'three websites', json: '["https://a.de","https://b.de","https://c.de"]' },
        { what: 'a website twice', json: '["https://a.de","https://a.de"]' },
        { what: 'no URL', json: '["example"]' },
        { what: 'a URL of another kind', json: '["ftp://example.com"]' },
      ]),
      optional('categoryIds', ['1'], NOT_A_LIST, [
        { what: 'no category', json: '[]' },
        { what: 'four categories', json: '["1","2","3","4"]' },
        { what: 'a name', json: '["Bakery"]' },
      ]),
      optional('hours', { timezone: 'Europe/Berlin', days: [OPEN] }, NOT_A_MAP_NOR_NULL, BAD_HOURS),
    ],
  },
  {
    id: 'setBusinessCover',
    method: 'PUT',
    path: `${BUSINESS}/cover`,
    media: true,
    fields: fileFields(PIXEL),
  },
  { id: 'removeBusinessCover', method: 'DELETE', path: `${BUSINESS}/cover` },
];

const QUICK_REPLIES = `${INSTANCE}/quick-replies`;
const QUICK_REPLY = `${QUICK_REPLIES}/{quickReplyId}`;

const BAD_SHORTCUT: readonly Hostile[] = [
  ...BLANK,
  { what: 'a slash before it', json: '"/hours"' },
  { what: 'two words', json: '"opening hours"' },
  { what: 'a shortcut that is too long', json: JSON.stringify('a'.repeat(26)) },
];

const BAD_REPLY: readonly Hostile[] = [
  ...BLANK,
  { what: 'a text that is too long', json: JSON.stringify('a'.repeat(1001)) },
];

const KEYWORDS = optional('keywords', ['open'], NOT_A_LIST, [
  { what: 'too many words', json: '["a","b","c","d"]' },
  { what: 'a word twice', json: '["a","a"]' },
  { what: 'a blank word', json: '[" "]' },
  { what: 'a word that is too long', json: '["abcdefghijklmnop"]' },
]);

const QUICK_REPLIES_ROUTES: readonly Operation[] = [
  { id: 'listQuickReplies', method: 'GET', path: QUICK_REPLIES },
  {
    id: 'createQuickReply',
    method: 'POST',
    path: QUICK_REPLIES,
    fields: [
      required('shortcut', 'hours', NOT_TEXT, BAD_SHORTCUT),
      required('message', 'From 7 to 18', NOT_TEXT, BAD_REPLY),
      KEYWORDS,
    ],
  },
  { id: 'getQuickReply', method: 'GET', path: QUICK_REPLY },
  {
    id: 'updateQuickReply',
    method: 'PATCH',
    path: QUICK_REPLY,
    fields: [
      optional('shortcut', 'hours', NOT_TEXT, BAD_SHORTCUT),
      optional('message', 'From 7 to 20', NOT_TEXT, BAD_REPLY),
      KEYWORDS,
    ],
  },
  { id: 'deleteQuickReply', method: 'DELETE', path: QUICK_REPLY },
];

const CALLS_ROUTES: readonly Operation[] = [
  {
    id: 'createCallLink',
    method: 'POST',
    path: `${INSTANCE}/calls/link`,
    fields: [
      required('type', 'video', NOT_TEXT, BAD_WORD),
      optional('startsAt', '2026-01-31T09:00:00Z', NOT_TEXT, BAD_TIME),
    ],
  },
  { id: 'rejectCall', method: 'POST', path: `${INSTANCE}/calls/{callId}/reject` },
];

const DECLARED: readonly Operation[] = [
  {
    id: 'createKey',
    method: 'POST',
    path: '/api/v1/keys',
    fields: [
      required('name', 'order service', NOT_TEXT, BAD_KEY_NAME),
      ...KEY_FIELDS,
      optional('preset', 'bot', NOT_TEXT, BAD_WORD),
    ],
  },
  { id: 'getOwnKey', method: 'GET', path: '/api/v1/key' },
  { id: 'listKeys', method: 'GET', path: '/api/v1/keys' },
  { id: 'getKey', method: 'GET', path: '/api/v1/keys/{keyId}' },
  {
    id: 'updateKey',
    method: 'PATCH',
    path: '/api/v1/keys/{keyId}',
    fields: [optional('name', 'order service', NOT_TEXT, BAD_KEY_NAME), ...KEY_FIELDS],
  },
  {
    id: 'rotateKey',
    method: 'POST',
    path: '/api/v1/keys/{keyId}/rotate',
    fields: [optional('graceSeconds', 60, NOT_A_NUMBER, beyond(2_592_000))],
    optional: true,
  },
  { id: 'revokeKey', method: 'DELETE', path: '/api/v1/keys/{keyId}' },
  {
    id: 'listAudit',
    method: 'GET',
    path: '/api/v1/audit',
    query: { ...PAGE_QUERY, keyId: ['', 'x'.repeat(129)], from: ['', 'yesterday'], to: ['', '2026-01-31'] },
  },
  { id: 'listNodes', method: 'GET', path: '/api/v1/nodes' },
  { id: 'createBackup', method: 'POST', path: '/api/v1/backup' },
  { id: 'listBackups', method: 'GET', path: '/api/v1/backups' },
  { id: 'downloadBackup', method: 'GET', path: '/api/v1/backups/{backupId}' },
  { id: 'getMetrics', method: 'GET', path: '/metrics' },
  { id: 'getLiveness', method: 'GET', path: '/livez', open: true },
  { id: 'getReadiness', method: 'GET', path: '/readyz', open: true },
  { id: 'getHealth', method: 'GET', path: '/health', open: true },
  { id: 'getHealthUnderApiV1', method: 'GET', path: '/api/v1/health', open: true },
  {
    id: 'listInstances',
    method: 'GET',
    path: '/api/v1/instances',
    query: { metadata: ['', 'customer', ':42', '4:2', 'constructor', `${'k'.repeat(41)}:x`] },
  },
  {
    id: 'createInstance',
    method: 'POST',
    path: '/api/v1/instances',
    fields: [
      required('instanceId', 'bot', NOT_TEXT, BAD_INSTANCE_ID),
      optional('webhookUrl', 'https://example.com/hook', NOT_TEXT_NOR_NULL, BAD_URL),
      optional('webhookEvents', ['message'], NOT_A_LIST, BAD_EVENTS),
      optional('webhookEnabled', true, NOT_A_FLAG),
      optional('sendRatePerMinute', 20, BAD_RATE),
      optional('metadata', { customer: '42' }, NOT_A_MAP, BAD_METADATA),
      optional('autoRead', 'people', NOT_TEXT, BAD_WORD),
      optional('proxy', null, NOT_TEXT_NOR_NULL, BAD_PROXY),
      optional('typing', true, NOT_A_FLAG),
    ],
  },
  { id: 'getInstance', method: 'GET', path: INSTANCE },
  {
    id: 'updateInstance',
    method: 'PATCH',
    path: INSTANCE,
    fields: [
      optional('sendRatePerMinute', 20, BAD_RATE),
      optional('rejectCalls', true, NOT_A_FLAG),
      optional('rejectCallsText', 'Please write.', NOT_TEXT_NOR_NULL, [
        { what: 'an empty text', json: '""' },
        { what: 'a text that is too long', json: JSON.stringify('a'.repeat(1001)) },
      ]),
      optional('rejectCallsExcept', ['contacts'], NOT_A_LIST, [
        { what: 'an unknown exception', json: '["friends"]' },
        { what: 'an exception twice', json: '["groups","groups"]' },
      ]),
      optional('metadata', { customer: '42' }, NOT_A_MAP, BAD_METADATA),
      optional('autoRead', 'people', NOT_TEXT, BAD_WORD),
      optional('proxy', null, NOT_TEXT_NOR_NULL, BAD_PROXY),
      optional('typing', true, NOT_A_FLAG),
    ],
  },
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
  {
    id: 'getInstanceStats',
    method: 'GET',
    path: `${INSTANCE}/stats`,
    query: { since: [...TIMES, '2020-01-31T09:00:00Z'] },
  },
  { id: 'getInstanceStatus', method: 'GET', path: `${INSTANCE}/status` },
  {
    id: 'connectInstance',
    method: 'POST',
    path: `${INSTANCE}/connect`,
    optional: true,
    fields: [optional('pairingPhone', '628111111111', NOT_TEXT, BAD_PHONE)],
  },
  { id: 'disconnectInstance', method: 'POST', path: `${INSTANCE}/disconnect` },
  { id: 'logoutInstance', method: 'POST', path: `${INSTANCE}/logout` },
  { id: 'restartInstance', method: 'POST', path: `${INSTANCE}/restart` },
  { id: 'getInstanceQr', method: 'GET', path: `${INSTANCE}/qr`, query: LINK_QUERY },
  {
    id: 'createQrLink',
    method: 'POST',
    path: `${INSTANCE}/qr/link`,
    fields: [LINK_TIME],
    optional: true,
  },
  { id: 'getInstancePasskey', method: 'GET', path: `${INSTANCE}/passkey` },
  {
    id: 'answerInstancePasskey',
    method: 'POST',
    path: `${INSTANCE}/passkey`,
    fields: [
      required('id', 'AAAA', NOT_TEXT, NOT_BASE64URL),
      required('rawId', 'AAAA', NOT_TEXT, NOT_BASE64URL),
      required('type', 'public-key', NOT_TEXT, BAD_WORD),
      required(
        'response',
        { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA', userHandle: null },
        NOT_A_MAP,
      ),
      optional('authenticatorAttachment', 'platform', NOT_TEXT_NOR_NULL, BAD_WORD),
      optional('clientExtensionResults', {}, NOT_A_MAP_NOR_NULL),
    ],
  },
  {
    id: 'confirmInstancePasskey',
    method: 'POST',
    path: `${INSTANCE}/passkey/confirm`,
    fields: [
      required('code', 'ABCD-EFGH', NOT_TEXT, [
        { what: 'no characters', json: '""' },
        { what: 'seven characters', json: '"ABCDEFG"' },
        { what: 'nine characters', json: '"ABCD-EFGHI"' },
        { what: 'two dashes', json: '"AB-CD-EFGH"' },
      ]),
    ],
  },
  {
    id: 'sendText',
    method: 'POST',
    path: `${INSTANCE}/messages/text`,
    fields: [...OUTGOING, required('text', 'Hello', NOT_TEXT, BAD_TEXT)],
  },
  ...FILES,
  {
    id: 'sendLocation',
    method: 'POST',
    path: `${INSTANCE}/messages/location`,
    fields: [
      ...OUTGOING,
      required('latitude', -6.1754, NOT_A_NUMBER, outside(90)),
      required('longitude', 106.8272, NOT_A_NUMBER, outside(180)),
      optional('name', 'Monas', NOT_TEXT, BAD_LABEL),
      optional('address', 'Jakarta', NOT_TEXT, BAD_LABEL),
    ],
  },
  {
    id: 'sendContact',
    method: 'POST',
    path: `${INSTANCE}/messages/contact`,
    fields: [
      ...OUTGOING,
      required('contacts', [{ name: 'Jane', phone: '6281234567891' }], NOT_A_LIST, BAD_CARDS),
    ],
  },
  {
    id: 'sendGroupInvite',
    method: 'POST',
    path: `${INSTANCE}/messages/group-invite`,
    fields: [
      ...OUTGOING,
      ...INVITATION,
      required('groupJid', '120363043211234567@g.us', NOT_TEXT, [
        { what: 'a person', json: '"6281234567890@s.whatsapp.net"' },
      ]),
    ],
  },
  {
    id: 'sendPoll',
    method: 'POST',
    path: `${INSTANCE}/messages/poll`,
    fields: [
      ...OUTGOING,
      required('name', 'When?', NOT_TEXT, [
        { what: 'an empty question', json: '""' },
        { what: 'a question that is too long', json: JSON.stringify('a'.repeat(256)) },
      ]),
      required('options', ['Monday', 'Tuesday'], NOT_A_LIST, BAD_OPTIONS),
      optional('selectableCount', 1, NOT_A_COUNT),
    ],
  },
  ...['buttons', 'list', 'live-location'].map((kind, index) => ({
    id: UNSUPPORTED[index] ?? '',
    method: 'POST' as const,
    path: `${INSTANCE}/messages/${kind}`,
    anyBody: true as const,
  })),
  {
    id: 'sendAlbum',
    method: 'POST',
    path: `${INSTANCE}/messages/album`,
    media: true,
    fields: [...OUTGOING, required('items', [ALBUM_ITEM, ALBUM_ITEM], NOT_A_LIST, BAD_ALBUMS)],
  },
  {
    id: 'sendEvent',
    method: 'POST',
    path: `${INSTANCE}/messages/event`,
    fields: [
      ...OUTGOING,
      required('name', 'Lunch', NOT_TEXT, BLANK),
      optional('description', 'At noon', NOT_TEXT, BLANK),
      required('startsAt', '2030-01-01T12:00:00Z', NOT_TEXT, BAD_TIME),
      optional('endsAt', '2030-01-01T13:00:00Z', NOT_TEXT, BAD_TIME, [
        { what: 'an end before the beginning', json: '"2029-01-01T12:00:00Z"' },
      ]),
      optional('location', { name: 'Monas' }, NOT_A_MAP, BAD_PLACES),
      optional('joinLink', 'https://example.com/call', NOT_TEXT, BAD_LINKS),
      optional('guestsAllowed', true, NOT_A_FLAG),
    ],
  },
  {
    id: 'changeEvent',
    method: 'PATCH',
    path: `${MESSAGE}/event`,
    fields: [
      optional('name', 'Lunch', NOT_TEXT, BLANK),
      optional('description', 'At noon', NOT_TEXT_NOR_NULL, BLANK),
      optional('startsAt', '2030-01-01T12:00:00Z', NOT_TEXT, BAD_TIME),
      optional('endsAt', '2030-01-01T13:00:00Z', NOT_TEXT_NOR_NULL, BAD_TIME),
      optional('location', { name: 'Monas' }, NOT_A_MAP_NOR_NULL, BAD_PLACES),
      optional('joinLink', 'https://example.com/call', NOT_TEXT_NOR_NULL, BAD_LINKS),
      optional('guestsAllowed', true, NOT_A_FLAG),
      optional('cancelled', true, NOT_A_FLAG, [{ what: 'false', json: 'false' }]),
      CHAT_ID,
    ],
  },
  {
    id: 'answerEvent',
    method: 'POST',
    path: `${MESSAGE}/rsvp`,
    fields: [
      required('answer', 'going', NOT_TEXT, BAD_WORD),
      optional('guests', 1, NOT_A_NUMBER, [
        { what: 'less than none', json: '-1' },
        { what: 'half of one', json: '0.5' },
        { what: 'too many guests', json: '101' },
      ]),
      CHAT_ID,
    ],
  },
  {
    id: 'sendProduct',
    method: 'POST',
    path: `${INSTANCE}/messages/product`,
    fields: [
      ...OUTGOING,
      required('productId', '7654321098765432', NOT_TEXT, [
        { what: 'no id', json: '""' },
        { what: 'a word', json: '"bread"' },
        { what: 'an id that is too long', json: JSON.stringify('1'.repeat(33)) },
      ]),
      optional('seller', '6281234567890', NOT_TEXT, BAD_RECIPIENT),
      optional('body', 'Fresh', NOT_TEXT, BAD_LABEL),
      optional('footer', 'Acme', NOT_TEXT, [
        { what: 'a footer that is too long', json: JSON.stringify('a'.repeat(61)) },
      ]),
    ],
  },
  { id: 'getMessage', method: 'GET', path: MESSAGE, query: CHAT_QUERY },
  {
    id: 'editMessage',
    method: 'POST',
    path: MESSAGE,
    fields: [required('text', 'Hello', NOT_TEXT, BAD_TEXT), CHAT_ID],
  },
  {
    id: 'deleteMessage',
    method: 'DELETE',
    path: MESSAGE,
    query: { scope: ['', 'all', 'ME', 'me&scope=me'], ...CHAT_QUERY },
  },
  {
    id: 'reactToMessage',
    method: 'POST',
    path: `${MESSAGE}/reaction`,
    fields: [required('emoji', '👍', NOT_TEXT, BAD_EMOJI), CHAT_ID],
  },
  {
    id: 'voteInPoll',
    method: 'POST',
    path: `${MESSAGE}/vote`,
    fields: [required('options', ['Monday'], NOT_A_LIST, BAD_CHOICE), CHAT_ID],
  },
  {
    id: 'forwardMessage',
    method: 'POST',
    path: `${MESSAGE}/forward`,
    fields: [
      required('to', ['6281234567890'], NOT_A_RECIPIENT_NOR_LIST, BAD_RECIPIENT, BAD_RECIPIENT_LIST),
      CHAT_ID,
      CLIENT_REFERENCE,
      SEND_AT,
    ],
  },
  {
    id: 'getMessageMedia',
    method: 'GET',
    path: `${MESSAGE}/media`,
    query: { ...CHAT_QUERY, ...LINK_QUERY },
  },
  {
    id: 'createMediaLink',
    method: 'POST',
    path: `${MESSAGE}/media/link`,
    query: CHAT_QUERY,
    fields: [LINK_TIME],
    optional: true,
  },
  { id: 'readMessage', method: 'POST', path: `${INSTANCE}/read/{messageId}`, query: CHAT_QUERY },
  { id: 'starMessage', method: 'PUT', path: `${MESSAGE}/star`, query: CHAT_QUERY },
  {
    id: 'pinMessage',
    method: 'PUT',
    path: `${MESSAGE}/pin`,
    optional: true,
    fields: [optional('durationSeconds', 86_400, NOT_A_COUNT, [{ what: 'another time', json: '60' }])],
    query: CHAT_QUERY,
  },
  { id: 'unpinMessage', method: 'DELETE', path: `${MESSAGE}/pin`, query: CHAT_QUERY },
  { id: 'keepMessage', method: 'PUT', path: `${MESSAGE}/keep`, query: CHAT_QUERY },
  { id: 'unkeepMessage', method: 'DELETE', path: `${MESSAGE}/keep`, query: CHAT_QUERY },
  {
    id: 'listReceipts',
    method: 'GET',
    path: `${MESSAGE}/receipts`,
    query: { ...PAGE_QUERY, ...CHAT_QUERY },
  },
  {
    id: 'searchMessages',
    method: 'GET',
    path: `${INSTANCE}/messages`,
    query: { ...PAGE_QUERY, ...CHAT_QUERY, ...MESSAGES_QUERY },
  },
  { id: 'unstarMessage', method: 'DELETE', path: `${MESSAGE}/star`, query: CHAT_QUERY },
  {
    id: 'listChats',
    method: 'GET',
    path: `${INSTANCE}/chats`,
    query: {
      ...PAGE_QUERY,
      archived: BAD_FLAGS,
      pinned: BAD_FLAGS,
      muted: BAD_FLAGS,
      unread: BAD_FLAGS,
      search: ['', 'x'.repeat(101)],
      label: ['', 'a%20b', 'x'.repeat(65)],
    },
  },
  {
    id: 'updateChat',
    method: 'PATCH',
    path: `${INSTANCE}/chats/{jid}`,
    fields: [
      flag('archived'),
      flag('pinned'),
      flag('unread'),
      optional('muted', true, NOT_A_FLAG),
      optional('mutedUntil', '2036-01-31T09:00:00Z', NOT_TEXT, BAD_TIME),
      optional('expiresIn', 86_400, NOT_A_COUNT, [{ what: 'another time', json: '60' }]),
    ],
  },
  {
    id: 'clearChat',
    method: 'POST',
    path: `${INSTANCE}/chats/{jid}/clear`,
    optional: true,
    fields: [flag('keepStarred')],
  },
  {
    id: 'askChatHistory',
    method: 'POST',
    path: `${INSTANCE}/chats/{jid}/history`,
    optional: true,
    fields: [
      optional('count', 50, NOT_A_NUMBER, [
        { what: 'no messages', json: '0' },
        { what: 'too many', json: '51' },
      ]),
      optional('before', '3EB0', NOT_TEXT, BAD_MESSAGE_ID),
    ],
  },
  { id: 'deleteChat', method: 'DELETE', path: `${INSTANCE}/chats/{jid}` },
  {
    id: 'listMessages',
    method: 'GET',
    path: `${INSTANCE}/chats/{jid}/messages`,
    query: { ...PAGE_QUERY, ...MESSAGES_QUERY, pinned: [...BAD_FLAGS, 'false', 'true&search=hello'] },
  },
  ...LABELS_ROUTES,
  ...CALLS_ROUTES,
  ...QUICK_REPLIES_ROUTES,
  ...BUSINESS_ROUTES,
  {
    id: 'setPresence',
    method: 'POST',
    path: `${INSTANCE}/presence`,
    fields: [required('status', 'online', NOT_TEXT, BAD_WORD)],
  },
  { id: 'startTyping', method: 'POST', path: `${INSTANCE}/typing/{to}` },
  { id: 'startRecording', method: 'POST', path: `${INSTANCE}/recording/{to}` },
  { id: 'stopTyping', method: 'POST', path: `${INSTANCE}/stop-typing/{to}` },
  { id: 'subscribePresence', method: 'POST', path: `${INSTANCE}/subscribe/{jid}` },
  {
    id: 'checkContact',
    method: 'POST',
    path: `${INSTANCE}/contacts/check`,
    fields: [required('phone', '6281234567890', NOT_TEXT, BAD_PHONE)],
  },
  {
    id: 'checkContacts',
    method: 'POST',
    path: `${INSTANCE}/contacts/check-batch`,
    fields: [required('phones', ['6281234567890'], NOT_A_LIST, BAD_PHONES)],
  },
  {
    id: 'resolveAddresses',
    method: 'POST',
    path: `${INSTANCE}/addresses`,
    fields: [required('addresses', ['6281234567890'], NOT_A_LIST, BAD_ADDRESSES)],
  },
  { id: 'listContacts', method: 'GET', path: `${INSTANCE}/contacts`, query: PAGE_QUERY },
  {
    id: 'saveContact',
    method: 'POST',
    path: `${INSTANCE}/contacts`,
    fields: [
      required('phone', '6281234567890', NOT_TEXT, BAD_PHONE),
      required('name', 'John Doe', NOT_TEXT, BAD_NAME),
      optional('firstName', 'John', NOT_TEXT, BAD_NAME),
      optional('lastName', 'Doe', NOT_TEXT, BAD_NAME),
    ],
  },
  { id: 'getContact', method: 'GET', path: CONTACT },
  { id: 'removeContact', method: 'DELETE', path: CONTACT },
  {
    id: 'getContactPicture',
    method: 'GET',
    path: `${CONTACT}/picture`,
    query: PICTURE_QUERY,
  },
  ...GROUPS_ROUTES,
  ...CATALOG_ROUTES,
  ...PRIVACY_ROUTES,
  ...COMMUNITIES_ROUTES,
  ...CHANNELS_ROUTES,
  ...STATUS_ROUTES,
  { id: 'getProfile', method: 'GET', path: `${INSTANCE}/profile` },
  {
    id: 'setProfilePicture',
    method: 'POST',
    path: `${INSTANCE}/profile/picture`,
    media: true,
    fields: fileFields(PIXEL),
  },
  { id: 'removeProfilePicture', method: 'DELETE', path: `${INSTANCE}/profile/picture` },
  {
    id: 'setProfileName',
    method: 'PATCH',
    path: `${INSTANCE}/profile/name`,
    fields: [
      required('name', 'Acme', NOT_TEXT, BLANK, [
        { what: 'two lines', json: '"Acme\\nShop"' },
        { what: 'a name that is too long', json: JSON.stringify('👍'.repeat(26)) },
      ]),
    ],
  },
  {
    id: 'setProfileStatus',
    method: 'PATCH',
    path: `${INSTANCE}/profile/status`,
    fields: [
      required('status', 'At work', NOT_TEXT, BLANK, [
        { what: 'a text that is too long', json: JSON.stringify('👍'.repeat(140)) },
      ]),
    ],
  },
  {
    id: 'listScheduled',
    method: 'GET',
    path: `${INSTANCE}/scheduled`,
    query: { ...PAGE_QUERY, state: ['', 'waiting', 'scheduled,sent', 'toString'] },
  },
  { id: 'getScheduled', method: 'GET', path: `${INSTANCE}/scheduled/{messageId}` },
  { id: 'cancelScheduled', method: 'DELETE', path: `${INSTANCE}/scheduled/{messageId}` },
  {
    id: 'listEvents',
    method: 'GET',
    path: `${INSTANCE}/events`,
    query: { limit: PAGE_QUERY.limit, after: BAD_SEQUENCES, types: BAD_TYPES },
  },
  {
    id: 'streamEvents',
    method: 'GET',
    path: `${INSTANCE}/events/stream`,
    query: { after: BAD_SEQUENCES, types: BAD_TYPES },
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
      optional('order', 'chat', NOT_TEXT, BAD_ORDER),
      optional('headers', { 'X-Tenant': 'acme' }, NOT_A_MAP, BAD_HEADERS),
      optional('format', 'miaw', NOT_TEXT, BAD_FORMAT),
    ],
  },
  { id: 'testWebhook', method: 'POST', path: `${INSTANCE}/webhook/test`, ...TEST },
  ...steering(`${INSTANCE}/webhook`, (name) => name),
  ...steering('/api/v1/webhooks', (name) => `Global${name}`),
  ...endpoints(`${INSTANCE}/webhooks`, (id) => id),
  ...endpoints('/api/v1/webhooks', (id) => id.replace('Endpoint', 'GlobalEndpoint')),
];

/** All operations. Those that take files have a twin for forms, which takes all that they take. */
export const OPERATIONS: readonly Operation[] = [
  ...DECLARED,
  ...DECLARED.filter(({ media }) => media).map((operation) => ({
    ...operation,
    id: `${operation.id}Upload`,
    path: `${operation.path}/upload`,
  })),
];

/** Paths that are no operations of the document, but routes all the same. */
export const PAGES: readonly string[] = ['/', '/openapi.json'];

/** What stands in the place of the other parameters of a path. */
const PARAMETERS: Readonly<Record<string, string>> = {
  messageId: '3EB0C431C26A1916E07A',
  jid: '6281234567890',
  to: '6281234567890',
  groupJid: '120363000000000001@g.us',
  inviteCode: 'AbCdEfGhIjKlMnOpQrStUv',
  communityJid: '120363000000000003@g.us',
  channelJid: '120363000000000002@newsletter',
  person: '6281234567890',
  serverId: '100',
  labelId: '1',
  quickReplyId: '1790000000',
  callId: '1C6CF9F0B1F54C5BA8C2',
  deliveryId: 'dlv_0193fd2b8a00c0ffee',
  keyId: 'k3yAbCd9',
  backupId: 'miaw-20360131T090000Z-0a1b2c',
  endpointName: 'nowhere',
  productId: '7654321098765432',
  pictureId: '8765432109876543',
  collectionId: '5432109876543210',
  orderId: '6543210987654321',
};

/** A path with an instance in the place of its parameter, as it shall stand in the request. */
export function at(
  operation: Pick<Operation, 'path'>,
  instanceId: string,
  parameters: Readonly<Record<string, string>> = {},
): string {
  const values: Readonly<Record<string, string>> = { ...PARAMETERS, instanceId, ...parameters };
  return operation.path.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The methods that are taken at the path of an operation: `messages/text` is the id of a message as well. */
export function methodsAt(path: string): string[] {
  const concrete = at({ path }, 'x');
  const shapes = OPERATIONS.map((each) => ({ method: each.method, shape: shapeOf(each.path) }));
  return [...new Set(shapes.filter(({ shape }) => shape.test(concrete)).map(({ method }) => method))];
}

function shapeOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
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
  const { needs } = operation;
  const path = at(operation, instanceId) + (needs === undefined ? '' : `?${needs}`);
  const request = { method: operation.method, path };
  if ((!operation.fields || operation.optional === true) && body === undefined) return request;
  return { ...request, headers: [JSON_TYPE], body: body ?? bodyOf(operation) };
}

/** A text as one segment of a path. */
export function encoded(text: string): string {
  // Through bytes and back, as half a character has no place in a URL.
  return encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8')).replaceAll('.', '%2e');
}
