import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const [ANNA, BEN] = ['15550001111', '15550002222'];

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await bot.link();
});

async function groupOf(addressing: 'lid' | 'pn'): Promise<string> {
  const body = { subject: addressing, participants: [BOT, BEN], addressing };
  return String((await world.emulator.post(`/phones/${ANNA}/groups`, body)).jid);
}

async function contentOf(id: string): Promise<Record<string, unknown>> {
  await world.emulator.arrives(BEN, id);
  const content = await world.emulator.get(`/phones/${BEN}/messages/${id}/content`);
  return Object(content).extendedTextMessage;
}

describe('a mention', () => {
  it.each([
    ['their number', async () => BEN],
    ['their JID', async () => jidOf(BEN)],
  ])('in a group with LIDs becomes the LID, in the text, too: by %s', async (_name, named) => {
    const group = await groupOf('lid');
    const lid = await world.emulator.lidOf(BEN);
    const text = `hello @${BEN}, and @${BEN}1`;
    const id = await bot.sent(bot.text(group, text, { mentions: [await named()] }));
    expect(await contentOf(id)).toMatchObject({
      text: `hello @${lid.replace('@lid', '')}, and @${BEN}1`,
      contextInfo: { mentionedJid: [lid] },
    });
    expect(await bot.knows(id)).toMatchObject({ mentions: [jidOf(BEN)] });
  });

  it.each(['lid', 'pn'] as const)(
    'by another form of the number reaches the member: %s',
    async (addressing) => {
      const [written, phone] = ['5547900001235', '554700001235'];
      if (addressing === 'lid') await world.emulator.post('/phones', { phone, aliases: [written] });
      const body = { subject: 'forms', participants: [BOT, BEN, phone], addressing };
      const { jid: group } = await world.emulator.post(`/phones/${ANNA}/groups`, body);
      const id = await bot.sent(bot.text(String(group), `hello @${written}`, { mentions: [written] }));
      const jid = addressing === 'lid' ? await world.emulator.lidOf(phone) : jidOf(phone);
      expect(await contentOf(id)).toMatchObject({
        text: `hello @${jid.split('@')[0]}`,
        contextInfo: { mentionedJid: [jid] },
      });
    },
  );

  it('by LID in a group with numbers becomes the number', async () => {
    const group = await groupOf('pn');
    const lid = await world.emulator.lidOf(BEN);
    const text = `hello @${lid.replace('@lid', '')}`;
    const id = await bot.sent(bot.text(group, text, { mentions: [lid] }));
    expect(await contentOf(id)).toMatchObject({
      text: `hello @${BEN}`,
      contextInfo: { mentionedJid: [jidOf(BEN)] },
    });
  });

  it('of everyone is possible in a group, and only there', async () => {
    const group = await groupOf('lid');
    const id = await bot.sent(bot.text(group, 'hello @all', { mentionsAll: true }));
    expect(await contentOf(id)).toMatchObject({ text: 'hello @all', contextInfo: { nonJidMentions: 1 } });
    const { code, error } = await bot.text(ANNA, 'hello @all', { mentionsAll: true });
    expect({ code, error }).toMatchObject({
      code: 400,
      error: { code: 'INVALID_REQUEST', details: { fields: [{ field: 'mentionsAll' }] } },
    });
  });
});
