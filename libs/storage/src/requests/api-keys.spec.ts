import { StorageBench } from '../testing/storage-bench.js';

const KEYS = 2_000;

describe('the uses of very many keys', () => {
  it('are kept in parts, between which others get their turn', async () => {
    const bench = await StorageBench.open();
    const { apiKeys } = bench.storage;
    const ids = Array.from({ length: KEYS }, (_, n) => `key${n}`);
    await bench.write(async (write) => {
      for (const id of ids)
        await write
          .insertInto('api_keys')
          .values({ id, name: id, digest: id, scopes: '[]', created_at: 1, created_by: 'root' })
          .execute();
    });
    let turns = 0;
    let over = false;
    const count = (): void => {
      turns += 1;
      if (!over) setImmediate(count);
    };
    setImmediate(count);
    await apiKeys.used(new Map(ids.map((id, n) => [id, n + 1])));
    over = true;
    expect(turns).toBeGreaterThanOrEqual(KEYS / 200);
    expect(
      (await apiKeys.list()).map(({ used_at }) => used_at).sort((a, b) => Number(a) - Number(b)),
    ).toEqual(ids.map((_, n) => n + 1));
    await bench.close();
  });
});
