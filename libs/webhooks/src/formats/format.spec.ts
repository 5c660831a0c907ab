import { examplePayload } from '#libs/events';
import { bodyIn, headersIn, isShaped } from './format.js';

const EVENT = {
  id: 'evt_9',
  instanceId: 'bot',
  event: 'message',
  at: 1_735_118_400_000,
  sequence: 42,
  metadata: null,
  phone: '12025550100',
  url: 'https://hooks.test/',
};

const MESSAGE = examplePayload('message');

/** A message as a gateway would send it. */
async function message(format: 'evolution' | 'waha', change: object, event = 'message') {
  const data = JSON.stringify({ ...MESSAGE, ...change });
  return JSON.parse((await bodyIn(format, { ...EVENT, event, data })).toString('utf8'));
}

describe('a message as Evolution API sends it', () => {
  it.each([
    [
      'a video',
      { type: 'video', media: { mimetype: 'video/mp4', seconds: 7 } },
      'videoMessage',
      { seconds: 7 },
    ],
    ['a video note', { type: 'video', media: { mimetype: 'video/mp4', ptv: true } }, 'ptvMessage', {}],
    [
      'a voice note',
      { type: 'audio', media: { mimetype: 'audio/ogg', ptt: true } },
      'audioMessage',
      { ptt: true },
    ],
    ['a sticker', { type: 'sticker', media: { mimetype: 'image/webp' } }, 'stickerMessage', {}],
    [
      'a document',
      { type: 'document', caption: 'It', media: { mimetype: 'text/csv', fileName: 'a.csv', sizeBytes: 5 } },
      'documentMessage',
      { fileName: 'a.csv', title: 'a.csv', fileLength: '5', caption: 'It' },
    ],
    [
      'a place',
      { type: 'location', location: { latitude: 1.5, longitude: -2, name: 'Here' } },
      'locationMessage',
      { degreesLatitude: 1.5, degreesLongitude: -2, name: 'Here' },
    ],
    [
      'a contact',
      { type: 'contact', contacts: [{ name: 'Ben', phones: [], vcard: 'BEGIN' }] },
      'contactMessage',
      { displayName: 'Ben', vcard: 'BEGIN' },
    ],
    [
      'a poll',
      { type: 'poll', poll: { name: 'When?', options: ['Now'], selectableCount: 1 } },
      'pollCreationMessage',
      { name: 'When?', options: [{ optionName: 'Now' }], selectableOptionsCount: 1 },
    ],
  ])('has %s under the name of WhatsApp', async (_what, change, messageType, content) => {
    const { data } = await message('evolution', change);
    expect(data).toMatchObject({ messageType, message: { [messageType]: content } });
  });

  it('is its text if it has no such name', async () => {
    const { data } = await message('evolution', {
      type: 'choice',
      text: undefined,
      choice: { label: 'Yes' },
    });
    expect(data).toMatchObject({ messageType: 'conversation', message: { conversation: 'Yes' } });
  });

  it('may be the account’s own', async () => {
    const { data, sender } = await message('evolution', { fromMe: true }, 'message_sent');
    expect(data).toMatchObject({ key: { fromMe: true }, status: 'SERVER_ACK' });
    expect(sender).toBe('12025550100@s.whatsapp.net');
  });
});

describe('a message as WAHA sends it', () => {
  it('has places and contact cards', async () => {
    const location = { latitude: 1.5, longitude: -2, address: 'Here' };
    expect((await message('waha', { location })).payload.location).toEqual({
      latitude: '1.5',
      longitude: '-2',
      description: 'Here',
    });
    const contacts = [{ name: 'Ben', phones: [], vcard: 'BEGIN' }];
    expect((await message('waha', { contacts })).payload.vCards).toEqual(['BEGIN']);
  });

  it('may be the account’s own', async () => {
    const { event, payload } = await message('waha', { fromMe: true }, 'message_sent');
    expect([event, payload.to, payload.ackName]).toEqual(['message.any', '12025550123@c.us', 'SERVER']);
  });
});

it('other events, and names that no event has, come in our own form', async () => {
  for (const event of ['presence', 'toString'])
    for (const format of ['evolution', 'waha', 'miaw'] as const) {
      const body = await bodyIn(format, { ...EVENT, event, data: '{"a":1}' });
      expect(JSON.parse(body.toString('utf8'))).toMatchObject({ event, instanceId: 'bot', data: { a: 1 } });
    }
  expect([isShaped('waha', 'message'), isShaped('waha', 'presence'), isShaped('miaw', 'message')]).toEqual([
    true,
    false,
    false,
  ]);
});

it('only WAHA has headers besides', () => {
  const identity = { delivery: 'dlv_1', at: 1 };
  expect(headersIn('evolution', identity, Buffer.from('a'), 'key')).toEqual({});
  expect(headersIn('waha', identity, Buffer.from('a'), 'key')).toMatchObject({ 'X-Webhook-Timestamp': '1' });
});
