import type { INodeProperties } from 'n8n-workflow';
import { INSTANCE } from '../instance.js';

type Shown = Record<'resource' | 'operation', string[]> | { resource: string[] };

const message = (...operation: string[]): { show: Shown } => ({ show: { resource: ['message'], operation } });

const SENDS = ['sendText', 'sendFile', 'sendLocation'];
const OF_A_MESSAGE = ['download', 'get', 'markAsRead', 'react'];
const LISTS = { resource: ['chat', 'contact', 'message'], operation: ['getAll'] };

const RESOURCES: INodeProperties[] = [
  {
    displayName: 'Resource',
    name: 'resource',
    type: 'options',
    noDataExpression: true,
    default: 'message',
    options: [
      { name: 'Chat', value: 'chat' },
      { name: 'Contact', value: 'contact' },
      { name: 'Instance', value: 'instance' },
      { name: 'Message', value: 'message' },
    ],
  },
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    default: 'getAll',
    displayOptions: { show: { resource: ['chat'] } },
    options: [
      {
        name: 'Get Many',
        value: 'getAll',
        action: 'Get many chats',
        description: 'Get the chats of the account, the latest first',
      },
    ],
  },
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    default: 'check',
    displayOptions: { show: { resource: ['contact'] } },
    options: [
      {
        name: 'Check Numbers',
        value: 'check',
        action: 'Check numbers',
        description: 'Find out which phone numbers are on WhatsApp',
      },
      {
        name: 'Get Many',
        value: 'getAll',
        action: 'Get many contacts',
        description: 'Get the people in the address book, and those who have written',
      },
    ],
  },
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    default: 'get',
    displayOptions: { show: { resource: ['instance'] } },
    options: [
      {
        name: 'Get',
        value: 'get',
        action: 'Get an instance',
        description: 'Get the settings of an instance and the state of its connection',
      },
      {
        name: 'Get Many',
        value: 'getAll',
        action: 'Get many instances',
        description: 'Get the instances that the key may see',
      },
    ],
  },
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    default: 'sendText',
    displayOptions: { show: { resource: ['message'] } },
    options: [
      {
        name: 'Download File',
        value: 'download',
        action: 'Download the file of a message',
        description: 'Get the image, video, audio or document of a message',
      },
      { name: 'Get', value: 'get', action: 'Get a message', description: 'Get a message by its ID' },
      {
        name: 'Get Many',
        value: 'getAll',
        action: 'Get many messages',
        description: 'Get the messages of a chat, the latest first',
      },
      {
        name: 'Mark as Read',
        value: 'markAsRead',
        action: 'Mark a message as read',
        description: 'Show the sender that a message was read',
      },
      {
        name: 'React',
        value: 'react',
        action: 'React to a message',
        description: 'React to a message with an emoji, or remove the reaction',
      },
      {
        name: 'Send File',
        value: 'sendFile',
        action: 'Send a file',
        description: 'Send an image, a video, audio, a document or a sticker',
      },
      {
        name: 'Send Location',
        value: 'sendLocation',
        action: 'Send a location',
        description: 'Send a place on the map',
      },
      { name: 'Send Text', value: 'sendText', action: 'Send a text', description: 'Send a text message' },
    ],
  },
];

const INSTANCES: INodeProperties[] = [
  { ...INSTANCE, displayOptions: { show: { resource: ['chat', 'contact', 'message'] } } },
  { ...INSTANCE, displayOptions: { show: { resource: ['instance'], operation: ['get'] } } },
];

