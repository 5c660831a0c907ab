import { CommitUnknown } from '#libs/storage';
import { SessionBatches } from './session-batches.js';

/** Transactions that are noted: how many were begun, and what was said when. */
function batches(commit: () => Promise<void> = async () => undefined) {
  const log: string[] = [];
  let transactions = 0;
  const made = new SessionBatches(
    async (work) => {
      transactions += 1;
      await work();
      await commit();
      log.push('committed');
    },
    async () => void log.push('brought a companion'),
  );
  return { made, log, transactions: () => transactions };
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

it('what is asked for in one turn shares a commit, and is told after it', async () => {
  const { made, log, transactions } = batches();
  const told = numbers(5).map((n) => made.run(async () => n).then((result) => log.push(`told ${result}`)));
  await Promise.all(told);
  expect(transactions()).toBe(1);
  expect(log).toEqual(['committed', 'told 0', 'told 1', 'told 2', 'told 3', 'told 4']);
});

it('much of it leaves others their turn in between', async () => {
  const { made, transactions } = batches();
  let turns = 0;
  let over = false;
  const count = () => {
    turns += 1;
    if (!over) setImmediate(count);
  };
  setImmediate(count);
  await Promise.all(numbers(2_000).map((n) => made.run(async () => n)));
  over = true;
  expect(transactions()).toBe(63);
  expect(turns).toBeGreaterThanOrEqual(62);
});

it('a failure concerns nobody else', async () => {
  const { made } = batches();
  const results = await Promise.allSettled([
    made.run(async () => 'one'),
    made.run(async () => {
      throw new Error('no session');
    }),
    made.run(async () => 'three'),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

it('nobody is told a result that could not be committed, and what comes later goes on', async () => {
  let full = true;
  const { made } = batches(async () => {
    if (full) throw new Error('disk full');
  });
  const results = await Promise.allSettled([made.run(async () => 1), made.run(async () => 2)]);
  expect(results).toMatchObject([
    { status: 'rejected', reason: { message: 'disk full' } },
    { status: 'rejected', reason: { message: 'disk full' } },
  ]);
  full = false;
  await expect(made.run(async () => 3)).resolves.toBe(3);
});

it('the companion of a message shares the first commit of what was encrypted for it', async () => {
  const { made, log } = batches();
  const companion = { write: async () => undefined, taken: false };
  const failing = made.run(async () => Promise.reject(new Error('no session')), companion);
  await expect(failing).rejects.toThrow('no session');
  expect(companion.taken).toBe(false);
  await Promise.all([made.run(async () => 1, companion), made.run(async () => 2, companion)]);
  await made.run(async () => 3, companion);
  expect(log).toEqual(['committed', 'brought a companion', 'committed', 'committed']);
  expect(companion.taken).toBe(true);
});

it('a companion is taken unless its commit has failed for certain', async () => {
  const companion = () => ({ write: async () => undefined, taken: false });
  for (const [fault, taken] of [
    [new Error('disk full'), false],
    [new CommitUnknown('nobody knows'), true],
  ] as const) {
    const { made } = batches(async () => {
      throw fault;
    });
    const one = companion();
    await expect(made.run(async () => 1, one)).rejects.toBe(fault);
    expect(one).toMatchObject({ taken, fault });
  }
});
