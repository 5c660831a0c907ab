/** Values that a caller may send by mistake or by malice, as JSON text: much of it no serializer would write. */
export interface Hostile {
  what: string;
  json: string;
  /** Which field the answer names where it is not the value's own. */
  blames?: string;
}

function said(what: string, value: unknown): Hostile {
  return { what, json: JSON.stringify(value) };
}

/** An object within an object within an object. */
export function nested(depth: number): string {
  return `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
}

const NULL = said('null', null);

const OBJECTS: readonly Hostile[] = [
  said('an empty object', {}),
  said('an object that looks like a list', { 0: 'message', length: 1 }),
  said('an object that looks like a text', { toString: 'x', length: 3 }),
  { what: 'an object of twenty levels', json: nested(20) },
  { what: 'an object of a thousand levels', json: nested(1000), blames: 'body' },
];

const NUMBERS: readonly Hostile[] = [
  said('zero', 0),
  said('one', 1),
  said('a fraction below zero', -0.5),
  { what: 'a number beyond all numbers', json: '1e400' },
  { what: 'a number of many digits', json: '9'.repeat(400) },
];

const FLAGS: readonly Hostile[] = [said('true', true), said('false', false)];

const LISTS: readonly Hostile[] = [
  said('an empty list', []),
  said('a list of a text', ['6281234567890']),
  said('a list of a list', [[['x']]]),
];

const TEXTS: readonly Hostile[] = [
  said('a text', 'x'),
  said('an empty text', ''),
  said('a word for true', 'true'),
];

export const NOT_TEXT: readonly Hostile[] = [NULL, ...FLAGS, ...NUMBERS, ...LISTS, ...OBJECTS];
export const NOT_TEXT_NOR_NULL = NOT_TEXT.filter((each) => each !== NULL);
export const NOT_A_FLAG: readonly Hostile[] = [NULL, ...NUMBERS, ...LISTS, ...OBJECTS, ...TEXTS];
export const NOT_A_LIST: readonly Hostile[] = [NULL, ...FLAGS, ...NUMBERS, ...OBJECTS, ...TEXTS];
export const NOT_A_LIST_NOR_NULL = NOT_A_LIST.filter((each) => each !== NULL);
export const NOT_A_MAP: readonly Hostile[] = [NULL, ...FLAGS, ...NUMBERS, ...LISTS, ...TEXTS];
export const NOT_A_MAP_NOR_NULL = NOT_A_MAP.filter((each) => each !== NULL);

export const NOT_A_NUMBER: readonly Hostile[] = [NULL, ...FLAGS, ...LISTS, ...OBJECTS, ...TEXTS];
export const NOT_A_COUNT: readonly Hostile[] = [
  ...NOT_A_NUMBER,
  said('less than none', -1),
  said('half of one', 0.5),
  said('too many', 13),
  said('more than there are', 3),
];
export const BAD_RATE: readonly Hostile[] = [
  ...FLAGS,
  ...LISTS,
  ...OBJECTS,
  ...TEXTS,
  said('less than none', -1),
  said('half of one', 0.5),
  said('more than anybody sends', 6001),
];
export const NOT_A_RECIPIENT_NOR_LIST: readonly Hostile[] = [NULL, ...FLAGS, ...NUMBERS, ...OBJECTS];

/** Degrees beyond a circle's half or quarter. */
export function outside(most: number): readonly Hostile[] {
  return [-most - 0.0001, most + 0.0001, 1e300].map((degrees) => said(`${degrees} degrees`, degrees));
}

/** Names that no instance can have. */
export const BAD_INSTANCE_IDS: readonly string[] = [
  '',
  ' ',
  '.',
  '..',
  '../x',
  '../../etc/passwd',
  '..%2f..%2fx',
  '..\\x',
  '/etc/passwd',
  'a/b',
  'a.b',
  '.hidden',
  'miaw.sqlite',
  '-rf',
  '_private',
  '__proto__',
  'a b',
  'bot ',
  'bot\n',
  'bot\0',
  '\0',
  'a\r\nX-Evil: 1',
  'ünïcode',
  'бот',
  'ｂｏｔ',
  '🤖',
  '%ff',
  '%2e%2e',
  '$(id)',
  "' OR 1=1 --",
  '<script>',
  'bot@s.whatsapp.net',
  'a'.repeat(65),
  'a'.repeat(10_000),
];

/** Odd names that are in order: they must work like any other. */
export const ODD_INSTANCE_IDS: readonly string[] = [
  'constructor',
  'toString',
  'hasOwnProperty',
  'prototype',
  'null',
  'undefined',
  '0',
  'CON',
  'a'.repeat(64),
];

const BAD_URLS: readonly string[] = [
  '',
  ' ',
  'x',
  'example.com/hook',
  '//example.com/hook',
  '/hook',
  'http://',
  'http://:80',
  'http://[::1',
  'http://host:99999/',
  'http://a b/',
  'http://exa\0mple/',
  ' http://example.com/',
  'http://example.com/\n',
  'http://example.com/\r\nHost: evil',
  'http://exa\tmple.com/',
  'ftp://example.com/',
  'ws://example.com/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/plain,x',
  'unix:/var/run/docker.sock',
  'https://user:password@example.com/',
  'https://user@example.com/',
  `https://example.com/${'a'.repeat(10_000)}`,
];

