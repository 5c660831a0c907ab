import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import {
  createKey,
  createEndpoint,
  pauseEndpoint,
  sendText,
} from '../../packages/client/src/generated/index.js';
import { LinkedInstance } from '../harness/linked-instance.js';
import { ROOT } from '../harness/process.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';
import { describeInBrowser, findings, picture, Visitor } from './browser.js';

const PHONE = '628111111111';
const CASEY = '15551000001';
const WIDTHS = [360, 1280];
const THEMES = ['light', 'dark'] as const;
const SCREENS = [
  { name: 'overview', path: '/', shows: 'Needs attention' },
  { name: 'deliveries', path: '/deliveries?instance=shop', shows: 'This endpoint is held' },
  { name: 'delivery', path: '/deliveries?instance=shop&delivery=', shows: 'closed for lunch' },
  { name: 'instances', path: '/instances', shows: 'Waiting for a scan' },
  { name: 'instance', path: '/instances/shop', shows: 'Connected' },
  { name: 'linking', path: '/instances/new-shop', shows: 'Link the account' },
  { name: 'events', path: '/events?instance=shop', shows: 'connection' },
  { name: 'try', path: '/try?instance=shop', shows: 'SDK (TypeScript)' },
  { name: 'scheduled', path: '/scheduled?instance=shop', shows: 'The last one leaves' },
  { name: 'scheduled-empty', path: '/scheduled?instance=new-shop', shows: 'Nothing is scheduled' },
  { name: 'phones', path: '/instances/shop#phones', shows: 'Where is the fitting room?' },
  { name: 'endpoints', path: '/endpoints?instance=shop', shows: 'crm' },
  { name: 'keys', path: '/keys', shows: 'order service' },
  { name: 'audit', path: '/audit', shows: 'createInstance' },
  { name: 'nowhere', path: '/nowhere', shows: 'There is no such page' },
];
/** Largest size of all scripts together, in bytes after gzip. */
const SCRIPT_BUDGET = 40 * 1024;

describe('the scripts of the console', () => {
  it('stay small', () => {
    const assets = join(ROOT, 'dist', 'console', 'assets');
    const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
    const sizes = scripts.map((name) => gzipSync(readFileSync(join(assets, name))).length);
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(SCRIPT_BUDGET);
  });
});

