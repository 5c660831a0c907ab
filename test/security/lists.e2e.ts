import { Bot } from '../harness/bot.js';
import { Document } from '../harness/document.js';
import { Person } from '../harness/person.js';
import { RawSender } from '../harness/raw-sender.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628110000091';
const ANNA = '15550109101';
const GROUP = '120363000000000091@g.us';

// Its end fails the suite if anything here has held the event loop.
const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, ANNA, bot);
const phone = new RawSender(world, ANNA, bot, Document.read());

beforeAll(async () => {
  await bot.link();
  await anna.writes('hello');
});

function many<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

describe('a stranger’s message with very much in it', () => {
  it('mentions 20,000 people: some are shown, and how many are not', async () => {
    const mentionedJid = many(20_000, (n) => `${900_000_000_000_000 + n}@lid`);
    const text = mentionedJid.slice(0, 100).join(' @');
    const { mentions, omitted } = await phone.sends({
      extendedTextMessage: { text, contextInfo: { mentionedJid } },
    });
    expect(mentions).toHaveLength(2_000);
    expect(omitted).toEqual({ mentions: 18_000 });
  });

  it('has a text of megabytes, and names of kilobytes', async () => {
    const text = '@123456 '.repeat(250_000);
    const told = await phone.sends(
      { extendedTextMessage: { text } },
      { attributes: { notify: 'N'.repeat(200_000) } },
    );
    expect(String(told['senderName']).length).toBeLessThanOrEqual(1_024);
    expect(String(told['text'])).toHaveLength(128 * 1024);
    expect(told['omitted']).toEqual({ characters: text.length - 128 * 1024 });
  });

  it('is a poll of 50,000 options, or 10,000 contacts', async () => {
    const options = many(50_000, (n) => ({ optionName: `option ${n}` }));
    const { poll } = await phone.sends({ pollCreationMessage: { name: 'all?', options } });
    expect(Object(poll)['options']).toHaveLength(100);
    const contacts = many(10_000, (n) => ({
      displayName: `Person ${n}`,
      vcard: `BEGIN:VCARD\nVERSION:3.0\nFN:Person ${n}\nTEL:+1555${n}\nEND:VCARD`,
    }));
    const told = await phone.sends({ contactsArrayMessage: { contacts } });
    expect(Object(told['contacts']).length).toBeLessThanOrEqual(1_000);
  });

  it('has one title that all of its rows are under', async () => {
    const title = 'Our offers '.repeat(200_000);
    const rows = many(100, (n) => ({ rowId: `row ${n}`, title: `Offer ${n}` }));
    const told = await phone.sends({ listMessage: { title: 'offers', sections: [{ title, rows }] } });
    const { actions, omitted } = Object(told);
    expect(actions.map(({ id, label }: Record<string, unknown>) => ({ rowId: id, title: label }))).toEqual(
      rows,
    );
    expect(JSON.stringify(told).length).toBeLessThan(400_000);
    expect(omitted.characters).toBeGreaterThan(title.length * 99);
  });

  it('is a form with parameters of a megabyte', async () => {
    const buttonParamsJson = JSON.stringify({ flow_cta: 'Open', screens: 'x'.repeat(60_000) });
    const buttons = many(50, () => ({ name: 'flow', buttonParamsJson }));
    const told = await phone.sends({ interactiveMessage: { nativeFlowMessage: { buttons } } });
    const actions: Record<string, unknown>[] = Object(told['actions']);
    expect(actions.map(({ label }) => label)).toEqual(many(50, () => 'Open'));
    expect(actions.filter(({ data }) => data !== undefined)).toHaveLength(4);
    expect(told['omitted']).toEqual({ characters: 46 * buttonParamsJson.length });
  });

  it.each([
    ['a name', `FN:${'x'.repeat(4_000_000)}`],
    ['parts of a name', `N:${';'.repeat(4_000_000)}`],
    ['lines', '\n'.repeat(4_000_000)],
    ['folded lines', '\n '.repeat(2_000_000)],
    ['soft line breaks', `N;QUOTED-PRINTABLE:a=\n${'a=\n'.repeat(1_300_000)}`],
    ['parameters', `TEL;${'a;'.repeat(2_000_000)}:1234`],
    ['numbers', 'TEL:1234\n'.repeat(400_000)],
    [
      'properties in properties',
      `${'TEL;\u2028'.repeat(200)}${'a'.repeat(7_000)};encoding=quoted-printable:${'=\n'.repeat(2_000_000)}`,
    ],
  ])('is a contact card of 4 MB: %s', async (_, vcard) => {
    const told = await phone.sends({ contactMessage: { displayName: 'Jane', vcard } });
    expect(JSON.stringify(told).length).toBeLessThan(3_000_000);
    expect(Object(told['omitted'])['characters']).toBeGreaterThan(2_000_000);
  });

  it('is listed like any other', async () => {
    expect((await bot.messages(anna.chatId)).code).toBe(200);
    expect((await bot.chats()).code).toBe(200);
  });
});

