import { runInNewContext } from 'node:vm';
import { Checkout } from '../harness/checkout.js';
import { record } from '../harness/envelope.js';
import { follow, guidesFor, walk } from '../harness/guide.js';
import { PasskeyBot } from '../harness/passkey-bot.js';
import { API_KEY } from '../harness/server.js';
import { useWorld } from '../harness/world.js';

const GUIDES = guidesFor('passkey');
const [GUIDE] = GUIDES;
if (!GUIDE) throw new Error('there is no guide');

const world = useWorld();
const owner = new PasskeyBot(world, 'guarded', '628444444444');
let checkout: Checkout;

beforeAll(() => {
  checkout = new Checkout();
});

afterAll(() => {
  checkout.remove();
});

/** The bytes of base64url, and back. */
const decoded = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'));
const encoded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** WhatsApp's page in the owner's browser: runs what is pasted into its console, then clicks. @returns what it prints */
async function pasted(code: string, bot: PasskeyBot): Promise<string> {
  const clicks: (() => Promise<void>)[] = [];
  const printed: string[] = [];
  runInNewContext(code, {
    addEventListener: (event: string, listener: () => Promise<void>) =>
      event === 'click' && clicks.push(listener),
    console: { log: (line: string) => printed.push(line) },
    PublicKeyCredential: {
      parseRequestOptionsFromJSON: (json: { challenge: string }) => ({
        ...json,
        challenge: decoded(json.challenge),
      }),
    },
    navigator: {
      credentials: {
        get: async ({ publicKey }: { publicKey: { challenge: Uint8Array } }) => {
          const request = { ...publicKey, challenge: encoded(publicKey.challenge) };
          const credential = await bot.credentialOf(request);
          return { toJSON: () => credential };
        },
      },
    },
  });
  expect(clicks).toHaveLength(1);
  for (const click of clicks) await click();
  expect(printed).toHaveLength(1);
  return printed.join('');
}

/** Takes another account to the request for its passkey. */
async function asked(instanceId: string, phone: string, passkey: string): Promise<PasskeyBot> {
  const bot = new PasskeyBot(world, instanceId, phone);
  await bot.prepare({ passkey });
  await bot.scan();
  return bot;
}

it('the guide of the passkey links an instance', async () => {
  const places = { 'http://localhost:3000': world.api.url, 'http://127.0.0.1:4700': world.emulator.url };
  await walk(GUIDE, places, { API_KEY }, checkout.directory);
  await owner.reaches('connected');
  expect(await owner.companions()).toBe(1);
});

it('what is pasted into the console prints what the API takes', async () => {
  const bot = await asked('pasting', '628444444445', 'required');
  const { data } = await bot.passkey();
  const code = GUIDE.take('console').text.replace('REQUEST', JSON.stringify(data?.request));
  const line = await pasted(code, bot);
  expect(line).toMatch(/^\{/);
  expect(await bot.answerAnything(record(JSON.parse(line)))).toMatchObject({ code: 202 });
  await bot.reaches('connected');
});

it('the code is compared as it is shown', async () => {
  const bot = await asked('comparing', '628444444446', 'compared');
  await bot.answerWith(await bot.credential());
  await bot.answerWith(await bot.credential());
  await bot.awaits('confirmation');
  const places = { 'ABCD-EFGH': await bot.codeOnPhone(), guarded: 'comparing' };
  const api = `${world.api.url}/api/v1`;
  const env = { api, auth: `Authorization: Bearer ${API_KEY}`, json: 'Content-Type: application/json' };
  await follow(GUIDE, [GUIDE.take('confirm')], places, env, checkout.directory);
  await bot.reaches('connected');
});

describe('of the passkey', () => {
  it('every example has been executed', () => {
    expect(GUIDES.flatMap((guide) => guide.left())).toEqual([]);
  });
});
