import { proto } from '@whiskeysockets/baileys';
import { interpret } from './content.js';
import { fileOf } from './media.js';

const mediaKey = Buffer.alloc(32, 7);
const image = { mimetype: 'image/jpeg', caption: 'see', fileLength: 12, mediaKey, directPath: '/v/t62' };
const video = { mimetype: 'video/mp4', seconds: 3, mediaKey };
const location = { degreesLatitude: -6.2, degreesLongitude: 106.8, name: 'Monas', address: 'Jakarta' };
const vcard = 'BEGIN:VCARD\nVERSION:3.0\nFN:Ben\nTEL;waid=15550002222:+1 555\nEND:VCARD';
const poll = {
  name: 'Lunch?',
  options: [{ optionName: 'a' }, { optionName: 'b' }],
  selectableOptionsCount: 1,
};
const pollInfo = { name: 'Lunch?', options: ['a', 'b'], selectableCount: 1 };
const hydratedTemplate = { hydratedContentText: 'Your order is on its way', hydratedFooterText: 'The shop' };

/** What each kind of message is told as; kinds that say nothing have none. */
const KINDS: [string, proto.IMessage, object | undefined][] = [
  ['a text', { conversation: 'hi' }, { type: 'text', text: 'hi' }],
  ['a text with a link', { extendedTextMessage: { text: 'https://a.test' } }, { type: 'text' }],
  [
    'a disappearing text',
    { ephemeralMessage: { message: { extendedTextMessage: { text: 'hi' } } } },
    { type: 'text', text: 'hi' },
  ],
  [
    'an image',
    { imageMessage: image },
    { type: 'image', caption: 'see', media: { mimetype: 'image/jpeg', sizeBytes: 12 } },
  ],
  ...(['viewOnceMessage', 'viewOnceMessageV2', 'viewOnceMessageV2Extension'] as const).map(
    (wrapper): [string, proto.IMessage, object] => [
      `an image in a ${wrapper}`,
      { [wrapper]: { message: { imageMessage: image } } },
      { type: 'image', media: { viewOnce: true } },
    ],
  ),
  ['an image to open once', { imageMessage: { ...image, viewOnce: true } }, { media: { viewOnce: true } }],
  ['a video', { videoMessage: video }, { type: 'video', media: { mimetype: 'video/mp4', seconds: 3 } }],
  ['a moving image', { videoMessage: { ...video, gifPlayback: true } }, { media: { gifPlayback: true } }],
  ['a video note', { ptvMessage: video }, { type: 'video', media: { ptv: true } }],
  [
    'a voice note',
    { audioMessage: { mimetype: 'audio/ogg; codecs=opus', seconds: 2, ptt: true, mediaKey } },
    { type: 'audio', media: { mimetype: 'audio/ogg; codecs=opus', seconds: 2, ptt: true } },
  ],
  [
    'a captioned document',
    {
      documentWithCaptionMessage: {
        message: {
          documentMessage: { mimetype: 'application/pdf', fileName: 'a.pdf', caption: 'see', mediaKey },
        },
      },
    },
    { type: 'document', caption: 'see', media: { fileName: 'a.pdf' } },
  ],
  ['a sticker', { stickerMessage: { mimetype: 'image/webp', mediaKey } }, { type: 'sticker' }],
  [
    'a moving sticker',
    { lottieStickerMessage: { message: { stickerMessage: { mimetype: 'application/was', mediaKey } } } },
    { type: 'sticker' },
  ],
  [
    'a picture of an album',
    { associatedChildMessage: { message: { imageMessage: image } } },
    { type: 'image', caption: 'see' },
  ],
  ['the announcement of an album', { albumMessage: { expectedImageCount: 2 } }, undefined],
  [
    'a place',
    { locationMessage: location },
    {
      type: 'location',
      location: { latitude: -6.2, longitude: 106.8, name: 'Monas', address: 'Jakarta', live: undefined },
    },
  ],
  [
    'a place that moves',
    { liveLocationMessage: { degreesLatitude: 1, degreesLongitude: 2, caption: 'on my way' } },
    { type: 'location', caption: 'on my way', location: { latitude: 1, longitude: 2, live: true } },
  ],
  [
    'a contact',
    { contactMessage: { displayName: 'Ben', vcard } },
    { type: 'contact', contacts: [{ name: 'Ben', phones: ['15550002222'], vcard }] },
  ],
  [
    'contacts',
    { contactsArrayMessage: { contacts: [{ vcard }, { displayName: 'Eve', vcard: 'junk' }] } },
    { type: 'contact', contacts: [{ name: 'Ben' }, { name: 'Eve', phones: [], vcard: 'junk' }] },
  ],
  ...(
    [
      'pollCreationMessage',
      'pollCreationMessageV2',
      'pollCreationMessageV3',
      'pollCreationMessageV5',
    ] as const
  ).map((form): [string, proto.IMessage, object] => [
    `a ${form}`,
    { [form]: poll },
    { type: 'poll', text: 'Lunch?', poll: pollInfo },
  ]),
  [
    'a pollCreationMessageV4',
    { pollCreationMessageV4: { message: { pollCreationMessage: poll } } },
    { type: 'poll', poll: pollInfo },
  ],
  [
    'a template',
    { templateMessage: { hydratedTemplate } },
    { type: 'interactive', text: 'Your order is on its way\nThe shop' },
  ],
  ['buttons', { buttonsMessage: { contentText: 'Choose' } }, { type: 'interactive', text: 'Choose' }],
  ['a button', { buttonsResponseMessage: { selectedDisplayText: 'Yes' } }, { type: 'choice', text: 'Yes' }],
  [
    'a button of a template',
    { templateButtonReplyMessage: { selectedDisplayText: 'Yes' } },
    { type: 'choice', text: 'Yes', choice: { kind: 'template_button', label: 'Yes' } },
  ],
  ['a list', { listMessage: { title: 'Menu', description: 'Choose' } }, { text: 'Menu\nChoose' }],
  ['a choice of a list', { listResponseMessage: { title: 'Soup' } }, { type: 'choice', text: 'Soup' }],
  ['a form', { interactiveMessage: { body: { text: 'Choose' } } }, { type: 'interactive', text: 'Choose' }],
  [
    'an invitation',
    { groupInviteMessage: { groupJid: '1@g.us', groupName: 'Friends', caption: 'Join us' } },
    { type: 'invite', text: 'Join us', groupInvite: { groupJid: '1@g.us', name: 'Friends' } },
  ],
  ['an order', { orderMessage: { orderTitle: 'Soup' } }, { type: 'order', text: 'Soup' }],
  ['a product', { productMessage: { product: { title: 'Soup' } } }, { type: 'product', text: 'Soup' }],
  ['an answer of Meta AI', { richResponseMessage: {} }, { type: 'text', text: undefined }],
  [
    'a setting',
    { protocolMessage: { type: 3, ephemeralExpiration: 86400 } },
    { type: 'notice', notice: { kind: 'disappearing', enabled: true }, context: { expiresIn: 86400 } },
  ],
  ['a wrapper around nothing', { ephemeralMessage: {} }, { unknown: { fields: ['ephemeralMessage'] } }],
  ['keys', { senderKeyDistributionMessage: { groupId: 'g' } }, undefined],
  ['a pin of nothing', { pinInChatMessage: {} }, undefined],
  ['the keys of our settings', { protocolMessage: { type: 6, key: { id: 'x' } } }, undefined],
];