export const BAD_URL: readonly Hostile[] = BAD_URLS.map((url) => said(`the URL ${brief(url)}`, url));

export const BAD_EVENTS: readonly Hostile[] = [
  ['massage'],
  ['MESSAGE'],
  [''],
  [null],
  [1],
  ['message', 'message'],
  ['message', 'nonsense'],
  [['message']],
  [{ message: true }],
  ['__proto__'],
  ['toString'],
  Array.from({ length: 4_000 }, () => 'message'),
].map((list) => said(`the events ${brief(JSON.stringify(list))}`, list));

export const BAD_METADATA: readonly Hostile[] = [
  { what: 'a value that is no text', json: '{"customer":42}' },
  { what: 'a value that is null', json: '{"customer":null}' },
  { what: 'a map in a map', json: '{"customer":{"id":"42"}}' },
  { what: 'an empty key', json: '{"":"x"}' },
  { what: 'a key that is a number', json: '{"42":"x"}' },
  { what: 'a key with a colon', json: '{"a:b":"x"}' },
  { what: 'a key that is too long', json: JSON.stringify({ ['k'.repeat(41)]: 'x' }) },
  { what: 'a value that is too long', json: JSON.stringify({ k: 'x'.repeat(257) }) },
  { what: 'half a surrogate pair', json: '{"k":"\\ud83d"}' },
  {
    what: 'too many keys',
    json: JSON.stringify(Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`k${n}`, 'x']))),
  },
];

export const BAD_PROXY: readonly Hostile[] = [
  '',
  'proxy',
  'ftp://127.0.0.1:21',
  'socks4://127.0.0.1:1080',
  'http://',
  'http://127.0.0.1:99999',
  'http://127.0.0.1:8080/path',
  'http://127.0.0.1:8080/?q',
  'socks5://:1080',
  'socks5://%ff@127.0.0.1:1080',
  'http://127.0.0.1:8080\r\nX-Evil: 1',
  `http://${'u'.repeat(256)}:p@127.0.0.1:8080`,
  `http://${'a'.repeat(1100)}:8080`,
].map((url) => said(`the proxy ${brief(url)}`, url));

export const BAD_HEADERS: readonly Hostile[] = [
  { 'X-A': 1 },
  { 'X-A': null },
  { 'X-A': ['x'] },
  { 'X-A': {} },
  { 'X-A': 'x\r\nX-Evil: 1' },
  { 'X-A': 'x\ny' },
  { 'X-A': 'x\0y' },
  { 'X-A': 'ü' },
  { 'X-A': '🤖' },
  { 'X-A': 'x'.repeat(10_000) },
  { 'X-A\r\nX-Evil': '1' },
  { 'X-A\0': '1' },
  { '': '1' },
  { 'a b': '1' },
  { 'a:b': '1' },
  { ü: '1' },
  { [`X-${'a'.repeat(10_000)}`]: '1' },
  { 'X-A': '1', 'x-a': '2' },
  { Host: 'evil' },
  { Connection: 'close' },
  { 'Content-Length': '0' },
  { 'content-type': 'text/plain' },
  { 'Transfer-Encoding': 'chunked' },
  { Upgrade: 'websocket' },
  { 'X-Miaw-Signature': 'sha256=0' },
  { 'x-miaw-anything': '1' },
  { 'Webhook-Signature': 'v1,x' },
  Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`X-${index}`, '1'])),
].map((headers) => said(`the headers ${brief(JSON.stringify(headers))}`, headers));

const BAD_RECIPIENTS: readonly string[] = [
  '',
  ' ',
  'Casey',
  '123456',
  '1234567890123456',
  '٦٢٨١٢٣٤٥٦٧٨٩٠',
  '../../etc/passwd',
  '@',
  '@s.whatsapp.net',
  'casey@s.whatsapp.net',
  '6281234567890@example.com',
  '6281234567890@s.whatsapp.net@g.us',
  '6281234567890:3@s.whatsapp.net',
  '6281234567890@s.whatsapp.net\0',
  'status@broadcast',
  'news@newsletter',
  '1'.repeat(129),
  '6281234567890'.repeat(10_000),
];

export const BAD_RECIPIENT: readonly Hostile[] = BAD_RECIPIENTS.map((to) =>
  said(`the recipient ${brief(to)}`, to),
);

