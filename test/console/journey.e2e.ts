import type { Page, Route } from 'playwright-core';
import { createKey, revokeKey, type Scope, sendText } from '../../packages/client/src/generated/index.js';
import { LinkedInstance } from '../harness/linked-instance.js';
import { PasskeyBot } from '../harness/passkey-bot.js';
import type { Arrival } from '../harness/receiver.js';
import { API_KEY, ApiServer } from '../harness/server.js';
import { deliveryOf } from '../harness/signatures.js';
import { eventually, Waiting } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';
import { describeInBrowser, signIn, Visitor } from './browser.js';

const PHONE = '628111111111';
const CASEY = '15551000001';

describeInBrowser('the console', () => {
  const world = useWorld({ WEBHOOK_RETRY_DELAY_MS: '50', WEBHOOK_MAX_RETRIES: '4' });
  let visitor: Visitor;

  beforeAll(async () => {
    visitor = await Visitor.start(world.api.url);
  });
  afterAll(async () => {
    await visitor?.stop();
  });
  afterEach(() => {
    expect(visitor.offences.splice(0)).toEqual([]);
  });

  async function newKey(scopes: Scope[], name = 'visitor') {
    const body = { name, scopes };
    const { data } = await createKey({ client: world.api.client, throwOnError: true, body });
    return data.data;
  }

  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

  describe('lets people in', () => {
    it('with a key, which it does not keep, and out again', async () => {
      const page = await visitor.window();
      await page.goto('/console/deliveries');
      await heading(page, 'Sign in').waitFor();
      await signIn(page, 'wrong');
      const refusal = page.getByText('The server does not accept this key.');
      await refusal.waitFor();
      await page.getByLabel('API key').fill('ключ');
      await refusal.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Sign in' }).click();
      await refusal.waitFor();
      await signIn(page, 'api-key-of-the-suite');
      await heading(page, 'Deliveries').waitFor();
      expect(await page.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])')).toBe(
        '[{},{},""]',
      );
      const [cookie] = await page.context().cookies();
      expect(cookie).toMatchObject({ name: 'miaw_console', httpOnly: true, sameSite: 'Strict' });
      await page.reload();
      await heading(page, 'Deliveries').waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await heading(page, 'Sign in').waitFor();
      await page.reload();
      await heading(page, 'Sign in').waitFor();
      expect(await page.context().cookies()).toEqual([]);
      await page.context().close();
    });

    it('as far as the key may go, and until it ends', async () => {
      const { key, keyId } = await newKey(['instances:read']);
      const page = await visitor.signedIn(key);
      await page.goto('/console/instances');
      await heading(page, 'Instances').waitFor();
      await page.getByText('No instance yet').waitFor();
      await page.getByText('curl -X POST').waitFor();
      expect(await page.getByRole('button', { name: 'New instance' }).count()).toBe(0);
      await page.goto('/console/keys');
      await page.getByText('the API key lacks the scope keys:admin').waitFor();
      await revokeKey({ client: world.api.client, throwOnError: true, path: { keyId } });
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByText('Your session has ended').waitFor();
      await heading(page, 'Sign in').waitFor();
      await page.context().close();
    });

    it('even if they rotate the key that they signed in with', async () => {
      const page = await visitor.signedIn((await newKey(['keys:admin'], 'turner')).key);
      await page.goto('/console/keys');
      const secrets: (string | null)[] = [];
      // The second time shows that the session goes on: it needs the token of the new one.
      for (const _ of [1, 2]) {
        await page.getByRole('row', { name: 'turner' }).getByRole('button', { name: 'Rotate' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
        const shown = page.getByRole('dialog', { name: 'New key' });
        await shown.getByText('The key is shown once.').waitFor();
        await page.getByRole('dialog', { name: 'Replace the secret' }).waitFor({ state: 'detached' });
        secrets.push(await shown.getByLabel('API key').textContent());
        await shown.getByRole('button', { name: 'Copy' }).click();
        expect(await shown.getByRole('textbox').inputValue()).toBe(secrets.at(-1));
        await shown.getByRole('button', { name: 'Close' }).click();
      }
      expect(new Set(secrets).size).toBe(2);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await signIn(page, String(secrets.at(-1)));
      await heading(page, 'Overview').waitFor();
      await page.context().close();
    });
  });

  it('takes an account from its QR code to a delivery that failed and is sent again', async () => {
    const page = await visitor.signedIn();
    await page.getByRole('link', { name: 'Instances' }).click();
    await page.getByRole('button', { name: 'New instance' }).click();
    await page.getByLabel('Id').fill('bot');
    await page.getByLabel('Webhook URL').fill(world.receiver.url);
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await heading(page, 'bot').waitFor();

    await page.getByText('Not connected').waitFor();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('Waiting for a scan').waitFor();
    await page.getByRole('img', { name: 'QR code' }).waitFor();
    await page
      .getByText(/\d+ s left/)
      .first()
      .waitFor();
    const bot = new LinkedInstance(world, 'bot', PHONE);
    const { qr } = await eventually(
      () => bot.connect(),
      (now) => now.qr !== undefined,
      'the QR code',
    );
    await world.emulator.scan(PHONE, String(qr));
    await page.getByText('Connected', { exact: true }).first().waitFor();
    await page.getByText(`+${PHONE}`).waitFor();

    await page.getByRole('link', { name: 'Events', exact: true }).last().click();
    await page.getByText('Live', { exact: true }).waitFor();
    world.receiver.answer = ({ event }) =>
      event === 'message' ? { status: 503, body: 'closed for lunch' } : { status: 200 };
    await world.emulator.send(CASEY, { to: PHONE, text: 'is anybody there?' });
    await page
      .locator('summary')
      .filter({ has: page.getByText('message', { exact: true }) })
      .first()
      .click();
    await page.getByText('"is anybody there?"').first().waitFor();
    await page.getByRole('link', { name: 'Show its deliveries' }).first().click();
    await heading(page, 'Deliveries').waitFor();
    expect(new URL(page.url()).searchParams.get('event')).toBe('message');

    // Whoever gets the address sees the same.
    await page.goto('/console/deliveries?instance=bot&state=parked&event=message');
    await page.getByRole('cell', { name: 'given up' }).waitFor();
    await page.getByRole('button', { name: 'message', exact: true }).click();
    await page.getByText('closed for lunch').first().waitFor();
    await page.getByText('Attempt 3').waitFor();
    await page.getByText('http_503').first().waitFor();
    await page.getByText('"is anybody there?"').waitFor();
    const id = new URL(page.url()).searchParams.get('delivery');
    expect(id).toMatch(/^dlv_/);
    const isIt = (arrival: Arrival): boolean => deliveryOf(arrival) === id;

    world.receiver.answer = () => ({ status: 200 });
    const from = world.receiver.mark;
    await page.getByRole('button', { name: 'Send again' }).click();
    const again = await world.receiver.event('message', isIt, { from });
    expect(again.headers['x-miaw-attempt']).toBe('4');
    await page.getByRole('dialog').getByText('delivered', { exact: true }).waitFor();
    await page.getByText('Attempt 4').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('delivery')).toBeNull();

    await page.goto('/console/deliveries?instance=bot&event=message');
    const before = world.receiver.mark;
    await page.getByRole('button', { name: 'Replay…' }).click();
    await page.getByText('No delivery fits.').waitFor();
    await page.getByRole('dialog').getByLabel('delivered').check();
    await page.getByText('1 delivery will be sent again.').waitFor();
    expect(world.receiver.mark).toBe(before);
    await page.getByRole('button', { name: 'Replay 1 delivery' }).click();
    await page.getByText('1 sent again').waitFor();
    await world.receiver.event('message', isIt, { from: before });
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();

    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Deliveries are paused').waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Deliveries are paused').waitFor({ state: 'detached' });

    // An example of an event, which is no delivery.
    await page.goto('/console/endpoints?instance=bot');
    await page.getByLabel('Event to send').selectOption('group_participants');
    await page.getByRole('button', { name: 'Send an example' }).click();
    await page.getByText('The receiver answered 200').waitFor();
    expect(await world.receiver.event('group_participants')).toMatchObject({ sequence: 0 });

    // What is being typed stays, though the page reads its data again.
    await page.goto('/console/deliveries?instance=bot');
    const chat = page.getByLabel('Chat', { exact: true });
    const read = (): Promise<unknown> => page.waitForResponse(/\/api\/v1\/.*\/deliveries\?/);
    await chat.pressSequentially('1555');
    await read();
    await read();
    await chat.pressSequentially('1000001');
    await chat.press('Enter');
    await page.waitForURL(/chat=15551000001/);

    // Try it, and the message's way.
    await page.goto('/console/try?operation=sendText&instance=bot');
    await page.getByLabel('to (required)').fill(CASEY);
    await page.getByLabel('text (required)').fill('here I am');
    await page.getByText('const { data } = await sendText(').waitFor();
    await page.getByRole('button', { name: 'Send the request' }).click();
    await page.getByText('The way of the message').waitFor();
    await page.locator('.way [aria-current]').filter({ hasText: 'delivered' }).waitFor();

    // The numbers of today, and the end of the link, after which the instance is still there.
    await page.goto('/console/instances/bot');
    const sent = page.locator('.facts div').filter({ hasText: 'Messages sent' });
    await sent.getByText('1', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Unlink', exact: true }).click();
    await page.getByRole('dialog').getByText('The instance stays').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click();
    await page.getByText('Not connected').waitFor();
    await page.getByText('The device is no longer linked.').waitFor();
    expect(await page.getByRole('button', { name: 'Unlink', exact: true }).isDisabled()).toBe(true);
    expect(await bot.companions()).toBe(0);
    await sent.getByText('1', { exact: true }).waitFor();
    await page.context().close();
  });

  it('has a reference beside it, which finds an operation and shows its picture', async () => {
    const waiting = new LinkedInstance(world, 'waiting', '628111111113');
    await waiting.create();
    await waiting.connect();
    const page = await visitor.window();
    // Swagger UI reads the whole document first.
    page.setDefaultTimeout(120_000);
    await page.goto('/docs');
    await page.getByRole('button', { name: 'Authorize' }).click();
    await page.locator('.auth-container input').first().fill(API_KEY);
    await page.locator('.auth-container').getByRole('button', { name: 'Authorize' }).first().click();
    await page.reload();
    const kept = await page.evaluate('[Object.keys(localStorage).length, JSON.stringify(sessionStorage)]');
    expect(kept).toEqual([0, expect.stringContaining(API_KEY)]);
    await page.getByLabel('Filter the operations').fill('qr code get');
    await page.getByText('1 operation', { exact: true }).waitFor();
    await page.locator('.opblock-summary-control').first().click();
    const operation = page.locator('.opblock.is-open');
    await operation.getByPlaceholder('instanceId').fill('waiting');
    await operation.locator('.response-controls select').first().selectOption('image/png');
    await operation.getByRole('button', { name: 'Execute' }).click();
    const picture = operation.locator('img[src^="blob:"]');
    await eventually(
      () => picture.evaluateAll(([image]) => (image ? Reflect.get(image, 'naturalWidth') : 0)),
      (width) => width === 512,
      'the QR code as a picture',
    );
    // A tab of its own knows nothing of the key.
    const other = await page.context().newPage();
    await other.goto('/docs');
    expect(await other.evaluate('sessionStorage.length')).toBe(0);
    await page.context().close();
  });

  it('has forms in its reference that can be sent as they stand', async () => {
    const sender = await LinkedInstance.linked(world, 'my-bot-1', '628111111115');
    const page = await visitor.window();
    page.setDefaultTimeout(120_000);
    await page.goto('/docs');
    await page.getByRole('button', { name: 'Authorize' }).click();
    await page.locator('.auth-container input').first().fill(API_KEY);
    await page.locator('.auth-container').getByRole('button', { name: 'Authorize' }).first().click();
    await page.locator('.auth-container').getByRole('button', { name: 'Close' }).first().click();
    await page.getByLabel('Filter the operations').fill('messages/image/upload');
    await page.getByText('1 operation', { exact: true }).waitFor();
    await page.locator('.opblock-summary-control').first().click();
    const operation = page.locator('.opblock.is-open');
    await operation.getByPlaceholder('instanceId').fill(sender.instanceId);
    await operation.locator('[data-property-name=media] input[type=file]').setInputFiles({
      name: 'pixel.png',
      mimeType: 'image/png',
      buffer: await page.screenshot({ clip: { x: 0, y: 0, width: 40, height: 40 } }),
    });
    await operation.getByRole('button', { name: 'Execute' }).click();
    await operation.locator('.live-responses-table .response-col_status').getByText('200').waitFor();
    const [sent] = await world.emulator.inbox('6281234567890');
    expect(sent).toMatchObject({ type: 'image' });
    expect(sent?.text ?? '').toBe('');
    await page.context().close();
  });

  it('says what it does not know', async () => {
    const page = await visitor.signedIn((await newKey(['instances:read'])).key);
    await page.getByText('Your key lacks the scope webhooks:read.').waitFor();
    await page.getByText('Oldest waiting delivery').waitFor();
    expect(await page.getByText('Nothing waits').count()).toBe(0);
    await page.goto('/console/events?instance=bot');
    await page.getByText('the API key lacks the scope events:read').waitFor();
    await page.goto('/console/deliveries?instance=bot&event=massage');
    await page.getByText('event=massage').waitFor();
    await page.context().close();
  });

  it('plays the phones of the emulator beside its pages', async () => {
    const shop = new LinkedInstance(world, 'shop', '628111111114');
    const dana = '15551000002';
    await shop.create();
    await shop.connect();
    await world.emulator.phone(shop.phone, { name: 'Shop' });
    await world.emulator.phone(dana, { name: 'Dana' });
    const page = await visitor.window();
    await page.goto('/console/instances/shop#phones');
    await signIn(page, API_KEY);
    await page.getByText('Waiting for a scan').waitFor();
    const phone = (name: string) =>
      page.locator('details.phone').filter({ has: page.locator('summary').filter({ hasText: name }) });
    const press = async (name: string, button: string): Promise<void> =>
      phone(name).getByRole('button', { name: button, exact: true }).click();
    const unfold = async (name: string): Promise<void> => {
      const isOpen = await phone(name).evaluate((window) => Reflect.get(window, 'open') === true);
      if (!isOpen) await phone(name).locator('summary').click();
    };

    await unfold('Shop');
    await press('Shop', 'Ask for a passkey');
    await press('Shop', 'Scan the QR code');
    await page.getByRole('heading', { name: 'WhatsApp asks for the passkey' }).waitFor();
    await press('Shop', 'Answer with the passkey');
    await page.getByText('Connected', { exact: true }).first().waitFor();

    await unfold('Dana');
    await phone('Dana').getByLabel('Chat with', { exact: true }).selectOption(shop.phone);
    await phone('Dana').getByLabel('Write a message').fill('do you sell kites?');
    await press('Dana', 'Send');
    await shop.event('message', ({ data }) => data['text'] === 'do you sell kites?');
    await phone('Dana')
      .locator('input[type=file]')
      .setInputFiles({
        name: 'kite.png',
        mimeType: 'image/png',
        buffer: await page.screenshot({ clip: { x: 0, y: 0, width: 40, height: 40 } }),
      });
    await shop.event('message', ({ data }) => data['type'] === 'image');
    const picture = phone('Dana').locator('.chat img');
    await eventually(
      () => picture.evaluateAll(([image]) => (image ? Reflect.get(image, 'naturalWidth') : 0)),
      (width) => width === 40,
      'the picture in the chat',
    );
    const { data } = await sendText({
      client: world.api.client,
      throwOnError: true,
      path: { instanceId: 'shop' },
      body: { to: dana, text: 'only red ones' },
    });
    await phone('Dana').getByText('only red ones').waitFor();
    await press('Dana', 'Read 1');
    await shop.event(
      'message_status',
      ({ data: { messageId, status } }) => messageId === data.data.messageId && status === 'read',
    );
    await press('Dana', 'Type');
    await press('Dana', 'Call');
    await shop.event('call', ({ data: { status } }) => status === 'ringing');
    await press('Dana', 'Hang up');
    await shop.event('call', ({ data: { status } }) => status === 'ended');
    await press('Shop', 'Drop the connection');
    await shop.event('disconnected');
    await page.getByText('Connected', { exact: true }).first().waitFor();

    await page.getByLabel('Another phone').fill('+1 555 100 0003');
    await page.getByRole('button', { name: 'Add' }).click();
    await phone('+15551000003').waitFor();
    await page.getByRole('complementary').getByRole('button', { name: 'Close' }).click();
    await phone('Dana').waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('keeps the chat that was chosen before the page had settled', async () => {
    const [ella, finn] = ['15551000004', '15551000005'];
    const shop = await LinkedInstance.linked(world, 'newest', '628111111116');
    await world.emulator.phone(ella, { name: 'Ella' });
    await world.emulator.phone(finn, { name: 'Finn' });
    await world.emulator.send(ella, { to: finn, text: 'shall we buy kites?' });
    const page = await visitor.window();
    const held = new Waiting<Route>();
    await page.route(`**/phones/${ella}/messages?all=true`, (route) => held.add(route), { times: 1 });
    await page.goto('/console/instances/newest#phones');
    await signIn(page, API_KEY);
    const window = page
      .locator('details.phone')
      .filter({ has: page.locator('summary', { hasText: 'Ella' }) });
    await window.locator('summary').click();
    const first = await held.first(() => true, 'the request for the messages');
    // What a page does once it is drawn waits for a frame, which comes late on a busy machine.
    await page.evaluate(`{
      const timer = setTimeout;
      requestAnimationFrame = () => 0;
      setTimeout = (work, ms) => timer(work, ms === 35 ? 60_000 : ms);
    }`);
    await first.continue();
    await window.getByText('shall we buy kites?').waitFor();
    await window.getByLabel('Chat with', { exact: true }).selectOption(shop.phone);
    await window.getByLabel('Write a message').fill('are you open?');
    await window.getByRole('button', { name: 'Send', exact: true }).click();
    await shop.event('message', ({ data }) => data['text'] === 'are you open?');
    await page.context().close();
  });

  it('lets nobody but the root key play them, and nothing else of the emulator be reached', async () => {
    const preset = { name: 'everything', preset: 'admin' as const };
    const { data } = await createKey({ client: world.api.client, throwOnError: true, body: preset });
    const all = data.data.key;
    const page = await visitor.signedIn(all);
    expect(await page.getByRole('button', { name: 'Phones' }).count()).toBe(0);
    await page.context().close();
    const status = async (path: string, headers: Record<string, string>): Promise<number> =>
      (await fetch(`${world.api.url}/console/emulator${path}`, { headers })).status;
    const root = { 'X-API-Key': API_KEY };
    expect(await status('/phones', {})).toBe(401);
    expect(await status('/phones', { 'X-API-Key': all })).toBe(403);
    expect(await status('/phones', root)).toBe(200);
    for (const path of ['/unhandled', '/trust', '/phones/..%2ftrust/x', '/phones//x', '/phones/%2e%2e/trust'])
      expect({ path, status: await status(path, root) }).toEqual({ path, status: 404 });
    const foreign = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'cors' };
    expect((await fetch(`${world.emulator.url}/phones`, { headers: foreign })).status).toBe(403);
  });

  it('links an account that has a passkey, step by step', async () => {
    const bot = new PasskeyBot(world, 'guarded', '628111111119');
    await bot.prepare();
    await bot.beScanned();
    const page = await visitor.signedIn();
    await page.goto('/console/instances/guarded');
    await page.getByRole('heading', { name: 'WhatsApp asks for the passkey' }).waitFor();
    await page.getByText('navigator.credentials.get').waitFor();
    const answer = page.getByLabel('Answer of the passkey (JSON)');
    await answer.fill('nonsense');
    await page.getByRole('button', { name: 'Send the answer' }).click();
    await page.getByText('This is not JSON.').waitFor();
    await answer.fill(JSON.stringify(await bot.credential()));
    await page.getByRole('button', { name: 'Send the answer' }).click();
    await page.getByText('Connected', { exact: true }).first().waitFor();
    await page.context().close();
  });
});

describeInBrowser('a session of the console', () => {
  let api: ApiServer;
  let visitor: Visitor;

  beforeAll(async () => {
    api = await ApiServer.start({}, 'overnight.js');
    visitor = await Visitor.start(api.url);
  });
  afterAll(async () => {
    await visitor?.stop();
    await api.stop();
  });

  it('ends when nobody has used it for twelve hours, and another one goes on where it was', async () => {
    const page = await visitor.signedIn();
    await page.goto('/console/deliveries?instance=*');
    const deliveries = page.getByRole('heading', { level: 1, name: 'Deliveries' });
    await deliveries.waitFor();
    // The page asks again and again, so that what ends here is the session of a computer that slept.
    process.kill(Number(api.pid), 'SIGUSR2');
    await page.getByText('Your session has ended. Sign in again.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/console/deliveries');
    await signIn(page, API_KEY);
    await deliveries.waitFor();
    await page.reload();
    await deliveries.waitFor();
    expect(visitor.offences).toEqual([]);
  });
});
