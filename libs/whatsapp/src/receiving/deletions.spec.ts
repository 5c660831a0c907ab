import { proto } from '@whiskeysockets/baileys';
import type { GroupMember } from '../codec/group.js';
import { notConnected } from '../faults.js';
import { InboxBench, SELF } from '../testing/inbox-bench.js';
import { asLid, asPhone } from '../testing/addresses.js';

const GROUP = '120363041234567890@g.us';
const SELF_JID = `${SELF.phone}@s.whatsapp.net`;
const { REVOKE } = proto.Message.ProtocolMessage.Type;

const ANNA = { phone: asPhone('15550001111'), lid: asLid('913103037140909') };
const BEN = { phone: asPhone('15550002222'), lid: asLid('913103037140910') };

/** Attributes of what a member sends, whose address the group names. */
function by(
  { phone, lid }: typeof ANNA,
  addressing: 'lid' | 'pn' = 'lid',
  rest: Record<string, string> = {},
): Record<string, string> {
  const jids = { pn: `${phone}@s.whatsapp.net`, lid: `${lid}@lid` };
  return addressing === 'lid'
    ? { from: GROUP, participant: jids.lid, participant_pn: jids.pn, ...rest }
    : { from: GROUP, participant: jids.pn, participant_lid: jids.lid, ...rest };
}

function revoke(id: string): proto.IMessage {
  return { protocolMessage: { type: REVOKE, key: { remoteJid: GROUP, id } } };
}