const BAD_NUMBERS: readonly string[] = [
  '',
  ' ',
  'Casey',
  '123456',
  '1234567890123456',
  '٦٢٨١٢٣٤٥٦٧٨٩٠',
  '6281234567890@s.whatsapp.net',
  '123456789012345@lid',
  '123456-789@g.us',
  `6281234567890${' '.repeat(100)}`,
];

export const BAD_PHONE: readonly Hostile[] = BAD_NUMBERS.map((phone) =>
  said(`the phone ${brief(phone)}`, phone),
);

export const BAD_PHONES: readonly Hostile[] = [
  [],
  [null],
  [6_281_234_567_890],
  [['6281234567890']],
  [{}],
  ...BAD_NUMBERS.map((phone) => ['6281234567890', phone]),
  Array.from({ length: 101 }, (_, index) => `62812345678${index}`),
].map((list) => said(`the phones ${brief(JSON.stringify(list))}`, list));

export const BAD_PEOPLE: readonly Hostile[] = [
  [],
  [null],
  [6_281_234_567_890],
  [['6281234567890']],
  [{}],
  ['6281234567890', 'Casey'],
  ['123456-789@g.us'],
  ['6281@newsletter'],
  [`6281234567890${' '.repeat(100)}`],
  Array.from({ length: 1024 }, (_, index) => `62812345${1000 + index}`),
].map((list) => said(`the people ${brief(JSON.stringify(list))}`, list));

export const BLANK: readonly Hostile[] = [
  said('an empty text', ''),
  said('blanks', ' \t\n\u00a0'),
  said('half a character', 'a\ud83eb'),
];

export const BAD_PERSON: readonly Hostile[] = [...BAD_RECIPIENTS, '123456-789@g.us'].map((person) =>
  said(`the person ${brief(person)}`, person),
);

export const BAD_NAME: readonly Hostile[] = [
  ...BLANK,
  said('a name of two lines', 'Jane\nDoe'),
  said('a name with a NUL', 'Jane\0'),
  said('a name that is too long', 'a'.repeat(257)),
];

export const BAD_TEXT: readonly Hostile[] = [...BLANK, said('a text that is too long', 'a'.repeat(65_537))];

export const BAD_MESSAGE_ID: readonly Hostile[] = [
  said('an empty id', ''),
  said('an id that is too long', 'a'.repeat(1_025)),
];

export const BAD_REFERENCE: readonly Hostile[] = [
  said('an empty reference', ''),
  said('a reference that is too long', 'a'.repeat(129)),
];

export const BAD_TIME: readonly Hostile[] = [
  said('no time', ''),
  said('a word', 'tomorrow'),
  said('a day', '2026-01-31'),
  said('a time without its offset', '2026-01-31T09:00:00'),
  said('a month that is none', '2026-13-01T00:00:00Z'),
];

const BAD_FILES: readonly string[] = [
  '',
  ' ',
  'x',
  '/etc/passwd',
  '../../etc/passwd',
  'C:\\Windows\\win.ini',
  'file:///etc/passwd',
  'FILE:/etc/passwd',
  'ftp://example.com/a.png',
  'gopher://127.0.0.1/',
  'blob:https://example.com/x',
  'http://',
  'http://user:password@example.com/a.png',
  'https://example.com/a b.png',
  'https://example.com/\r\nHost: evil',
  `https://example.com/${'a'.repeat(10_000)}`,
  'data:',
  'data:image/png',
  'data:image/png,abc',
  'data:image/png;base64,',
  'data:image/png;base64,abc',
  'data:image/png;base64,!!!!',
  'AAA',
  'AA AA',
  'A-_A',
];

export const BAD_MEDIA: readonly Hostile[] = BAD_FILES.map((media) =>
  said(`the media ${brief(media)}`, media),
);

export const BAD_TYPE: readonly Hostile[] = [
  '',
  'image',
  'image/',
  '/png',
  'image/png\r\nX: 1',
  'image/🤖',
].map((type) => said(`the type ${brief(type)}`, type));

export const BAD_LABEL: readonly Hostile[] = [
  said('an empty name', ''),
  said('a name that is too long', 'a'.repeat(1025)),
];

export const BAD_WORD: readonly Hostile[] = ['', 'ONLINE', 'away', '__proto__', 'toString'].map((word) =>
  said(`the word ${brief(word)}`, word),
);

export const NOT_BASE64URL: readonly Hostile[] = ['', ' ', 'YQ==', 'a+b/', 'é', 'A'.repeat(5_000)].map(
  (text) => said(`the bytes ${brief(text)}`, text),
);

export const BAD_EMOJI: readonly Hostile[] = [
  'x',
  ' ',
  '1',
  'ok',
  '👍👍',
  '👍x',
  'a\u0301',
  '\ud83d',
  '👍'.repeat(500),
].map((emoji) => said(`the emoji ${brief(emoji)}`, emoji));

