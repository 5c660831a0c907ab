import { codec, DICTIONARIES } from './codec.js';

const NODE = {
  tag: 'message',
  attrs: { from: '15550001111@s.whatsapp.net', type: 'text', id: 'ABC', t: '1796000000' },
  content: [{ tag: 'enc', attrs: { v: '2', type: 'pkmsg' }, content: Buffer.from([1, 2, 3]) }],
};

it.each(DICTIONARIES)('reads with dictionary %i what it writes', async (dictionary) => {
  const used = codec(dictionary);
  expect(await used.decode(Buffer.from(used.encode(NODE)))).toEqual(NODE);
});

it('writes other bytes in each dictionary, with tokens', () => {
  const [older, newer] = [2, 3].map((dictionary) => Buffer.from(codec(dictionary).encode(NODE)));
  expect(older?.equals(newer ?? Buffer.alloc(0))).toBe(false);
  expect(older?.includes('message')).toBe(false);
});