const SENDING: INodeProperties[] = [
  {
    displayName: 'To',
    name: 'to',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. 6281234567890',
    description: 'A phone number with its country code, or the JID of a person or group',
    displayOptions: message(...SENDS),
  },
  {
    displayName: 'Text',
    name: 'text',
    type: 'string',
    typeOptions: { rows: 4 },
    required: true,
    default: '',
    displayOptions: message('sendText'),
  },
  {
    displayName: 'Kind',
    name: 'kind',
    type: 'options',
    default: 'image',
    description: 'What the file is shown as. Anything can be sent as a document.',
    displayOptions: message('sendFile'),
    options: [
      { name: 'Audio', value: 'audio' },
      { name: 'Document', value: 'document' },
      { name: 'Image', value: 'image' },
      { name: 'Sticker', value: 'sticker' },
      { name: 'Video', value: 'video' },
    ],
  },
  {
    displayName: 'Source',
    name: 'source',
    type: 'options',
    default: 'url',
    displayOptions: message('sendFile'),
    options: [
      { name: 'Input Field', value: 'binary', description: 'A file of the input item' },
      { name: 'URL', value: 'url', description: 'The server fetches the file' },
    ],
  },
  {
    displayName: 'URL',
    name: 'url',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. https://example.com/logo.png',
    displayOptions: { show: { resource: ['message'], operation: ['sendFile'], source: ['url'] } },
  },
  {
    displayName: 'Input Field',
    name: 'binaryPropertyName',
    type: 'string',
    required: true,
    default: 'data',
    hint: 'The name of the input binary field that contains the file',
    displayOptions: { show: { resource: ['message'], operation: ['sendFile'], source: ['binary'] } },
  },
  {
    displayName: 'Latitude',
    name: 'latitude',
    type: 'number',
    typeOptions: { minValue: -90, maxValue: 90, numberPrecision: 6 },
    required: true,
    default: 0,
    description: 'Degrees. North is positive.',
    displayOptions: message('sendLocation'),
  },
  {
    displayName: 'Longitude',
    name: 'longitude',
    type: 'number',
    typeOptions: { minValue: -180, maxValue: 180, numberPrecision: 6 },
    required: true,
    default: 0,
    description: 'Degrees. East is positive.',
    displayOptions: message('sendLocation'),
  },
];

const ONE_MESSAGE: INodeProperties[] = [
  {
    displayName: 'Message ID',
    name: 'messageId',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. 3EB0C431C26A1916E07A',
    displayOptions: message(...OF_A_MESSAGE),
  },
  {
    displayName: 'Emoji',
    name: 'emoji',
    type: 'string',
    default: '👍',
    description: 'One emoji. Leave it empty to remove the reaction.',
    displayOptions: message('react'),
  },
  {
    displayName: 'Put Output File in Field',
    name: 'binaryPropertyName',
    type: 'string',
    required: true,
    default: 'data',
    hint: 'The name of the output binary field to put the file in',
    displayOptions: message('download'),
  },
];

const READING: INodeProperties[] = [
  {
    displayName: 'Phone Numbers',
    name: 'phones',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. 6281234567890, 12025550123',
    description: 'Up to 100 phone numbers with their country codes, separated by commas',
    displayOptions: { show: { resource: ['contact'], operation: ['check'] } },
  },
  {
    displayName: 'Chat',
    name: 'chatId',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. 6281234567890',
    description: 'A phone number with its country code, or the JID of a person or group',
    displayOptions: message('getAll'),
  },
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    description: 'Whether to return all results or only up to a given limit',
    displayOptions: { show: LISTS },
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 50,
    description: 'Max number of results to return',
    displayOptions: { show: { ...LISTS, returnAll: [false] } },
  },
  {
    displayName: 'Filters',
    name: 'filters',
    type: 'collection',
    placeholder: 'Add Filter',
    default: {},
    displayOptions: { show: { resource: ['chat'], operation: ['getAll'] } },
    options: [
      {
        displayName: 'Search',
        name: 'search',
        type: 'string',
        default: '',
        description: 'A part of the name or of the JID',
      },
      {
        displayName: 'Unread',
        name: 'unread',
        type: 'boolean',
        default: true,
        description: 'Whether to return only chats with unread messages, or only those without',
      },
    ],
  },
  {
    displayName: 'Filters',
    name: 'filters',
    type: 'collection',
    placeholder: 'Add Filter',
    default: {},
    displayOptions: message('getAll'),
    options: [
      {
        displayName: 'From Me',
        name: 'fromMe',
        type: 'boolean',
        default: false,
        description: 'Whether to return only messages of the account, or only those of others',
      },
      {
        displayName: 'Search',
        name: 'search',
        type: 'string',
        default: '',
        description: 'Words that the message contains',
      },
      {
        displayName: 'Type',
        name: 'type',
        type: 'string',
        default: '',
        placeholder: 'e.g. image,video',
        description: 'Types of messages, separated by commas',
      },
    ],
  },
];

