import { type BinaryNode, decodeMessageNode, proto } from '@whiskeysockets/baileys';
import { dropWrongCertificates, isRefusedByBaileys } from './refused-messages.js';

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

  it('is one that begins with the answer of a bot, whatever else is in it', () => {
    const enc = (type: string) => ({ tag: 'enc', attrs: { type }, content: Buffer.of(1) });
    const from = '15550001111@s.whatsapp.net';
    const refused = (...types: string[]) =>
      isRefusedByBaileys({ ...node({ id: 'ID', from }), content: types.map(enc) }, [PHONE, LID]);
    expect([refused('msmsg', 'pkmsg'), refused('pkmsg', 'msmsg'), refused('pkmsg')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('a certificate of a business name', () => {
  const { VerifiedNameCertificate } = proto;
  const details = VerifiedNameCertificate.Details.encode({ verifiedName: 'Toko' }).finish();

  it.each([
    ['that decodes', VerifiedNameCertificate.encode({ details }).finish(), true],
    ['that is none', Buffer.from('ffff', 'hex'), false],
    [
      'with wrong details',
      VerifiedNameCertificate.encode({ details: Buffer.from('ffff', 'hex') }).finish(),
      false,
    ],
    ['without content', undefined, true],
  ])('%s stays or goes', (_which, content, stays) => {
    const enc = { tag: 'enc', attrs: {}, content: Buffer.of(1) };
    const message = {
      tag: 'message',
      attrs: {},
      content: [{ tag: 'verified_name', attrs: {}, content }, enc],
    };
    dropWrongCertificates(message);
    expect(message.content.map(({ tag }) => tag)).toEqual(stays ? ['verified_name', 'enc'] : ['enc']);
  });
});
