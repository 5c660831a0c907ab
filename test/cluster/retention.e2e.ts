import { Client } from 'pg';
import { usePair } from '../harness/pair.js';
import type { ApiServer } from '../harness/server.js';
import { comes, eventually } from '../harness/waiting.js';

/** As in libs/storage/src/postgres/database.ts. */
const LOCK = "1634496366, hashtext('retention')";
const OLD = 'of-long-ago';

const pair = usePair({ LEASE_TTL_MS: '4000' }, undefined, 'housekeeping.js');

/** Has a server remove old data now. */
function removes({ pid }: ApiServer): void {
  if (pid === undefined) throw new Error('the server does not run');
  process.kill(pid, 'SIGUSR2');
}

async function oldRows(): Promise<number> {
  return (await pair.query('select from audit where operation = $1', OLD)).length;
}

async function addOldRow(): Promise<void> {
  await pair.query(
    `insert into audit (at, key, key_name, operation, status, correlation_id, address)
      values (1, 'root', 'root', $1, 200, 'one', '127.0.0.1')`,
    OLD,
  );
}

describe('old data', () => {
  it('is removed by any server', async () => {
    for (const server of [pair.first, pair.other]) {
      await addOldRow();
      removes(server);
      await eventually(oldRows, (count) => count === 0, 'the old row to be removed');
    }
  });

  it('is left to a server that is about to remove it', async () => {
    await addOldRow();
    const client = new Client(pair.databaseUrl);
    await client.connect();
    try {
      const lines = pair.first.hear();
      await pair.first.halt();
      await pair.first.start();
      await client.query(`select pg_advisory_lock(${LOCK})`);
      removes(pair.first);
      await comes('the server to leave it', () =>
        lines.some((line) => line.includes('another server removes old data')),
      );
      expect(await oldRows()).toBe(1);
    } finally {
      await client.end();
    }
    removes(pair.first);
    await eventually(oldRows, (count) => count === 0, 'the old row to be removed');
  });
});