describeInBrowser('the screens of the console', () => {
  const world = useWorld({ WEBHOOK_RETRY_DELAY_MS: '60000', WEBHOOK_MAX_RETRIES: '9' });
  let visitor: Visitor;
  let deliveryId: string;

  /** An account that works and whose receiver does not, and one that waits to be linked. */
  beforeAll(async () => {
    visitor = await Visitor.start(world.api.url);
    const { client } = world.api;
    await world.emulator.phone(PHONE, { name: 'The Red Shop' });
    await world.emulator.phone(CASEY, { name: 'Casey' });
    const shop = await LinkedInstance.linked(world, 'shop', PHONE);
    world.receiver.answer = () => ({ status: 503, body: 'closed for lunch' });
    for (const text of [
      'Is the red one available?',
      'In size 42?',
      'And do you ship to Bandung?',
      'Hello?',
      'Are you there?',
      'Where is the fitting room?',
    ])
      await world.emulator.send(CASEY, { to: PHONE, text });
    const arrival = await shop.event('message');
    deliveryId = String(arrival.headers['x-miaw-delivery']);
    const path = { instanceId: 'shop' };
    const sendAt = new Date(Date.now() + 86_400_000).toISOString();
    await sendText({ client, throwOnError: true, path, body: { to: CASEY, text: 'See you', sendAt } });
    const body = { name: 'crm', url: world.receiver.url };
    await createEndpoint({ client, throwOnError: true, path, body });
    await pauseEndpoint({ client, throwOnError: true, path: { ...path, endpointName: 'crm' } });
    await createKey({ client, throwOnError: true, body: { name: 'order service', preset: 'sender' } });
    const waiting = new LinkedInstance(world, 'new-shop', '628111111112');
    await waiting.create();
    await eventually(
      () => waiting.connect(),
      ({ qr }) => qr !== undefined,
      'a QR code',
    );
  });
  afterAll(async () => {
    await visitor?.stop();
  });

  async function shown(page: Page, { path, shows }: { path: string; shows: string }): Promise<void> {
    await page.goto(`/console${path.endsWith('=') ? path + deliveryId : path}`);
    await page.getByText(shows).filter({ visible: true }).first().waitFor();
    await page.locator('.loading').first().waitFor({ state: 'detached' });
  }

  const windows = WIDTHS.flatMap((width) => THEMES.map((theme) => ({ width, theme })));

  it.each(windows)('are complete, accessible and calm at $width px, $theme', async ({ width, theme }) => {
    const page = await visitor.window({ viewport: { width, height: 800 }, colorScheme: theme });
    await page.goto('/console/');
    await page.getByLabel('API key').waitFor();
    const faults: unknown[] = [];
    const judge = async (name: string, on = page): Promise<void> => {
      await picture(on, `${name}-${width}-${theme}`);
      // What loads nothing and violates nothing by itself, before the tool that looks at it does.
      faults.push(...visitor.offences.splice(0).map((offence) => ({ name, offence })));
      // Where it is narrow, only the layout differs, not the colors.
      if (width > 360 || theme === 'light')
        faults.push(...(await findings(on)).map((finding) => ({ name, ...finding })));
      visitor.offences.length = 0;
      const overflow = await on.evaluate('document.documentElement.scrollWidth - innerWidth');
      if (Number(overflow) > 0) faults.push({ name, overflow });
    };
    await judge('login');
    await page.getByLabel('API key').fill('api-key-of-the-suite');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    for (const screen of SCREENS) {
      await shown(page, screen);
      await judge(screen.name);
    }
    // The emulator shows its phones itself, too.
    const emulator = await visitor.window({
      baseURL: world.emulator.url,
      viewport: { width, height: 800 },
      colorScheme: theme,
    });
    await emulator.goto('/');
    await emulator.getByText('Where is the fitting room?').first().waitFor();
    await judge('emulator', emulator);
    await emulator.context().close();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.each(THEMES)('and those of the documentation are accessible, %s', async (theme) => {
    const page = await visitor.window({ viewport: { width: 1280, height: 800 }, colorScheme: theme });
    // Swagger UI reads the whole document first.
    page.setDefaultTimeout(120_000);
    await page.goto('/docs');
    await page.getByText(/^\d+ operations$/).waitFor();
    const faults: unknown[] = await findings(page);
    await page.getByLabel('Filter the operations').fill('messages/image/upload');
    await page.getByText('1 operation', { exact: true }).waitFor();
    await page.locator('.opblock-summary-control').first().click();
    await page.locator('.opblock.is-open').getByRole('button', { name: 'Execute' }).waitFor();
    await picture(page, `reference-1280-${theme}`);
    await page.locator('[data-property-name=media] input[type=file]').waitFor();
    faults.push(...(await findings(page)));
    await page.getByRole('button', { name: 'Authorize' }).click();
    await page.locator('.auth-container').first().waitFor();
    faults.push(...(await findings(page)));
    await page.goto('/docs');
    await page.getByText('Webhooks: what the server posts').click();
    await page.locator('.hooks .opblock-summary-control').first().click();
    await page.locator('.hooks .opblock.is-open .opblock-section-request-body').waitFor();
    faults.push(...(await findings(page)));
    await page.goto('/docs/guides/console');
    faults.push(...(await findings(page)));
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('can be used by keyboard alone', async () => {
    const page = await visitor.signedIn();
    await page.goto('/console/deliveries?instance=shop');
    await page.getByRole('button', { name: 'Replay…' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.getByRole('button', { name: 'Replay…' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Replay deliveries' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Replay…');
    await page.context().close();
  });
});
