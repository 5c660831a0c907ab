import { Bot } from '../harness/bot.js';
import { refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import type { Arrival } from '../harness/receiver.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await bot.link();
});

describe.each([
  { addressing: 'pn' as const, phone: '15550001111' },
  { addressing: 'lid' as const, phone: '15550002222' },
])('to a person addressed by $addressing', ({ addressing, phone }) => {
  let person: Person;

  beforeAll(async () => {
    person = new Person(world, phone, bot);
    await world.emulator.phone(phone, { name: 'Casey', addressing });
  });

  describe('a place', () => {
    const place = { latitude: -6.1754, longitude: 106.8272, name: 'Monas', address: 'Gambir, Jakarta' };

    it('is sent, with name and address', async () => {
      const id = await bot.sent(bot.location({ to: phone, ...place }));
      expect(await person.sees(id)).toMatchObject({ type: 'location', location: place });
      expect(await bot.knows(id)).toMatchObject({ type: 'location', location: place, fromMe: true });
    });

    it('is sent from the edges of the map, without a name', async () => {
      for (const [latitude, longitude] of [
        [0, 0],
        [90, 180],
        [-90, -180],
      ] as const) {
        const id = await bot.sent(bot.location({ to: phone, latitude, longitude }));
        const { location } = await person.sees(id);
        expect(location).toMatchObject({ latitude, longitude });
        expect(location?.name || location?.address || undefined).toBeUndefined();
        const known = await bot.knows(id);
        expect(known.location).toEqual({ latitude, longitude });
      }
    });

    it('answers a message, and is quoted and forwarded itself', async () => {
      const asked = await person.writes('Where are you?');
      const id = await bot.sent(bot.location({ to: phone, ...place, quotedMessageId: asked }));
      expect((await person.sees(id)).quoted).toMatchObject({ id: asked, text: 'Where are you?' });
      const again = await bot.sent(bot.text(phone, 'There', { quotedMessageId: id }));
      expect((await person.sees(again)).quoted).toMatchObject({ id });
      expect(await bot.knows(again)).toMatchObject({ quoted: { id, text: 'Monas' } });
    });

    it('of theirs is heard, quoted and forwarded', async () => {
      const id = await person.sends({ location: place });
      expect((await bot.hears(id)).data).toMatchObject({ type: 'location', location: place });
      const answer = await bot.sent(bot.text(phone, 'On my way', { quotedMessageId: id }));
      expect((await person.sees(answer)).quoted).toMatchObject({ id });
      const { data } = await bot.forward(id, phone);
      const seen = await person.sees(String(data?.results[0]?.messageId));
      expect(seen).toMatchObject({ location: place, forwarded: true });
    });
  });

  describe('contact cards', () => {
    const NAMES = ['Jo', 'Doe, Jane; Dr.', String.raw`back\slash`, 'Zoë 🦊 Müller', String.raw`\n,;`];

    it.each(NAMES)('are sent one by one: %j', async (name) => {
      const contacts = [{ name, phone: '+49 151 2345678', organization: 'Acme, Inc.; Ltd.' }];
      const id = await bot.sent(bot.contacts({ to: phone, contacts }));
      const seen = await person.sees(id);
      expect(seen).toMatchObject({ type: 'contact', contacts: [{ name, phone: '491512345678' }] });
      const known = await bot.knows(id);
      expect(known).toMatchObject({ type: 'contact', contacts: [{ name, phones: ['491512345678'] }] });
      expect(known.contacts?.[0]?.vcard).toContain(String.raw`ORG:Acme\, Inc.\; Ltd.;`);
    });

    it('are sent together, in order', async () => {
      const contacts = NAMES.map((name, index) => ({ name, phone: `49151000000${index}` }));
      const id = await bot.sent(bot.contacts({ to: phone, contacts }));
      const seen = await person.sees(id);
      expect(seen.contacts).toHaveLength(NAMES.length);
      expect(seen).toMatchObject({ type: 'contact', contacts });
      const expected = contacts.map((card) => ({ name: card.name, phones: [card.phone] }));
      expect(await bot.knows(id)).toMatchObject({ type: 'contact', contacts: expected });
    });

    it('answer a message, and are quoted and forwarded', async () => {
      const asked = await person.writes('Who can help?');
      const contacts = [{ name: 'Support', phone: '491512345678' }];
      const id = await bot.sent(bot.contacts({ to: phone, contacts, quotedMessageId: asked }));
      expect((await person.sees(id)).quoted).toMatchObject({ id: asked, text: 'Who can help?' });
      const again = await bot.sent(bot.text(phone, 'Her', { quotedMessageId: id }));
      expect((await person.sees(again)).quoted).toMatchObject({ id });
      const { data } = await bot.forward(id, phone);
      const seen = await person.sees(String(data?.results[0]?.messageId));
      expect(seen).toMatchObject({ contacts: [{ name: 'Support', phone: '491512345678' }] });
    });

    it('of theirs are heard and quoted', async () => {
      const contacts = [
        { name: 'Jo', phone: '491512345678' },
        { name: 'Max', phone: '491512345679' },
      ];
      const id = await person.sends({ contacts });
      const expected = contacts.map((card) => ({ name: card.name, phones: [card.phone] }));
      expect((await bot.hears(id)).data).toMatchObject({ type: 'contact', contacts: expected });
      const answer = await bot.sent(bot.text(phone, 'Thanks', { quotedMessageId: id }));
      expect((await person.sees(answer)).quoted).toMatchObject({ id });
    });
  });

  describe('a poll', () => {
    const OPTIONS = ['Soto', 'Rawon', 'Gado-gado 🥜'];

    /** Votes, and waits for the webhook that tells of it. */
    async function votes(pollId: string, options: string[]): Promise<Arrival> {
      const from = world.receiver.mark;
      await person.does(pollId, 'vote', { options });
      const arrival = await bot.event('poll_vote', ({ data }) => data['messageId'] === pollId, { from });
      expect(arrival.data).toMatchObject({
        chatId: person.chatId,
        senderPhone: phone,
        fromMe: false,
        at: expect.any(Number),
      });
      return arrival;
    }

    it('of a single choice is sent; votes come, change and are withdrawn', async () => {
      const id = await bot.sent(bot.poll({ to: phone, name: 'Lunch?', options: OPTIONS }));
      expect(await person.sees(id)).toMatchObject({
        type: 'poll',
        poll: { name: 'Lunch?', options: OPTIONS, selectableCount: 1 },
      });
      expect(await bot.knows(id)).toMatchObject({
        type: 'poll',
        text: 'Lunch?',
        poll: { name: 'Lunch?', options: OPTIONS, selectableCount: 1 },
      });
      expect((await votes(id, ['Rawon'])).data['options']).toEqual(['Rawon']);
      expect((await votes(id, ['Gado-gado 🥜'])).data['options']).toEqual(['Gado-gado 🥜']);
      expect((await votes(id, [])).data['options']).toEqual([]);
    });

    it.each([2, 0])('with %d choices is sent; votes tell all that is chosen', async (selectableCount) => {
      const id = await bot.sent(bot.poll({ to: phone, name: 'Which?', options: OPTIONS, selectableCount }));
      expect((await person.sees(id)).poll).toMatchObject({ selectableCount, options: OPTIONS });
      expect((await votes(id, ['Gado-gado 🥜', 'Soto'])).data['options']).toEqual(['Soto', 'Gado-gado 🥜']);
      expect((await votes(id, ['Soto'])).data['options']).toEqual(['Soto']);
    });

    it('of theirs is heard, and so is how they vote in it themselves', async () => {
      const poll = { name: 'When?', options: ['Mon', 'Tue'], selectableCount: 1 };
      const id = await person.sends({ poll });
      expect((await bot.hears(id)).data).toMatchObject({ type: 'poll', poll });
      expect((await votes(id, ['Tue'])).data['options']).toEqual(['Tue']);
      expect((await votes(id, [])).data['options']).toEqual([]);
    });

    it('answers a message, is quoted, and is deleted', async () => {
      const asked = await person.writes('Ask me');
      const id = await bot.sent(
        bot.poll({ to: phone, name: 'So?', options: ['a', 'b'], quotedMessageId: asked }),
      );
      expect((await person.sees(id)).quoted).toMatchObject({ id: asked, text: 'Ask me' });
      const again = await bot.sent(bot.text(phone, 'Please answer', { quotedMessageId: id }));
      expect((await person.sees(again)).quoted).toMatchObject({ id });
      expect(await bot.knows(again)).toMatchObject({ quoted: { id, text: 'So?' } });
      await bot.sent(bot.remove(id));
      await person.sees(id, ({ deleted }) => deleted);
    });

    it('is told what is chosen after a restart, too', async () => {
      const id = await bot.sent(bot.poll({ to: phone, name: 'Still there?', options: ['yes', 'no'] }));
      await person.sees(id);
      await world.api.kill();
      await world.api.start();
      await bot.reaches('connected');
      expect((await votes(id, ['yes'])).data['options']).toEqual(['yes']);
    });

    it('that is forwarded is a new one, with votes of its own', async () => {
      const id = await bot.sent(bot.poll({ to: phone, name: 'Again?', options: ['yes', 'no'] }));
      const { data } = await bot.forward(id, phone);
      const copy = String(data?.results[0]?.messageId);
      expect((await person.sees(copy)).poll).toMatchObject({ name: 'Again?', options: ['yes', 'no'] });
      expect((await votes(copy, ['no'])).data['options']).toEqual(['no']);
    });
  });
});

it('a poll does not have more choices than options', async () => {
  const body = { to: '15550001111', name: 'Which?', options: ['a', 'b'], selectableCount: 3 };
  expect(await bot.poll(body)).toEqual(refused(400, 'INVALID_REQUEST'));
});
