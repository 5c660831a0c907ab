import { Client } from 'pg';
import { createInstance } from '../../packages/client/src/generated/index.js';
import { usePair } from '../harness/pair.js';
import type { ApiServer } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';

const ROUNDS = 20;

const pair = usePair({ LEASE_TTL_MS: '4000' });

/** Asks a server to create an instance. */
async function creates(server: ApiServer, instanceId: string, key: string) {
  const { data, error, response } = await createInstance({
    client: server.client,
    body: { instanceId },
    headers: { 'Idempotency-Key': key },
  });
  return {
    code: response?.status,
    data: data?.data,
    error: error?.error,
    isReplayed: response?.headers.get('Idempotency-Replayed') === 'true',
  };
}

/** How often an instance was created, as its event log says. */
async function creations(instanceId: string): Promise<number> {
  const rows = await pair.query(
    `select from events where event = 'instance_created' and instance_id = $1`,
    instanceId,
  );
  return rows.length;
}

describe('a request with an idempotency key', () => {
  it('is carried out once, however many servers are asked at once', async () => {
    for (let n = 0; n < ROUNDS; n += 1) {
      const name = `made-${n}`;
      const servers = [pair.first, pair.other, pair.first, pair.other];
      const answers = await Promise.all(servers.map((server) => creates(server, name, name)));
      expect(answers.map(({ code }) => code)).toEqual([201, 201, 201, 201]);
      for (const { data } of answers) expect(data).toEqual(answers[0]?.data);
      expect(answers.filter(({ isReplayed }) => !isReplayed)).toHaveLength(1);
      expect(await creations(name)).toBe(1);
    }
  });

  it('is another one with another body, whichever server is asked', async () => {
    await creates(pair.first, 'one', 'reused');
    const { code, error } = await creates(pair.other, 'two', 'reused');
    expect({ code, reason: error?.code }).toEqual({ code: 422, reason: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('can be repeated at another server after a failure that did nothing', async () => {
    await creates(pair.first, 'taken', 'first');
    const again = await creates(pair.first, 'taken', 'second');
    expect(again.code).toBe(409);
    expect((await creates(pair.other, 'free', 'second')).code).toBe(201);
  });

  it('is carried out by another server when the one that has begun it is killed', async () => {
    const client = new Client(pair.databaseUrl);
    await client.connect();
    try {
      await client.query('begin');
      // Its transaction waits for this one.
      await client.query('lock table targets in share mode');
      const lost = creates(pair.first, 'orphan', 'orphan').catch(() => undefined);
      await eventually(
        async () => pair.query(`select node from idempotency_keys where key = 'orphan'`),
        ([row]) => typeof row?.['node'] === 'string',
        'the first server to have begun',
      );
      const answer = creates(pair.other, 'orphan', 'orphan');
      await pair.first.kill();
      await lost;
      await client.query('rollback');
      expect((await answer).code).toBe(201);
      expect(await creations('orphan')).toBe(1);
    } finally {
      await client.end();
      await pair.first.start();
    }
  });
});
