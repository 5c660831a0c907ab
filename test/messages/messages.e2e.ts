import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import { refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
/** One red pixel. */
const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC';

/** Of every test's person one is addressed by phone, one by LID. */
const ADDRESSINGS = ['pn', 'lid'] as const;

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await bot.link();
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

let people = 0;

/** Somebody new. */
async function somebody(addressing: 'pn' | 'lid' = 'pn'): Promise<Person> {
  people += 1;
  const phone = `1555${String(people).padStart(7, '0')}`;
  await world.emulator.phone(phone, { name: `Person ${people}`, addressing });
  return new Person(world, phone, bot);
}

/** Changes the privacy setting of the account, which a client learns when it connects. */
async function keepsReceipts(back: boolean): Promise<void> {
  await world.emulator.request('PATCH', `/phones/${BOT}`, {
    privacy: { readreceipts: back ? 'none' : 'all' },
  });
  await bot.reconnects();
}

describe.each(ADDRESSINGS)('in a chat addressed by %s', (addressing) => {
  let person: Person;

  beforeAll(async () => {
    person = await somebody(addressing);
  });

  describe('a message of ours', () => {
    it('is edited: the person sees the new text, and the API shows it', async () => {
      const messageId = await bot.sent(bot.text(person.phone, 'frist'));
      const { code, data } = await bot.edit(messageId, 'first 👋');
      expect({ code, data }).toEqual({
        code: 200,
        data: {
          messageId,
          operationId: expect.stringMatching(/^3EB0/),
          timestamp: expect.any(Number),
          status: 'sent',
        },
      });
      expect(data?.operationId).not.toBe(messageId);
      const seen = await person.sees(messageId, ({ edited }) => edited);
      expect(seen).toMatchObject({ text: 'first 👋', deleted: false });
      const told = await bot.status(String(data?.operationId), 'sent');
      expect(told.data).toMatchObject({ chatId: person.chatId });
      const known = await bot.knows(messageId);
      expect(known).toMatchObject({ text: 'first 👋', chatId: person.chatId, fromMe: true });
      expect(Math.abs(Date.parse(known.editedAt ?? '') - Date.now())).toBeLessThan(60_000);

      await bot.sent(bot.edit(messageId, 'and again'));
      await person.sees(messageId, ({ text }) => text === 'and again');
      expect(await bot.knows(messageId)).toMatchObject({ text: 'and again' });
    });

    it('has its caption edited, and keeps its file', async () => {
      const messageId = await bot.sent(
        bot.media('image', { to: person.phone, media: PICTURE, caption: 'Before' }),
      );
      const before = await person.sees(messageId);
      expect(before).toMatchObject({ type: 'image', caption: 'Before' });
      await bot.sent(bot.edit(messageId, 'After'));
      const after = await person.sees(messageId, ({ edited }) => edited);
      expect(after).toMatchObject({ type: 'image', caption: 'After', media: before.media });
      expect(after.media?.error).toBeUndefined();
      expect(await bot.knows(messageId)).toMatchObject({ type: 'image', caption: 'After' });
    });

    it('is deleted for everyone', async () => {
      const messageId = await bot.sent(bot.text(person.phone, 'a mistake'));
      await person.sees(messageId);
      const { code, data } = await bot.remove(messageId);
      expect({ code, data }).toMatchObject({ code: 200, data: { messageId, status: 'sent' } });
      expect(data?.operationId).toMatch(/^3EB0/);
      const seen = await person.sees(messageId, ({ deleted }) => deleted);
      expect(seen.text).toBeUndefined();
      const known = await bot.knows(messageId);
      expect(Math.abs(Date.parse(known.deletedAt ?? '') - Date.now())).toBeLessThan(60_000);
      expect(known).not.toHaveProperty('text');
      expect(known).toMatchObject({ chatId: person.chatId, fromMe: true, type: 'text' });
      expect(await bot.remove(messageId)).toEqual(refused(409, 'CONFLICT', /already deleted/));
    });

    it('is quoted, a text and a picture', async () => {
      const text = await bot.sent(bot.text(person.phone, 'We deliver.'));
      const picture = await bot.sent(
        bot.media('image', { to: person.phone, media: PICTURE, caption: 'Our shop' }),
      );
      for (const [id, words] of [
        [text, 'We deliver.'],
        [picture, 'Our shop'],
      ] as const) {
        const answer = await bot.sent(bot.text(person.phone, `re: ${words}`, { quotedMessageId: id }));
        expect((await person.sees(answer)).quoted).toMatchObject({ id, text: words });
        expect(await bot.knows(answer)).toMatchObject({ quoted: { id, text: words } });
      }
    });

    it('mentions people, and is found so', async () => {
      const other = await somebody();
      const mentions = [person.phone, other.chatId];
      const id = await bot.sent(bot.text(person.phone, `@${person.phone} and @${other.phone}`, { mentions }));
      expect((await person.sees(id)).mentions).toEqual([person.chatId, other.chatId]);
      expect(await bot.knows(id)).toMatchObject({ mentions: [person.chatId, other.chatId] });
    });
  });

  describe('a message of theirs', () => {
    it('is quoted, a text and a picture', async () => {
      const text = await person.writes('Do you deliver?');
      const media = PICTURE.slice(PICTURE.indexOf(',') + 1);
      const picture = await person.sends({ kind: 'image', media, caption: 'This one' });
      for (const [id, words] of [
        [text, 'Do you deliver?'],
        [picture, 'This one'],
      ] as const) {
        const more = { quotedMessageId: id, mentions: [person.phone] };
        const answer = await bot.sent(bot.text(person.phone, `re: ${words}`, more));
        const seen = await person.sees(answer);
        expect(seen.quoted).toMatchObject({ id, text: words });
        expect(seen.mentions).toEqual([person.chatId]);
      }
    });

    it('cannot be edited', async () => {
      const id = await person.writes('mine');
      expect(await bot.edit(id, 'yours')).toEqual(refused(409, 'CONFLICT', /own messages/));
      expect(await bot.knows(id)).toMatchObject({ text: 'mine' });
    });

    it('cannot be deleted for everyone', async () => {
      const id = await person.writes('stays');
      expect(await bot.remove(id)).toEqual(refused(409, 'CONFLICT', /scope=me/));
      expect((await person.sees(id)).deleted).toBe(false);
      expect(await bot.knows(id)).toMatchObject({ text: 'stays' });
    });

    it('is marked as read', async () => {
      const id = await person.writes('seen?');
      const { code, data } = await bot.read(id);
      expect({ code, data }).toEqual({
        code: 200,
        data: { messageId: id, chatId: person.chatId, senderTold: true },
      });
      await person.has(id, 'read');
    });
  });

  describe('read by us', () => {
    it('is not a message of ours', async () => {
      const id = await bot.sent(bot.text(person.phone, 'hello'));
      expect(await bot.read(id)).toEqual(refused(409, 'CONFLICT'));
      expect(await bot.read('3EB0NOSUCHMESSAGE')).toEqual(refused(404, 'MESSAGE_NOT_FOUND'));
    });

    it('stays between us where the account keeps its receipts back', async () => {
      await keepsReceipts(true);
      const id = await person.writes('between you and me');
      expect(await bot.read(id)).toEqual({
        code: 200,
        data: { messageId: id, chatId: person.chatId, senderTold: false },
      });
      await keepsReceipts(false);
      // Receipts come one after the other.
      const next = await person.writes('for all to know');
      expect(await bot.read(next)).toMatchObject({ code: 200, data: { senderTold: true } });
      await person.has(next, 'read');
      expect(await person.receipts(id)).not.toContain('read');
    });
  });

  it('reactions are set, changed and taken back, on messages of both', async () => {
    const ours = await bot.sent(bot.text(person.phone, 'How was it?'));
    const theirs = await person.writes('Great!');
    for (const id of [ours, theirs]) {
      for (const emoji of ['👍', '❤️', '👨‍👩‍👧', '']) {
        const { code, data } = await bot.react(id, emoji);
        expect({ code, data }).toMatchObject({ code: 200, data: { messageId: id, status: 'sent' } });
        const expected = emoji === '' ? [] : [expect.objectContaining({ from: jidOf(BOT), emoji })];
        const seen = await person.sees(id, ({ reactions }) => (reactions[0]?.emoji ?? '') === emoji);
        expect(seen.reactions).toEqual(expected);
      }
    }
  });
});
