import type { Uid } from '../ids.js';
import { withoutDevice } from '../jids.js';
import { StorageBench } from '../testing/storage-bench.js';

const ANNA = withoutDevice('15550001111@s.whatsapp.net');
const ANNA_LID = withoutDevice('99887766554433@lid');
const GROUP = withoutDevice('120363041234567890@g.us');

describe('receipts', () => {
  let bench: StorageBench;
  let instance: Uid;

  beforeEach(async () => {
    bench = await StorageBench.open();
    instance = (await bench.instance()).uid;
  });

  afterEach(() => bench.close());

  /** Stores an own message of a group. Resolves with its position. */
  async function sent(id: string, of = instance): Promise<number> {
    const { messages, database } = bench.storage;
    const wire = { remote_jid: GROUP, participant: '', from_me: 1 as const, type: 'text', text: id };
    await bench.write((write) =>
      messages.insert(write, { instance: of, id, at: 1000, chat: GROUP, sender: ANNA, ...wire }),
    );
    const [row] = await messages.byId(database.read, of, id);
    return row?.position ?? 0;
  }

  const save = (message: number, person: typeof ANNA, kind: 'delivered' | 'read', at: number) =>
    bench.write((write) => bench.storage.receipts.save(write, message, person, kind, at));
  const list = (message: number) => bench.storage.receipts.list(message, { limit: 9 });

  it('keep the first time of each kind', async () => {
    const message = await sent('a');
    await save(message, ANNA, 'read', 5);
    await save(message, ANNA, 'delivered', 7);
    await save(message, ANNA, 'read', 9);
    const times = { delivered_at: 7, read_at: 5, played_at: null };
    expect(await list(message)).toEqual([{ message, person: ANNA, ...times }]);
  });

  it('go with a person whose phone number becomes known, in their instance only', async () => {
    const other = (await bench.instance('other')).uid;
    const [ours, theirs] = [await sent('a'), await sent('a', other)];
    for (const message of [ours, theirs]) await save(message, ANNA_LID, 'delivered', 5);
    await save(ours, ANNA, 'read', 6);
    await bench.write((write) => bench.storage.receipts.move(write, instance, ANNA_LID, ANNA));
    expect(await list(ours)).toMatchObject([{ person: ANNA, delivered_at: 5, read_at: 6 }]);
    expect(await list(theirs)).toMatchObject([{ person: ANNA_LID }]);
  });

  it('go with their message', async () => {
    const message = await sent('a');
    await save(message, ANNA, 'read', 5);
    await bench.storage.messages.prune(2000);
    expect(await list(message)).toEqual([]);
  });
});
