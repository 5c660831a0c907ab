/**
 * Limits that no variable changes, on what comes from outside. Each keeps one request, one message or one file from taking
 * what the others need. Lengths and numbers of the fields of requests are in the OpenAPI document.
 */
export const LIMITS = {
  bodyValues: 5_000,
  bodyDepth: 32,
  faultsNamed: 20,
  /** Names are compared to tell what an archive holds. Documents show it by their first few. */
  zipEntries: 64,
  /**
   * A megabyte can unpack to more than a gigabyte: what a picture costs to decode is up to eight bytes a pixel, whatever
   * the size of its file. Far more than clients show.
   */
  picturePixels: 25_000_000,
  /** What a picture costs grows with its lines, too, however short they are. That of JPEG. */
  pictureSide: 65_535,
  /** It is held in memory as a whole while it is decoded; others pass through in lines. */
  interlacedPixels: 10_000_000,
  soundMs: 5_000,
  /** The phone sends histories and frames compressed; those of real accounts have a few megabytes. */
  inflatedBytes: 64 * 1024 * 1024,
  historyTries: 3,
  /** Far more than the 65,536 that apps let people write. */
  textCharacters: 128 * 1024,
  /** Of everything else that a message says: the names, labels and addresses in it. */
  detailCharacters: 256 * 1024,
  /** Cards have a picture of a few kilobytes each. */
  cardCharacters: 1024 * 1024,
  nameCharacters: 1024,
  /** Those of WhatsApp's apps have up to 40. All others must fit into the path of a request. */
  idBytes: 1024,
  /** Real ones have up to 40. */
  jidBytes: 256,
  /** The database needs it to go on. */
  freeBytes: 64 * 1024 * 1024,
  /** What strangers send must not take the room that the server itself needs. */
  archiveFreeBytes: 1024 * 1024 * 1024,
  largeBodies: 4,
  largeBodyRate: 128 * 1024,
  streamsPerInstance: 50,
  lingerMs: 10_000,
  mentions: 2_000,
  options: 100,
  attachments: 100,
  actions: 100,
  items: 100,
  contacts: 300,
  unknownBytes: 65_536,
  messageLevels: 100,
  messageParts: 60_000,
  historyParts: 500_000,
  messageValues: 1_000_000,
  historyValues: 10_000_000,
  wrappers: 8,
  formFields: 2048,
  urlCharacters: 8192,
  interimAnswers: 20,
  /** Hardly any client sends a request before the answer to the one before. */
  pipelinedRequests: 16,
  stillMs: 60_000,
  headMs: 30_000,
  requestMs: 600_000,
  jsonBytes: 1024 * 1024,
  inlineBytes: 16 * 1024 * 1024,
  metadataKeys: 20,
  metadataKeyCharacters: 40,
  /** Every event carries the metadata of its instance. */
  metadataValueCharacters: 256,
  convertedSeconds: 60 * 60,
  /** Each keeps a core busy. */
  conversions: 2,
  endpoints: 20,
  endpointChats: 200,
  endpointHeaders: 32,
  endpointConcurrency: 32,
} as const;