describe('a deletion in a group', () => {
  let bench: InboxBench;
  let asked: number;
  let members: GroupMember[];

  beforeEach(async () => {
    bench = await InboxBench.open();
    asked = 0;
    members = [
      { ...ANNA, role: 'superadmin' },
      { ...BEN, role: 'member' },
    ];
    bench.members = async () => {
      asked += 1;
      return members;
    };
    await bench.hear(by(ANNA, 'lid', { id: 'A' }), { conversation: 'by Anna' });
    await bench.hear(by(BEN, 'lid', { id: 'B' }), { conversation: 'by Ben' });
    await bench.hear({ from: GROUP, participant: SELF_JID, id: 'S' }, { conversation: 'by us' });
  });

  afterEach(async () => {
    await bench.close();
  });

  /** The ids of what was deleted, according to the events. */
  async function deleted(): Promise<unknown[]> {
    const events = await bench.events();
    return events.flatMap(([event, data]) => (event === 'message_delete' ? [Object(data).messageId] : []));
  }

  it.each([undefined, '1', '7', '8', '08'])(
    'by a member counts for nobody else’s messages (edit %s)',
    async (edit) => {
      for (const id of ['A', 'S'])
        await bench.hear(by(BEN, 'lid', edit === undefined ? {} : { edit }), revoke(id));
      expect(await deleted()).toEqual([]);
      expect(await bench.message('A')).toMatchObject({ text: 'by Anna', deleted_at: null });
      expect(await bench.message('S')).toMatchObject({ text: 'by us', deleted_at: null });
      // What no admin would send is no reason to ask who is one.
      expect(asked).toBe(edit === '8' ? 1 : 0);
    },
  );

  it.each([undefined, '7', '8'])(
    'by the author counts, whichever address is named (edit %s)',
    async (edit) => {
      const rest: Record<string, string> = edit === undefined ? {} : { edit };
      await bench.hear(by(BEN, 'pn', rest), revoke('B'));
      expect(await deleted()).toEqual(['B']);
    },
  );

  it.each(['lid', 'pn'] as const)(
    'by an admin counts in a group that names members by %s',
    async (addressing) => {
      for (const id of ['B', 'S']) await bench.hear(by(ANNA, addressing, { edit: '8' }), revoke(id));
      expect(await deleted()).toEqual(['B', 'S']);
      expect(asked).toBe(1);
      // One forged or mistaken deletion must not destroy the only copy.
      const row = await bench.message('S');
      expect(row).toMatchObject({ text: 'by us', deleted_at: expect.any(Number) });
      expect(row?.content).not.toBeNull();
    },
  );

  it('by an admin counts only if it says so', async () => {
    for (const edit of ['', '7']) await bench.hear(by(ANNA, 'lid', { edit }), revoke('B'));
    expect(await deleted()).toEqual([]);
  });

  it('by our own phone counts', async () => {
    await bench.hear({ from: GROUP, participant: SELF_JID, edit: '8' }, revoke('B'));
    expect(await deleted()).toEqual(['B']);
  });

  it('is judged anew after the group has changed, and after five minutes', async () => {
    await bench.hear(by(BEN, 'lid', { edit: '8' }), revoke('A'));
    members = [
      { ...ANNA, role: 'superadmin' },
      { ...BEN, role: 'admin' },
    ];
    await bench.hear(by(BEN, 'lid', { edit: '8' }), revoke('A'));
    expect(await deleted()).toEqual([]);
    await bench.inboxWorker.record('notification', {
      tag: 'notification',
      attrs: { from: GROUP, type: 'w:gp2', id: 'N' },
      children: [{ tag: 'promote', attrs: {}, children: [] }],
    });
    await bench.hear(by(BEN, 'lid', { edit: '8' }), revoke('A'));
    expect(await deleted()).toEqual(['A']);
    members = [];
    bench.clock.advance(5 * 60_000);
    await bench.hear(by(BEN, 'lid', { edit: '8' }), revoke('S'));
    expect(await deleted()).toEqual(['A']);
  });

  it('does not count while nobody can say who is an admin, and holds nothing up for long', async () => {
    bench.members = async () => {
      asked += 1;
      return new Promise(() => undefined);
    };
    await bench.receive(by(ANNA, 'lid', { edit: '8' }), revoke('B'));
    bench.inboxWorker.wake();
    await new Promise((resolve) => setImmediate(resolve));
    while (bench.clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
    await bench.receive(by(ANNA, 'lid', { edit: '8' }), revoke('B'));
    await bench.receive(by(ANNA, 'lid', { id: 'C' }), { conversation: 'next' });
    bench.inboxWorker.wake();
    bench.clock.advance(5_000);
    await bench.inboxWorker.idle();
    await bench.work();
    expect(asked).toBe(1);
    expect(await deleted()).toEqual([]);
    expect((await bench.events()).at(-1)).toMatchObject(['message', { id: 'C' }]);
    expect(await bench.storage.inbox.open(bench.instance.uid, 0, 5)).toEqual([]);
  });

  it('does not count while there is no connection, and is asked about on the next one', async () => {
    const online = bench.members;
    bench.members = async () => {
      throw notConnected('reconnecting');
    };
    await bench.hear(by(ANNA, 'lid', { edit: '8' }), revoke('B'));
    expect(await deleted()).toEqual([]);
    bench.members = online;
    await bench.hear(by(ANNA, 'lid', { edit: '8' }), revoke('S'));
    expect(await deleted()).toEqual(['S']);
  });
});

describe('a deletion in a chat of two', () => {
  const anna = `${ANNA.phone}@s.whatsapp.net`;
  let bench: InboxBench;

  beforeEach(async () => {
    bench = await InboxBench.open();
  });

  afterEach(async () => {
    await bench.close();
  });

  it.each([undefined, '7', '8'])('counts for messages of its sender alone (edit %s)', async (edit) => {
    await bench.hear({ from: anna, id: 'A' }, { conversation: 'hers' });
    await bench.hear({ from: SELF_JID, recipient: anna, id: 'S' }, { conversation: 'ours' });
    for (const id of ['S', 'A']) await bench.hear({ from: anna, ...(edit && { edit }) }, revoke(id));
    const deletions = (await bench.events()).filter(([event]) => event === 'message_delete');
    expect(deletions).toMatchObject([['message_delete', { messageId: 'A' }]]);
    expect(await bench.message('S')).toMatchObject({ text: 'ours', deleted_at: null });
  });
});
