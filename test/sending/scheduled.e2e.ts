import {
  cancelScheduled,
  deleteMessage,
  editMessage,
  forwardMessage,
  getMessage,
  getScheduled,
  listScheduled,
  type ListScheduledData,
  sendDocument,
  sendPoll,
  sendText,
  type SendTextData,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { inDatabase, keptFiles } from '../harness/database.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { eventually, steadily } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';
const path = { instanceId: 'bot' };

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await world.emulator.phone(ANNA, { name: 'Anna' });
  await world.emulator.phone(BEN, { name: 'Ben' });
  await bot.link();
});

function soon(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}

/** Waits until a time is past. */
async function passed(time: string): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Date.parse(time) - Date.now()));
}

async function text(words: string, more: Partial<SendTextData['body']>, key?: string) {
  return outcomeOf(
    sendText({
      client: world.api.client,
      path,
      headers: key === undefined ? {} : { 'Idempotency-Key': key },
      body: { to: ANNA, text: words, ...more },
    }),
  );
}

async function scheduled(messageId: unknown) {
  return outcomeOf(
    getScheduled({ client: world.api.client, path: { ...path, messageId: String(messageId) } }),
  );
}

async function list(query: ListScheduledData['query'] = {}) {
  const { data } = await listScheduled({ client: world.api.client, throwOnError: true, path, query });
  return data.data;
}

async function cancel(messageId: unknown) {
  return outcomeOf(
    cancelScheduled({ client: world.api.client, path: { ...path, messageId: String(messageId) } }),
  );
}

async function inboxOf(words: string) {
  return (await world.emulator.inbox(ANNA)).filter(
    (message) => message.text === words || message.caption === words,
  );
}

async function connect(): Promise<void> {
  await bot.connect();
  await bot.reaches('connected');
}