/** What is limited, with its unit, and what happens beyond the limit. For the documentation. */
export const LIMIT_TEXTS: Readonly<Record<keyof typeof LIMITS, { what: string; beyond: string }>> = {
  bodyValues: {
    what: 'Values in a JSON body, or in the lists of a form',
    beyond: 'the request is refused: 400',
  },
  bodyDepth: {
    what: 'Levels of lists and objects in a JSON body',
    beyond: 'the request is refused: 400',
  },
  faultsNamed: {
    what: 'Invalid fields that an answer names',
    beyond: 'the others are not named',
  },
  zipEntries: {
    what: 'Entries of a ZIP archive that are looked at to detect its type',
    beyond: 'the file counts as an ordinary archive',
  },
  picturePixels: {
    what: 'Pixels of an image, a sticker or a profile picture to send',
    beyond: 'the file is refused: 422',
  },
  pictureSide: {
    what: 'Pixels of a side of such a picture',
    beyond: 'the file is refused: 422',
  },
  interlacedPixels: {
    what: 'Pixels of an interlaced PNG to send',
    beyond: 'the file is refused: 422',
  },
  soundMs: {
    what: 'Milliseconds to measure how long an audio file to send is',
    beyond: 'it is sent without its length',
  },
  inflatedBytes: {
    what: 'Bytes that compressed data of WhatsApp may unpack to',
    beyond: 'it is not read',
  },
  historyTries: {
    what: 'Logins at which a history is read again that could not be read',
    beyond: 'it is given up, and the log says so',
  },
  textCharacters: {
    what: 'Characters of the text or caption of a received message',
    beyond: 'events and answers leave the rest out, and count it in `omitted`',
  },
  detailCharacters: {
    what: 'Characters of all other texts of a received message together, without its contact cards',
    beyond: 'events and answers leave the rest out, and count it in `omitted`',
  },
  cardCharacters: {
    what: 'Characters of the contact cards of a received message, of which all are read',
    beyond: 'events and answers leave the rest out, and count it in `omitted`',
  },
  nameCharacters: {
    what: 'Characters of a profile name or user name',
    beyond: 'the rest is left out',
  },
  idBytes: {
    what: 'Bytes of the id of a message or call, which its sender chooses, or of an entry of the app state',
    beyond: 'it is settled without an event, and counted in `ignored` or logged',
  },
  jidBytes: {
    what: 'Bytes of a JID in what WhatsApp delivers',
    beyond: 'a digest takes the place of its user; a message in such a chat is settled without an event',
  },
  freeBytes: {
    what: 'Bytes that stay free on the disk, besides three times the size of a file to send',
    beyond: 'files are refused: 507, and `/readyz` answers 503',
  },
  archiveFreeBytes: {
    what: 'Bytes that stay free on the disk, besides the largest file, to archive files',
    beyond: 'files wait to be archived',
  },
  largeBodies: {
    what: 'JSON bodies of more than 1 MiB that are read at a time',
    beyond: 'the others wait',
  },
  largeBodyRate: {
    what: 'Bytes a second at which a JSON body of more than 1 MiB has to arrive, after its first ten seconds',
    beyond: 'the request is refused if it is slower: 400',
  },
  streamsPerInstance: {
    what: 'Event streams of one instance',
    beyond: 'the stream is refused: 429',
  },
  lingerMs: {
    what: 'Milliseconds in which the rest of a refused request may arrive',
    beyond: 'the connection is closed',
  },
  mentions: {
    what: 'Mentions of a received message',
    beyond: 'events and answers leave the rest out, and count it in `omitted`',
  },
  options: {
    what: 'Options of a received poll',
    beyond: 'events and answers leave the rest out, and count it in `omitted`',
  },
  attachments: {
    what: 'Files of a received message',
    beyond: 'events and answers leave the rest out, and count it in `omitted`',
  },
  actions: {
    what: 'Buttons and list entries of a received message',
    beyond: 'events and answers leave the rest out, and count it in `omitted`',
  },
  items: {
    what: 'Items of a received order',
    beyond: 'events and answers leave the rest out, and count it in `omitted`',
  },
  contacts: {
    what: 'Contacts of a received message',
    beyond: 'events and answers leave the rest out, and count it in `omitted`',
  },
  unknownBytes: {
    what: 'Bytes of content that is unknown to this version',
    beyond: 'the event names its fields, without the bytes',
  },
  messageLevels: {
    what: 'Levels of messages in messages',
    beyond: 'the message is reported as unreadable',
  },
  messageParts: {
    what: 'Parts of a message, such as the options of a poll or the rows of a list',
    beyond: 'the message is reported as unreadable',
  },
  historyParts: {
    what: 'Parts of a history, of a part of the app state, and of everything else that WhatsApp encodes in this way',
    beyond: 'the history is not read',
  },
  messageValues: {
    what: 'Numbers in the encoding of a message: each field has at least two',
    beyond: 'the message is reported as unreadable',
  },
  historyValues: {
    what: 'Numbers in the encoding of a history, of a part of the app state, and of everything else that WhatsApp encodes in this way',
    beyond: 'the history is not read',
  },
  wrappers: {
    what: 'Wrappers of a message that are opened',
    beyond: 'the message counts as unknown',
  },
  formFields: {
    what: 'Fields of a form',
    beyond: 'the request is refused: 413',
  },
  urlCharacters: {
    what: 'Characters of a media URL',
    beyond: 'the request is refused: 400',
  },
  interimAnswers: {
    what: 'Interim answers (100 to 199) of a receiver, or of a server with a media file',
    beyond: 'the connection is closed: the request has failed',
  },
  pipelinedRequests: {
    what: 'Requests without an API key on a connection that wait for the answer to an earlier one',
    beyond: 'the connection is closed',
  },
  stillMs: {
    what: 'Milliseconds in which nothing moves on a connection whose answer waits to be read',
    beyond: 'the connection is closed',
  },
  headMs: {
    what: 'Milliseconds for the head of a request',
    beyond: 'the connection is closed',
  },
  requestMs: {
    what: 'Milliseconds for a whole request',
    beyond: 'the connection is closed',
  },
  jsonBytes: {
    what: 'Bytes of a JSON body, without a file',
    beyond: 'the request is refused: 413',
  },
  inlineBytes: {
    what: 'Bytes of a file in a JSON body',
    beyond: 'the request is refused: 413',
  },
  metadataKeys: {
    what: 'Keys in the metadata of an instance',
    beyond: 'the request is refused: 400',
  },
  metadataKeyCharacters: {
    what: 'Characters of a key in the metadata of an instance',
    beyond: 'the request is refused: 400',
  },
  metadataValueCharacters: {
    what: 'Characters of a value in the metadata of an instance',
    beyond: 'the request is refused: 400',
  },
  convertedSeconds: {
    what: 'Seconds of audio or video that are converted',
    beyond: 'the file is refused: 422',
  },
  conversions: {
    what: 'Audio and video files that are converted at a time',
    beyond: 'the others wait',
  },
  endpoints: {
    what: 'Webhook endpoints of one instance, and global ones, `default` included',
    beyond: 'the endpoint is refused: 409',
  },
  endpointChats: {
    what: 'Chats in the filter of a webhook endpoint',
    beyond: 'the request is refused: 400',
  },
  endpointHeaders: {
    what: 'Headers that are added to the requests to a webhook endpoint',
    beyond: 'the request is refused: 400',
  },
  endpointConcurrency: {
    what: 'Requests at a time to a webhook endpoint that you can ask for',
    beyond: 'the request is refused: 400',
  },
};