describe('a page of the largest messages', () => {
  const COUNT = 30;
  // Everything that the search knows of them lies before the word that is searched for.
  const text = `${'ab '.repeat(20_000)}zebra ${'ab '.repeat(200_000)}`;

  beforeAll(async () => {
    let last = '';
    for (let n = 0; n < COUNT; n += 1) {
      const message = { extendedTextMessage: { text } };
      const sent = await world.emulator.post(`/phones/${ANNA}/raw`, { to: BOT, message });
      last = String(sent['messageId']);
    }
    await bot.hears(last);
  });

  it('is short in the event log, which is read to its end', async () => {
    const heard = new Set<string>();
    let pages = 0;
    for (let after = 0; ; pages += 1) {
      const answer = await world.api.raw(`/api/v1/instances/bot/events?limit=100&after=${after}`);
      const { data } = Object(await answer.json());
      for (const { event, data: told } of data.events) if (event === 'message') heard.add(told.id);
      if (data.nextAfter === data.lastSequence) break;
      expect(data.nextAfter).toBeGreaterThan(after);
      after = data.nextAfter;
    }
    expect(pages).toBeGreaterThan(COUNT / 10);
    const { data } = await bot.messages(anna.chatId, { limit: 100 });
    expect(data?.messages.filter(({ id, fromMe }) => !fromMe && !heard.has(id))).toEqual([]);
  });

  it('is shown among the status posts', async () => {
    for (let n = 0; n < COUNT; n += 1)
      await world.emulator.post(`/phones/${ANNA}/status-posts`, { to: [BOT], text });
    const listed = async (): Promise<{ text: string }[]> => {
      const answer = await world.api.raw('/api/v1/instances/bot/status/contacts?limit=100');
      return Object(await answer.json()).data.posts;
    };
    const posts = await eventually(listed, (all) => all.length === COUNT, 'all posts');
    expect(new Set(posts.map((post) => post.text))).toEqual(new Set([text.slice(0, 128 * 1024)]));
  });

  // The end of the suite fails if one of them has held the event loop.
  it('is listed, found and shown with its chat', async () => {
    const { data, code } = await bot.messages(anna.chatId, { limit: 100 });
    expect(code).toBe(200);
    expect(data?.messages.length).toBeGreaterThan(COUNT);
    const path = `/api/v1/instances/bot/messages?search=zebra%20ab&limit=100`;
    const { data: found } = Object(await (await world.api.raw(path)).json());
    expect(found.messages).toHaveLength(COUNT);
    for (const { snippet } of found.messages) expect(snippet.highlights.length).toBeGreaterThan(0);
    expect((await bot.chats()).code).toBe(200);
  });
});

describe('what WhatsApp reports about very many', () => {
  it('are receipts for 20,000 messages, and a change of 10,000 members', async () => {
    const item = (n: number) => ({ tag: 'item', attrs: { id: `NONE${n}` } });
    const list = [{ tag: 'list', content: many(20_000, item) }];
    const stanzas = [
      { tag: 'receipt', attrs: { id: 'R1', from: anna.chatId, type: 'read' }, content: list },
      { tag: 'receipt', attrs: { id: 'R2', from: GROUP, participant: anna.chatId }, content: list },
      { tag: 'receipt', attrs: { id: 'R3', from: anna.chatId, type: 'read-self' }, content: list },
      {
        tag: 'notification',
        attrs: { id: 'N1', from: GROUP, type: 'w:gp2', participant: anna.chatId },
        content: [
          {
            tag: 'add',
            content: many(10_000, (n) => ({
              tag: 'participant',
              attrs: {
                jid: `${800_000_000_000_000 + n}@lid`,
                phone_number: `1666${1_000_000 + n}@s.whatsapp.net`,
              },
            })),
          },
        ],
      },
    ];
    for (const stanza of stanzas) await world.emulator.request('POST', `/phones/${BOT}/stanzas`, stanza);
    const { data } = await bot.event('group_participants');
    expect(data['participants']).toHaveLength(10_000);
    await anna.writes('still there?');
  });
});
