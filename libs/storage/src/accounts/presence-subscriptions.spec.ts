import { StorageBench } from '../testing/storage-bench.js';

describe('whose presence an instance follows', () => {
  let bench: StorageBench;

  beforeEach(async () => {
    bench = await StorageBench.open();
  });

  afterEach(() => bench.close());

  it('is as many as an account can follow: the oldest gives way, unless it is asked for again', async () => {
    const { presences } = bench.storage;
    const { uid } = await bench.instance();
    const other = await bench.instance('other');
    await presences.add(other.uid, 'a', 1);
    await Promise.all(Array.from({ length: 1000 }, (_, n) => presences.add(uid, `jid${n}`, n)));
    expect(await presences.list(uid)).toHaveLength(1000);
    await presences.add(uid, 'jid0', 1000);
    await presences.add(uid, 'new', 1001);
    const followed = await presences.list(uid);
    expect(followed).toHaveLength(1000);
    expect(followed[0]).toBe('jid2');
    expect(followed.slice(-2)).toEqual(['jid0', 'new']);
    expect(await presences.list(other.uid)).toEqual(['a']);
  });
});