export const BAD_RECIPIENT_LIST: readonly Hostile[] = [
  [],
  [null],
  [''],
  ['Casey'],
  [['6281234567890']],
  ['6281234567890', '6281234567890'],
  Array.from({ length: 21 }, (_, index) => `62812345678${10 + index}`),
].map((list) => said(`the recipients ${brief(JSON.stringify(list))}`, list));

export const BAD_OPTIONS: readonly Hostile[] = [
  [],
  ['one'],
  ['one', 'one'],
  ['one', ''],
  ['one', null],
  ['one', 2],
  ['one', 'a'.repeat(101)],
  Array.from({ length: 13 }, (_, index) => `${index}`),
].map((list) => said(`the options ${brief(JSON.stringify(list))}`, list));

export const ALBUM_ITEM = { type: 'image', media: 'data:image/png;base64,iVBORw0KGgo=' };

export const BAD_ALBUMS: readonly Hostile[] = [
  [],
  [ALBUM_ITEM],
  Array.from({ length: 31 }, () => ALBUM_ITEM),
  [ALBUM_ITEM, null],
  [ALBUM_ITEM, 'https://example.com/a.png'],
  [ALBUM_ITEM, { type: 'image' }],
  [ALBUM_ITEM, { media: ALBUM_ITEM.media }],
  [ALBUM_ITEM, { ...ALBUM_ITEM, type: 'audio' }],
  [ALBUM_ITEM, { ...ALBUM_ITEM, media: '' }],
  [ALBUM_ITEM, { ...ALBUM_ITEM, media: '/etc/passwd' }],
  [ALBUM_ITEM, { ...ALBUM_ITEM, media: 'data:image/png;base64,!' }],
  [ALBUM_ITEM, { ...ALBUM_ITEM, caption: 'a'.repeat(4097) }],
  [ALBUM_ITEM, { ...ALBUM_ITEM, viewOnce: true }],
].map((list) => said(`the album ${brief(JSON.stringify(list))}`, list));

export const BAD_PLACES: readonly Hostile[] = [
  {},
  { name: '' },
  { name: 1 },
  { name: 'Monas', latitude: 1 },
  { name: 'Monas', longitude: 1 },
  { name: 'Monas', latitude: 91, longitude: 1 },
  { name: 'Monas', latitude: '1', longitude: 1 },
  { name: 'a'.repeat(1025) },
  { name: 'Monas', floor: 3 },
].map((place) => said(`the place ${brief(JSON.stringify(place))}`, place));

export const BAD_LINKS: readonly Hostile[] = [
  '',
  'x',
  'example.com',
  'ftp://example.com',
  'javascript:alert(1)',
  'https://user:secret@example.com',
  'https://exam ple.com',
  `https://example.com/${'x'.repeat(2048)}`,
].map((url) => said(`the link ${brief(url)}`, url));

export const BAD_CHOICE: readonly Hostile[] = [
  ['one', 'one'],
  ['one', ''],
  ['one', null],
  ['one', 2],
  ['a'.repeat(1025)],
  Array.from({ length: 101 }, (_, index) => `${index}`),
].map((list) => said(`the choice ${brief(JSON.stringify(list))}`, list));

const CARD = { name: 'Jane', phone: '6281234567891' };

export const BAD_CARDS: readonly Hostile[] = [
  [],
  [null],
  ['Jane'],
  [[]],
  [{}],
  [{ name: 'Jane' }],
  [{ phone: '6281234567891' }],
  [{ ...CARD, name: '' }],
  [{ ...CARD, name: 'Jane\nTEL:1' }],
  [{ ...CARD, name: 'Jane\u2028' }],
  [{ ...CARD, phone: '123' }],
  [{ ...CARD, phone: 6_281_234_567_891 }],
  [{ ...CARD, organization: '' }],
  [{ ...CARD, organization: 'Acme\r\nEND:VCARD' }],
  [{ ...CARD, email: 'x' }],
  Array.from({ length: 101 }, () => CARD),
].map((list) => said(`the cards ${brief(JSON.stringify(list))}`, list));

export const BAD_MENTIONS: readonly Hostile[] = [
  [null],
  [1],
  [''],
  ['Casey'],
  ['6281234567890', 'Casey'],
  [['6281234567890']],
  [{}],
  ['123456-789@g.us'],
  Array.from({ length: 4000 }, () => '6281234567890'),
].map((list) => said(`the mentions ${brief(JSON.stringify(list))}`, list));

export const BAD_INSTANCE_ID: readonly Hostile[] = BAD_INSTANCE_IDS.map((id) =>
  said(`the id ${brief(id)}`, id),
);

function brief(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