describe('a message that is to be sent later', () => {
  it('is answered 202 with its id, and leaves under it at its time', async () => {
    const sendAt = soon(8_000);
    const { code, data } = await text('later', { sendAt, clientReference: 'campaign-1' });
    expect({ code, data }).toEqual({
      code: 202,
      data: {
        messageId: expect.stringMatching(/^3EB0[0-9A-F]+$/),
        timestamp: expect.any(Number),
        status: 'scheduled',
        sendAt,
      },
    });
    expect((await scheduled(data?.messageId)).data).toMatchObject({
      kind: 'text',
      to: ANNA,
      state: 'scheduled',
      sendAt,
      clientReference: 'campaign-1',
    });
    expect((await list()).messages.map(({ messageId }) => messageId)).toEqual([data?.messageId]);
    expect(await inboxOf('later')).toEqual([]);
    const sent = await bot.status(data?.messageId, 'sent');
    expect(sent.data).toMatchObject({ clientReference: 'campaign-1' });
    expect(sent.timestamp).toBeGreaterThanOrEqual(Date.parse(sendAt));
    expect(await inboxOf('later')).toMatchObject([{ id: data?.messageId }]);
    await eventually(
      () => scheduled(data?.messageId),
      (found) => found.data?.state === 'sent',
      'the scheduled message to be done',
    );
    const message = await getMessage({
      client: world.api.client,
      throwOnError: true,
      path: { ...path, messageId: String(data?.messageId) },
    });
    expect(message.data.data).toMatchObject({ text: 'later', clientReference: 'campaign-1' });
    expect((await list()).messages).toEqual([]);
    expect((await list({ state: 'sent' })).messages).toHaveLength(1);
  });

  it('may be of any kind; a file is kept until then, and not longer', async () => {
    const sendAt = soon(8_000);
    const { client } = world.api;
    const media = `data:text/plain;base64,${Buffer.from('a file').toString('base64')}`;
    const file = await outcomeOf(
      sendDocument({ client, path, body: { to: ANNA, media, caption: 'a file for later', sendAt } }),
    );
    const poll = await outcomeOf(
      sendPoll({ client, path, body: { to: ANNA, name: 'Later?', options: ['yes', 'no'], sendAt } }),
    );
    for (const { code, data } of [file, poll])
      expect({ code, data }).toMatchObject({ code: 202, data: { status: 'scheduled' } });
    expect(await keptFiles(world.api, 'bot')).toEqual([file.data?.messageId]);
    for (const { data } of [file, poll]) await bot.status(data?.messageId, 'sent');
    expect(await world.emulator.mediaOf(ANNA, String(file.data?.messageId))).toEqual(Buffer.from('a file'));
    await eventually(
      () => keptFiles(world.api, 'bot'),
      (files) => files.length === 0,
      'the file to be gone',
    );
  });

  it('may be forwarded, to each under an id of its own, as it is by then', async () => {
    const { client } = world.api;
    const ours = await text('frist news', {});
    const gone = await text('not for long', {});
    const sendAt = soon(10_000);
    const forward = (messageId: unknown) =>
      outcomeOf(
        forwardMessage({
          client,
          path: { ...path, messageId: String(messageId) },
          headers: { 'Idempotency-Key': `forward-${String(messageId)}` },
          body: { to: [ANNA, BEN], sendAt, clientReference: 'news' },
        }),
      );
    const { code, data } = await forward(ours.data?.messageId);
    expect({ code, results: data?.results }).toEqual({
      code: 202,
      results: [ANNA, BEN].map((to) => ({
        to,
        messageId: expect.stringMatching(/^3EB0/),
        timestamp: expect.any(Number),
        status: 'scheduled',
        sendAt,
      })),
    });
    const [forAnna, forBen] = data?.results ?? [];
    expect(forAnna?.messageId).not.toBe(forBen?.messageId);
    const lost = await forward(gone.data?.messageId);
    expect((await scheduled(forBen?.messageId)).data).toMatchObject({ kind: 'forward', to: BEN, sendAt });
    const about = (messageId: unknown) => ({ client, path: { ...path, messageId: String(messageId) } });
    await editMessage({ ...about(ours.data?.messageId), throwOnError: true, body: { text: 'first news' } });
    await deleteMessage({ ...about(gone.data?.messageId), throwOnError: true });
    await world.api.kill();
    await world.api.start();
    expect(await forward(ours.data?.messageId)).toMatchObject({ code: 202, data });
    for (const result of [forAnna, forBen]) {
      const sent = await bot.status(result?.messageId, 'sent');
      expect(sent.data).toMatchObject({ clientReference: 'news' });
      expect(sent.timestamp).toBeGreaterThanOrEqual(Date.parse(sendAt));
    }
    expect(await world.emulator.inbox(BEN)).toMatchObject([{ id: forBen?.messageId, text: 'first news' }]);
    for (const result of lost.data?.results ?? []) {
      const failed = await bot.status(result.messageId, 'failed');
      expect(failed.data).toMatchObject({ error: 'conflict' });
    }
  });

  it('survives a crash, and is sent once although its time passed meanwhile', async () => {
    const sendAt = soon(4_000);
    const { data } = await text('over a crash', { sendAt });
    await world.api.kill();
    await passed(sendAt);
    await world.api.start();
    await bot.status(data?.messageId, 'sent');
    await steadily(
      () => inboxOf('over a crash'),
      (messages) => messages.length === 1,
      'it is there once',
    );
  });

  it('can be taken back, once and not too late', async () => {
    const sendAt = soon(6_000);
    const { data } = await text('never mind', { sendAt });
    expect(await cancel(data?.messageId)).toMatchObject({ code: 200, data: { state: 'cancelled' } });
    expect(await cancel(data?.messageId)).toEqual(refused(409, 'CONFLICT'));
    expect(await cancel('3EB0FFFF')).toEqual(refused(404, 'MESSAGE_NOT_FOUND'));
    await passed(sendAt);
    await steadily(
      () => inboxOf('never mind'),
      (messages) => messages.length === 0,
      'it does not come',
    );
    expect((await list({ state: 'cancelled' })).messages).toMatchObject([{ messageId: data?.messageId }]);
  });

  it('waits for a connection, or fails, as its sender wants it', async () => {
    const sendAt = soon(6_000);
    const waits = await text('I can wait', { sendAt, sendBy: soon(600_000) });
    const fails = await text('now or never', { sendAt, sendBy: sendAt, clientReference: 'n' });
    await bot.disconnect();
    const failed = await bot.status(fails.data?.messageId, 'failed');
    expect(failed.data).toMatchObject({ clientReference: 'n', error: 'instance_not_connected' });
    expect((await scheduled(fails.data?.messageId)).data).toMatchObject({
      state: 'failed',
      error: 'instance_not_connected',
    });
    expect((await scheduled(waits.data?.messageId)).data).toMatchObject({ state: 'scheduled' });
    const offline = await text('made while offline', { sendAt: soon(3_600_000) });
    expect(offline.code).toBe(202);
    // However long that took, it is due when the connection is back.
    const id = String(offline.data?.messageId);
    await inDatabase(world.api, 'update scheduled set send_at = ? where id = ?', Date.now(), id);
    await connect();
    for (const { data } of [waits, offline]) await bot.status(data?.messageId, 'sent');
    expect(await inboxOf('now or never')).toEqual([]);
  });

  it('is one under a key, however often it is asked for', async () => {
    const sendAt = soon(1_000);
    const answers = [
      await text('keyed', { sendAt }, 'later'),
      await text('keyed', { sendAt }, 'later'),
      await text('keyed', { sendAt: soon(2_000) }, 'later'),
    ];
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(refused(422, 'IDEMPOTENCY_KEY_REUSED'));
    await bot.status(answers[0]?.data?.messageId, 'sent');
    expect(await text('keyed', { sendAt }, 'later')).toEqual(answers[0]);
    expect(await inboxOf('keyed')).toHaveLength(1);
  });

  it('is sent now when its time is past, and judged like any other', async () => {
    expect(await text('at once', { sendAt: soon(-60_000) })).toMatchObject({
      code: 200,
      data: { status: 'sent' },
    });
    const wrong = [
      { sendBy: soon(1_000) },
      { sendAt: soon(2_000), sendBy: soon(1_000) },
      { sendAt: soon(2_000), sendBy: 'whenever' },
      { sendAt: soon(2 * 366 * 86_400_000) },
    ];
    for (const more of wrong) expect(await text('wrong', more)).toEqual(refused(400, 'INVALID_REQUEST'));
    expect(await text('wrong', { sendAt: soon(1_000), quotedMessageId: 'unknown' })).toEqual(
      refused(404, 'MESSAGE_NOT_FOUND'),
    );
    expect((await list()).messages).toEqual([]);
  });

  it('is listed by its time, page by page', async () => {
    const ids: unknown[] = [];
    for (const n of [3, 1, 2]) {
      const { data } = await text(`page ${n}`, { sendAt: soon(3_600_000 + n * 1_000) });
      ids[n] = data?.messageId;
    }
    const first = await list({ limit: 2 });
    const second = await list({ limit: 2, cursor: first.nextCursor });
    expect([...first.messages, ...second.messages].map(({ messageId }) => messageId)).toEqual(ids.slice(1));
    expect(second.nextCursor).toBeUndefined();
    for (const id of ids.slice(1)) await cancel(id);
  });
});
