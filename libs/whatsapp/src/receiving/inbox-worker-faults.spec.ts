import { withoutDevice } from '#libs/storage';
import { proto } from '@whiskeysockets/baileys';
import { InboxBench, SELF } from '../testing/inbox-bench.js';

const ANNA = withoutDevice('15550001111@s.whatsapp.net');
const SELF_JID = `${SELF.phone}@s.whatsapp.net`;
const GROUP = withoutDevice('120363041234567890@g.us');
const GARBAGE = Buffer.of(0xff);
const byAnna = { from: ANNA, notify: 'Anna' };

/** Nested deeper than any client does, well-formed otherwise. */
function nested(levels: number): Uint8Array {
  let message: proto.IMessage = { conversation: 'hi' };
  for (let level = 0; level < levels; level++) message = { ephemeralMessage: { message } };
  return proto.Message.encode(message).finish();
}

describe('a payload that cannot be read', () => {
  let bench: InboxBench;

  beforeEach(async () => {
    bench = await InboxBench.open();
  });

  afterEach(async () => {
    await bench.close();
  });

  const unknown = (id: string) => ['message', expect.objectContaining({ id, type: 'unknown', chatId: ANNA })];

  it.each([
    ['does not decode', GARBAGE, /index out of range|invalid/],
    ['is nested too deep', nested(60), /nested too deep/],
  ])('because it %s is settled, and reported once', async (_why, bytes, fault) => {
    await bench.receiveBytes({ ...byAnna, id: 'A' }, bytes);
    await bench.receiveBytes({ ...byAnna, id: 'A' }, bytes);
    await bench.hear({ ...byAnna, id: 'B' }, { conversation: 'hello' });
    const events = [unknown('A'), ['message', expect.objectContaining({ id: 'B', text: 'hello' })]];
    expect(await bench.events()).toEqual(events);
    const settled = { done: 1, recorded: 1, fault: expect.stringMatching(fault) };
    const payload = Buffer.concat([bytes, Buffer.of(1)]);
    expect((await bench.inbox()).slice(0, 2)).toMatchObject([settled, settled]);
    expect((await bench.inbox()).map((row) => Buffer.from(row.payload ?? []).equals(payload))).toEqual([
      true,
      true,
      false,
    ]);
    expect(await bench.message('A')).toMatchObject({ type: 'unknown', chat: ANNA, content: null });
    const { inbox } = bench.storage;
    const at = inbox.at.bind(inbox);
    const read: number[] = [];
    inbox.at = async (positions) => {
      read.push(...positions);
      return at(positions);
    };
    await bench.restart();
    await bench.hear({ ...byAnna, id: 'C' }, { conversation: 'hello again' });
    expect(read).toEqual([4]);
    expect(await bench.events()).toHaveLength(3);
  });

  it('never hides the message that comes under its id', async () => {
    await bench.receiveBytes({ from: GROUP, participant: ANNA, id: 'A' }, GARBAGE);
    await bench.hear({ from: GROUP, participant: ANNA, id: 'A' }, { conversation: 'hello' });
    await bench.receiveBytes({ from: GROUP, participant: ANNA, id: 'A' }, GARBAGE);
    await bench.work();
    expect(await bench.events()).toMatchObject([
      ['message', { id: 'A', type: 'unknown' }],
      ['message', { id: 'A', text: 'hello' }],
    ]);
    expect(await bench.message('A')).toMatchObject({ text: 'hello', type: 'text' });
  });

  it('from another device of the account is reported, from our own phone to this device it is not', async () => {
    await bench.receiveBytes({ from: SELF_JID, recipient: ANNA, id: 'A' }, GARBAGE);
    await bench.receiveBytes({ from: SELF_JID, category: 'peer', id: 'B' }, GARBAGE, 'peer');
    await bench.work();
    expect(await bench.events()).toMatchObject([
      ['message_sent', { id: 'A', type: 'unknown', fromMe: true }],
    ]);
    expect(await bench.message('A')).toMatchObject({ type: 'unknown', status: 'sent' });
    expect(await bench.storage.inbox.undigested(bench.instance.uid)).toEqual([]);
  });

  it('is not settled by an outage of the database', async () => {
    const { database } = bench.storage;
    const write = database.write.bind(database);
    await bench.receiveBytes({ ...byAnna, id: 'A' }, GARBAGE);
    database.write = async () => {
      throw Object.assign(new Error('database or disk is full'), { errcode: 13 });
    };
    await bench.work();
    expect(await bench.inbox()).toMatchObject([{ done: 0, recorded: 0, fault: null }]);
    database.write = write;
    bench.clock.advance(1_000);
    await bench.inboxWorker.idle();
    expect(await bench.events()).toEqual([unknown('A')]);
  });

  it('is settled even if it cannot be reported', async () => {
    const { events } = bench.storage;
    const append = events.append.bind(events);
    events.append = async () => {
      throw new TypeError('a fault of ours');
    };
    await bench.hear({ ...byAnna, id: 'A' }, { conversation: 'hello' });
    expect(await bench.inbox()).toMatchObject([
      { done: 1, recorded: 1, fault: 'TypeError: a fault of ours' },
    ]);
    events.append = append;
    await bench.hear({ ...byAnna, id: 'B' }, { conversation: 'hello' });
    expect(await bench.events()).toMatchObject([['message', { id: 'B' }]]);
  });

  it('is not to blame for a time that makes no sense', async () => {
    for (const t of ['99999999999999', '1e308', 'NaN', '1.5e', '-1'])
      await bench.hear({ ...byAnna, t }, { conversation: t });
    const rows = await bench.storage.messages.inChat(bench.instance.uid, ANNA, { limit: 10 });
    expect(rows.map(({ at }) => Math.abs(at - Date.now()) < 60_000)).toEqual(rows.map(() => true));
    expect(rows).toHaveLength(5);
    expect((await bench.inbox()).map(({ fault }) => fault)).toEqual(rows.map(() => null));
  });
});
