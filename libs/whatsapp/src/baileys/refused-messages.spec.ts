import { type BinaryNode, decodeMessageNode } from '@whiskeysockets/baileys';
import { isRefusedByBaileys } from './refused-messages.js';

const PHONE = '628111111111:7@s.whatsapp.net';
const LID = '911607346010217:7@lid';

const ADDRESSES = [
  undefined,
  '',
  'nonsense',
  '@s.whatsapp.net',
  '15550001111@s.whatsapp.net',
  '15550001111_1:3@s.whatsapp.net',
  '628111111111@s.whatsapp.net',
  '628111111111@lid',
  '911607346010217:3@lid',
  '911607346010217@hosted.lid',
  '628111111111:99@hosted',
  '120363041234567890@g.us',
  'status@broadcast',
  '1234@broadcast',
  '120363000000000009@newsletter',
  '867051314767696@bot',
  '15550001111@c.us',
  's.whatsapp.net',
];

function node(attrs: Record<string, string | undefined>): BinaryNode {
  const given = Object.entries(attrs).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return { tag: 'message', attrs: Object.fromEntries(given) };
}

function throws(message: BinaryNode, lid: string): boolean {
  try {
    decodeMessageNode(message, PHONE, lid);
    return false;
  } catch {
    return true;
  }
}

describe('a message that Baileys refuses', () => {
  it.each([LID, ''])('is told by its attributes, as Baileys tells it, with the LID "%s"', (lid) => {
    const wrong: BinaryNode[] = [];
    for (const id of ['ID', '', undefined])
      for (const from of ADDRESSES)
        for (const participant of ADDRESSES)
          for (const recipient of ADDRESSES) {
            const message = node({ id, from, participant, recipient, t: '1796000000' });
            if (isRefusedByBaileys(message, [PHONE, lid]) !== throws(message, lid)) wrong.push(message);
          }
    expect(wrong).toEqual([]);
  });

  it('is one with a plain text', () => {
    const content = [{ tag: 'plaintext', attrs: {} }];
    const message = { ...node({ id: 'ID', from: '15550001111@s.whatsapp.net' }), content };
    expect(isRefusedByBaileys(message, [PHONE, LID])).toBe(true);
  });
});
