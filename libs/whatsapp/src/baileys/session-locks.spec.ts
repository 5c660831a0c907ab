import { SessionLocks } from './session-locks.js';

const LID = '913103037140909:2@lid';
const PHONE = '15550001111:2@s.whatsapp.net';

describe('the lock of a Signal session', () => {
  const locks = () => new SessionLocks(async (jid) => (jid === PHONE ? LID : null));

  /** Work that notes when it begins and ends, and goes on when told. */
  function work(log: string[], name: string) {
    let proceed = (): void => undefined;
    const told = new Promise<void>((resolve) => (proceed = resolve));
    const run = async (): Promise<void> => {
      log.push(`${name} begins`);
      await told;
      log.push(`${name} ends`);
    };
    return { run, proceed: () => proceed() };
  }

  it('is the same under the phone and under the LID', async () => {
    const log: string[] = [];
    const [one, two] = [work(log, 'one'), work(log, 'two')];
    const held = locks();
    const both = [held.hold(LID, one.run), held.hold(PHONE, two.run)];
    two.proceed();
    one.proceed();
    await Promise.all(both);
    expect(log).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
  });

  it('does not hold up the sessions of others', async () => {
    const log: string[] = [];
    const [one, two] = [work(log, 'one'), work(log, 'two')];
    const held = locks();
    const first = held.hold(LID, one.run);
    two.proceed();
    await held.hold('15550002222@s.whatsapp.net', two.run);
    one.proceed();
    await first;
    expect(log).toEqual(['one begins', 'two begins', 'two ends', 'one ends']);
  });

  it('is given back when the work fails', async () => {
    const held = locks();
    const failed = held.hold(LID, async () => {
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    await expect(held.hold(LID, async () => 1)).resolves.toBe(1);
  });
});
