import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { ROOT } from '../harness/process.js';
import { API_KEY } from '../harness/server.js';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
/** Where pictures of the screens go. */
const PICTURES = join(ROOT, 'test', '.pictures');

/** A `describe` block that needs a browser: without one it is skipped, and says so. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (CHROMIUM !== undefined) return describe(name, tests);
  process.stderr.write(`\nSKIPPED, there is no Chromium: ${name}\n`);
  describe.skip(`${name} (skipped: there is no Chromium)`, tests);
}

/** A rule of accessibility that a page breaks. */
export interface Finding {
  id: string;
  nodes: string[];
}

/** A browser, and what its pages must not do. */
export class Visitor {
  /** Violations of the policy of the pages, errors on them, and requests to elsewhere. */
  readonly offences: string[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly url: string,
  ) {}

  static async start(url: string): Promise<Visitor> {
    mkdirSync(PICTURES, { recursive: true });
    const args = [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ];
    return new Visitor(await chromium.launch({ executablePath: CHROMIUM, headless: true, args }), url);
  }

  /** A window of its own, without cookies. */
  async window(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const context = await this.browser.newContext({ baseURL: this.url, reducedMotion: 'reduce', ...options });
    return this.watched(context, options.baseURL ?? this.url);
  }

  /** A window in which somebody has signed in. */
  async signedIn(key = API_KEY, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const page = await this.window(options);
    await page.goto('/console/');
    await signIn(page, key);
    await page.getByRole('navigation').waitFor({ state: 'attached' });
    return page;
  }

  async stop(): Promise<void> {
    await this.browser.close();
  }

  private async watched(context: BrowserContext, home: string): Promise<Page> {
    await context.exposeFunction('reportViolation', (text: string) => this.offences.push(`policy: ${text}`));
    await context.addInitScript(`addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      reportViolation(violatedDirective + ' ' + blockedURI))`);
    // As a browser is on a page that came by plain http.
    await context.addInitScript('delete Crypto.prototype.randomUUID; delete Navigator.prototype.clipboard');
    context.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (!['data:', 'blob:'].includes(protocol) && origin !== home)
        this.offences.push(`foreign: ${request.url()}`);
    });
    context.on('weberror', (error) => this.offences.push(`error: ${error.error().message}`));
    return context.newPage();
  }
}

export async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

/** What axe finds on a page. */
export async function findings(page: Page): Promise<Finding[]> {
  await page.evaluate(axe.source);
  const found: unknown =
    await page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html.slice(0, 160)) })))`);
  return JSON.parse(JSON.stringify(found));
}
