import { createHash } from 'node:crypto';
import { Bot } from '../harness/bot.js';
import { EXAMPLE_FILES } from '../harness/example-files.js';
import { jidOf } from '../harness/jid.js';
import { refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const NOBODY = '15559990001';
const NOBODY_ELSE = '15559990002';

const world = useWorld({ SEND_ACK_TIMEOUT_MS: '3000' });
const bot = new Bot(world, 'bot', BOT);
const casey = new Person(world, '15550001111', bot);
let recipients: [pn: Person, lid: Person];

beforeAll(async () => {
  await bot.link();
  recipients = [new Person(world, '15550002222', bot), new Person(world, '15550003333', bot)];
  await world.emulator.phone(recipients[1].phone, { addressing: 'lid' });
  for (const phone of [NOBODY, NOBODY_ELSE])
    await world.emulator.request('POST', '/phones', { phone, registered: false });
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

const IMAGE = EXAMPLE_FILES.image;

/** Forwards a message to both recipients. Resolves with what each of them has. */
async function forwarded(messageId: string) {
  const to = recipients.map(({ phone }) => phone);
  const { code, data } = await bot.forward(messageId, to);
  expect({ code, results: data?.results }).toEqual({
    code: 200,
    results: to.map((each) => ({
      to: each,
      status: 'sent',
      messageId: expect.stringMatching(/^3EB0/),
      timestamp: expect.any(Number),
    })),
  });
  const ids = data?.results.map((result) => String(result.messageId)) ?? [];
  expect(new Set([messageId, ...ids]).size).toBe(3);
  return Promise.all(recipients.map((person, index) => person.sees(ids[index] ?? '')));
}

describe('a message is forwarded', () => {
  it('of somebody else: to each recipient, marked as such', async () => {
    const id = await casey.writes('Tell the others');
    for (const seen of await forwarded(id))
      expect(seen).toMatchObject({ text: 'Tell the others', type: 'text', forwarded: true });
  });

  it('of ours: without the mark', async () => {
    const id = await bot.sent(bot.text(casey.phone, 'Our news'));
    for (const seen of await forwarded(id)) {
      expect(seen).toMatchObject({ text: 'Our news' });
      expect(seen.forwarded ?? false).toBe(false);
    }
  });

  it('that answers another: without what it answered', async () => {
    const ours = await bot.sent(bot.text(casey.phone, 'Which size?'));
    const id = await casey.writes(`Large @${BOT}`, { quoted: ours, mentions: [BOT] });
    for (const seen of await forwarded(id)) {
      expect(seen).toMatchObject({ text: `Large @${BOT}`, forwarded: true });
      expect(seen.quoted).toBeUndefined();
    }
  });

  it('as it was edited last', async () => {
    const theirs = await casey.writes('frist');
    await casey.does(theirs, 'edit', { text: 'first' });
    await bot.event('message_edit', ({ data }) => data['messageId'] === theirs);
    for (const seen of await forwarded(theirs)) expect(seen).toMatchObject({ text: 'first' });
    const ours = await bot.sent(bot.text(casey.phone, 'secnod'));
    await bot.sent(bot.edit(ours, 'second'));
    for (const seen of await forwarded(ours)) expect(seen).toMatchObject({ text: 'second' });
  });

  it('with its file, byte for byte, which is not uploaded again', async () => {
    const bytes = Buffer.from(IMAGE.slice(IMAGE.indexOf(',') + 1), 'base64');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const theirs = await casey.sends({ kind: 'image', media: bytes.toString('base64'), caption: 'Look' });
    const passing = await casey.sends({ kind: 'image', media: bytes.toString('base64'), ephemeral: 86_400 });
    const ours = await bot.sent(bot.media('image', { to: casey.phone, media: IMAGE, caption: 'Our shop' }));
    // Whatever is uploaded from now on fails.
    await world.emulator.fault({ kind: 'media-upload-failure', phone: BOT });
    for (const [id, caption, mark] of [
      [theirs, 'Look', true],
      [passing, undefined, true],
      [ours, 'Our shop', undefined],
    ] as const) {
      for (const seen of await forwarded(id)) {
        expect(seen).toMatchObject({ type: 'image', media: { sha256, sizeBytes: bytes.length } });
        expect(seen.media?.error).toBeUndefined();
        expect({ caption: seen.caption, forwarded: seen.forwarded || undefined }).toEqual({
          caption,
          forwarded: mark,
        });
      }
    }
  });

  it('and is a message of ours there: it can be edited, and quoted', async () => {
    const id = await casey.writes('A draft');
    const [seen] = await forwarded(id);
    const copy = String(seen?.id);
    expect(await bot.knows(copy)).toMatchObject({
      text: 'A draft',
      fromMe: true,
      chatId: recipients[0].chatId,
    });
    await bot.sent(bot.edit(copy, 'A final version'));
    const after = await recipients[0].sees(copy, ({ edited }) => edited);
    expect(after).toMatchObject({ text: 'A final version' });
    expect(await bot.knows(id)).toMatchObject({ text: 'A draft', fromMe: false });
  });

  it('by LID, and to where it came from', async () => {
    const id = await casey.writes('Echo');
    const lid = await recipients[1].lid();
    for (const [to, person] of [
      [lid, recipients[1]],
      [casey.phone, casey],
    ] as const) {
      const { data } = await bot.forward(id, to);
      expect(data?.results).toMatchObject([{ to, status: 'sent' }]);
      const seen = await person.sees(String(data?.results[0]?.messageId));
      expect(seen).toMatchObject({ text: 'Echo', forwarded: true });
    }
  });
});

describe('of several recipients', () => {
  it('one who is not on WhatsApp fails, and the others get it', async () => {
    const id = await casey.writes('For whom it may concern');
    const to = [recipients[0].phone, NOBODY, recipients[1].phone];
    const { code, data } = await bot.forward(id, to);
    expect(code).toBe(200);
    expect(data?.results.map((result) => [result.to, result.status])).toEqual([
      [to[0], 'sent'],
      [NOBODY, 'failed'],
      [to[2], 'sent'],
    ]);
    expect(data?.results[1]).toEqual({
      to: NOBODY,
      status: 'failed',
      error: {
        code: 'CONTACT_NOT_FOUND',
        message: expect.any(String),
        details: expect.objectContaining({ outcome: 'not_sent' }),
      },
    });
    await recipients[0].sees(String(data?.results[0]?.messageId));
    await recipients[1].sees(String(data?.results[2]?.messageId));
  });

  it('one whom WhatsApp refuses fails with its code, one without an acknowledgement is pending', async () => {
    const id = await casey.writes('Weather');
    await world.emulator.fault({ kind: 'ack-error', to: recipients[0].phone, code: 463, times: 1 });
    await world.emulator.fault({ kind: 'ack-missing', to: recipients[1].phone, times: 1 });
    const { code, data } = await bot.forward(id, [...recipients.map(({ phone }) => phone), casey.phone]);
    expect({ code, data }).toMatchObject({
      code: 200,
      data: {
        results: [
          {
            status: 'failed',
            error: { code: 'WHATSAPP_ERROR', details: { code: '463', outcome: 'not_sent' } },
          },
          { status: 'pending' },
          { status: 'sent' },
        ],
      },
    });
    const waiting = String(data?.results[1]?.messageId);
    await world.emulator.releaseFaults();
    await bot.status(waiting, 'sent');
    expect(await recipients[1].sees(waiting)).toMatchObject({ text: 'Weather' });
  });

  it('none: then that is the answer', async () => {
    const id = await casey.writes('Nobody hears this');
    const alone = await bot.forward(id, NOBODY);
    expect(alone).toEqual(refused(404, 'CONTACT_NOT_FOUND'));
    expect(alone.error?.details).toEqual({
      fields: [{ field: 'to', reason: 'is not on WhatsApp' }],
      outcome: 'not_sent',
    });
    const both = await bot.forward(id, [NOBODY, NOBODY_ELSE]);
    expect(both).toEqual(refused(404, 'CONTACT_NOT_FOUND'));
    expect(both.error?.details?.['results']).toMatchObject([
      { to: NOBODY, status: 'failed' },
      { to: NOBODY_ELSE, status: 'failed' },
    ]);
  });

  it('nobody may be named twice, however it is written', async () => {
    const id = await casey.writes('Once is enough');
    const phone = recipients[0].phone;
    for (const again of [phone, `+${phone}`, jidOf(phone), `${phone}@c.us`])
      expect(await bot.forward(id, [phone, again])).toEqual(refused(400, 'INVALID_REQUEST'));
    expect(await bot.forward(id, [])).toEqual(refused(400, 'INVALID_REQUEST'));
  });
});

describe('what may be viewed once', () => {
  it('is not forwarded, whoever sent it', async () => {
    const media = IMAGE.slice(IMAGE.indexOf(',') + 1);
    const theirs = await casey.sends({ kind: 'image', media, viewOnce: true, toCompanions: true });
    const ours = await bot.sent(bot.media('image', { to: casey.phone, media: IMAGE, viewOnce: true }));
    for (const id of [theirs, ours])
      expect(await bot.forward(id, recipients[0].phone)).toEqual(refused(409, 'CONFLICT', /view-once/));
  });
});