describe('a message', () => {
  it.each(KINDS)('that is %s', (_name, message, expected) => {
    // As it arrives, not as it was made.
    const said = interpret(proto.Message.decode(proto.Message.encode(message).finish()));
    if (expected) expect(said).toMatchObject({ kind: 'content', ...expected });
    else expect(said).toEqual({ kind: 'nothing', what: expect.any(String) });
  });

  it.each([
    ['an image', { imageMessage: image }, 'see'],
    ['a document', { documentMessage: { fileName: 'a.pdf' } }, 'a.pdf'],
    ['a poll', { pollCreationMessageV3: poll }, 'Lunch?'],
    ['a place', { locationMessage: location }, 'Monas'],
    ['a contact', { contactMessage: { displayName: 'Ben', vcard } }, 'Ben'],
    ['an image without words', { imageMessage: { mimetype: 'image/jpeg' } }, undefined],
  ])('of any kind may quote %s', (_name, quotedMessage, text) => {
    const contextInfo = { stanzaId: 'Q', participant: '1@lid', quotedMessage, mentionedJid: ['2@lid'] };
    const quoted = { id: 'Q', participant: '1@lid', text, type: expect.any(String) };
    const context = { quoted, mentions: ['2@lid'] };
    expect(interpret({ stickerMessage: { contextInfo } })).toMatchObject({ context });
    expect(interpret({ ephemeralMessage: { message: { locationMessage: { contextInfo } } } })).toMatchObject({
      context,
    });
  });

  it('quotes a text of which a few dozen mentions are looked up', () => {
    const conversation = Array.from({ length: 3_000 }, (_, index) => `@${10_000 + index}`).join(' ');
    const contextInfo = { stanzaId: 'Q', participant: '1@lid', quotedMessage: { conversation } };
    const said = interpret({ extendedTextMessage: { text: 'hi', contextInfo } });
    expect(said.kind === 'content' && said.context?.quoted?.mentions).toHaveLength(50);
  });

  it.each<[string, (contextInfo: proto.IContextInfo) => proto.IMessage]>([
    ['a template', (contextInfo) => ({ templateMessage: { contextInfo } })],
    [
      'the header of a template',
      (contextInfo) => ({ templateMessage: { hydratedTemplate: { imageMessage: { contextInfo } } } }),
    ],
    [
      'the note of a payment',
      (contextInfo) => ({
        requestPaymentMessage: { noteMessage: { extendedTextMessage: { text: 'hi', contextInfo } } },
      }),
    ],
    [
      'an answer that somebody forwarded',
      (contextInfo) => ({ botForwardedMessage: { message: { richResponseMessage: { contextInfo } } } }),
    ],
  ])('has its context in %s', (_where, messageWith) => {
    expect(interpret(messageWith({ isForwarded: true, forwardingScore: 3 }))).toMatchObject({
      context: { forwarded: true, forwardingScore: 3 },
    });
  });

  it('hides what is wrapped without end', () => {
    let message: proto.IMessage = { conversation: 'hi' };
    for (let depth = 0; depth < 50; depth++) message = { ephemeralMessage: { message } };
    expect(interpret(message)).toMatchObject({ type: 'unknown' });
  });
});