const CHAT_OF_MESSAGE: INodeProperties = {
  displayName: 'Chat',
  name: 'chatId',
  type: 'string',
  default: '',
  description: 'The chat of the message. Needed only if several chats contain a message with this ID.',
};

const CLIENT_REFERENCE: INodeProperties = {
  displayName: 'Client Reference',
  name: 'clientReference',
  type: 'string',
  default: '',
  description: 'Your own name for the message, which its events carry',
};

const IDEMPOTENCY_KEY: INodeProperties = {
  displayName: 'Idempotency Key',
  name: 'idempotencyKey',
  type: 'string',
  default: '',
  description:
    'Requests with the same key send one message. By default, every item of an execution has a key of its own.',
};

const MENTIONS: INodeProperties = {
  displayName: 'Mentions',
  name: 'mentions',
  type: 'string',
  default: '',
  description: 'The people to mention: phone numbers or JIDs, separated by commas',
};

const QUOTED: INodeProperties = {
  displayName: 'Reply To',
  name: 'quotedMessageId',
  type: 'string',
  default: '',
  description: 'ID of the message to reply to',
};

const OPTIONS: INodeProperties[] = [
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    displayOptions: message('sendText'),
    options: [
      CLIENT_REFERENCE,
      IDEMPOTENCY_KEY,
      {
        displayName: 'Link Preview',
        name: 'linkPreview',
        type: 'boolean',
        default: true,
        description: 'Whether to show a preview of the first link in the text',
      },
      MENTIONS,
      QUOTED,
    ],
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    displayOptions: message('sendFile'),
    options: [
      { displayName: 'Caption', name: 'caption', type: 'string', default: '' },
      CLIENT_REFERENCE,
      {
        displayName: 'Convert',
        name: 'convert',
        type: 'boolean',
        default: true,
        description: 'Whether to convert a file that phones cannot show as it is',
      },
      { displayName: 'File Name', name: 'fileName', type: 'string', default: '' },
      IDEMPOTENCY_KEY,
      MENTIONS,
      {
        displayName: 'MIME Type',
        name: 'mimetype',
        type: 'string',
        default: '',
        description: 'Used where the bytes of the file leave the type open',
      },
      QUOTED,
      {
        displayName: 'View Once',
        name: 'viewOnce',
        type: 'boolean',
        default: true,
        description: 'Whether the recipient can open the image or video only once',
      },
      {
        displayName: 'Voice Note',
        name: 'ptt',
        type: 'boolean',
        default: true,
        description: 'Whether to send audio as a voice note. Needs Ogg with Opus.',
      },
    ],
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    displayOptions: message('sendLocation'),
    options: [
      { displayName: 'Address', name: 'address', type: 'string', default: '' },
      CLIENT_REFERENCE,
      IDEMPOTENCY_KEY,
      { displayName: 'Name', name: 'name', type: 'string', default: '', description: 'Name of the place' },
      QUOTED,
    ],
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    displayOptions: message(...OF_A_MESSAGE),
    options: [CHAT_OF_MESSAGE],
  },
];

/** Everything that the node asks for, in the order of the form. */
export const PROPERTIES: INodeProperties[] = [
  ...RESOURCES,
  ...INSTANCES,
  ...SENDING,
  ...ONE_MESSAGE,
  ...READING,
  ...OPTIONS,
];
