import { AsyncLocalStorage } from 'node:async_hooks';
import {
  addTransactionCapability,
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  generateSignalPubKey,
  initAuthCreds,
  type SignalDataSet,
} from '@whiskeysockets/baileys';
import libsignal from 'libsignal';
import { jest } from '@jest/globals';
import { repairLibsignal } from './repairs.js';

const silent = {
  level: 'silent',
  child: () => silent,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** One side of a conversation, with its keys and sessions in memory. */
function party() {
  const creds = initAuthCreds();
  const stored = new Map<string, string>();
  const store = {
    get: async (type: string, ids: string[]) => {
      const found = ids.flatMap((id) => {
        const value = stored.get(`${type}/${id}`);
        return value === undefined ? [] : [[id, JSON.parse(value, revive)]];
      });
      return Object.fromEntries(found);
    },
    set: async (data: SignalDataSet) => {
      for (const [type, values] of Object.entries(data)) {
        for (const [id, value] of Object.entries(values)) stored.set(`${type}/${id}`, JSON.stringify(value));
      }
    },
  };
  const keys = addTransactionCapability(store, silent, { maxCommitRetries: 1, delayBetweenTriesMs: 0 });
  const signal = DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds, keys }, silent);
  const bundle = async (id: number) => {
    const preKey = Curve.generateKeyPair();
    await store.set({ 'pre-key': { [id]: preKey } });
    const { signedIdentityKey, signedPreKey, registrationId } = creds;
    return {
      registrationId,
      identityKey: generateSignalPubKey(signedIdentityKey.public),
      signedPreKey: {
        keyId: signedPreKey.keyId,
        publicKey: generateSignalPubKey(signedPreKey.keyPair.public),
        signature: signedPreKey.signature,
      },
      preKey: { keyId: id, publicKey: generateSignalPubKey(preKey.public) },
    };
  };
  return { signal, bundle };
}

function revive(_name: string, value: unknown): unknown {
  const isBuffer = typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer';
  return isBuffer && 'data' in value && Array.isArray(value.data) ? Buffer.from(value.data) : value;
}

describe('libsignal, mended', () => {
  beforeAll(() => {
    repairLibsignal();
    for (const method of ['info', 'warn', 'error'] as const) {
      jest.spyOn(console, method).mockImplementation(() => undefined);
    }
  });

  afterAll(() => {
    jest.restoreAllMocks();
  });

  it('runs a job in the context it came from, though another is before it', async () => {
    const queueJob = Reflect.get(libsignal.SessionCipher.prototype, 'queueJob');
    const context = new AsyncLocalStorage<string>();
    const cipher = { addr: '913103037140909_1.0' };
    const enqueue = (owner: string): Promise<string | undefined> =>
      context.run(owner, () =>
        Reflect.apply(queueJob, cipher, [
          async () => {
            await new Promise((resolve) => setImmediate(resolve));
            return context.getStore();
          },
        ]),
      );
    await expect(Promise.all([enqueue('one'), enqueue('two')])).resolves.toEqual(['one', 'two']);
  });

  it('does not harm the other sessions when it looks for the one that a message belongs to', async () => {
    const [bot, person] = [party(), party()];
    const [botJid, personJid] = ['1000001@lid', '2000002@lid'];
    const fromBot = (text: string) => bot.signal.encryptMessage({ jid: personJid, data: Buffer.from(text) });
    const fromPerson = (text: string) =>
      person.signal.encryptMessage({ jid: botJid, data: Buffer.from(text) });
    const atBot = async (message: Awaited<ReturnType<typeof fromBot>>) =>
      Buffer.from(await bot.signal.decryptMessage({ jid: personJid, ...message })).toString();
    const atPerson = (message: Awaited<ReturnType<typeof fromBot>>) =>
      person.signal.decryptMessage({ jid: botJid, ...message });

    // The bot opens three sessions one after the other, as it does after restarts. The person receives the first
    // two, answers, receives the third, and answers again.
    const greetings = [];
    for (const id of [1, 2, 3]) {
      await bot.signal.injectE2ESession({ jid: personJid, session: await person.bundle(id) });
      greetings.push(await fromBot(`greeting ${id}`));
    }
    const [first, second, third] = greetings;
    if (!first || !second || !third) throw new Error('no greetings');
    await atPerson(first);
    await atPerson(second);
    const inSecond = await fromPerson('in the second session');
    await atPerson(third);
    const inThird = await fromPerson('in the third session');

    // The bot tries its newest session first, fails, and must leave it unchanged.
    await expect(atBot(inSecond)).resolves.toBe('in the second session');
    await expect(atBot(inThird)).resolves.toBe('in the third session');
  });
});