describe('the file of a message', () => {
  it('is found through every wrapping', () => {
    const message = {
      ephemeralMessage: { message: { viewOnceMessageV2: { message: { imageMessage: image } } } },
    };
    expect(fileOf(message)).toMatchObject({
      type: 'image',
      mediaKey,
      directPath: '/v/t62',
      fileLength: 12,
      mimetype: 'image/jpeg',
    });
    expect(fileOf({ ptvMessage: video })).toMatchObject({ type: 'video' });
  });

  it('may be the same on several cards, but counts once if a template only repeats its header', () => {
    const cards = [1, 2, 3].map(() => ({ header: { imageMessage: image } }));
    const carousel = { carouselMessage: { cards } };
    const count = (message: proto.IMessage) => {
      const said = interpret(message);
      return said.kind === 'content' ? (said.attachments?.length ?? Number(said.media !== undefined)) : 0;
    };
    expect(count({ interactiveMessage: carousel })).toBe(3);
    const header = { imageMessage: image };
    const repeated = { hydratedTemplate: header, hydratedFourRowTemplate: header };
    expect(count({ templateMessage: repeated })).toBe(1);
    const both = { ...repeated, interactiveMessageTemplate: { header, ...carousel } };
    expect(count({ templateMessage: both })).toBe(4);
  });

  it('is none without a key', () => {
    expect(fileOf({ imageMessage: { mimetype: 'image/jpeg' } })).toBeUndefined();
    expect(fileOf({ conversation: 'hi' })).toBeUndefined();
  });
});
