import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { ROOT } from '#libs/config';
import { Refusal } from './refusal.js';

/** Pages and parts that the build has made of apps/console. */
const BUILT = join(ROOT, 'dist', 'console');
const ASSETS = join(BUILT, 'assets');
const TYPES: ReadonlyMap<string, string> = new Map([
  ['.css', 'text/css; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
]);

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** The page at `/`, which shows the phones. Other sites, whose pages a browser may also show, get nothing. */
export function pageRoutes(http: FastifyInstance): void {
  http.addHook('onRequest', (request, reply, done) => {
    const site = request.headers['sec-fetch-site'];
    const foreign = site !== undefined && site !== 'same-origin' && site !== 'none';
    // A link may lead here.
    const visits = request.headers['sec-fetch-mode'] === 'navigate' && request.method === 'GET';
    void reply.headers({ 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff' });
    done(foreign && !visits ? new Refusal(403, 'pages of other sites may not use the emulator') : undefined);
  });
  const page = join(BUILT, 'phones.html');
  if (!existsSync(page)) return;
  const answerFile = (path: string, file: string, type: string): void => {
    http.get(path, async (_request, reply) => reply.type(type).send(await readFile(file)));
  };
  answerFile('/', page, 'text/html; charset=utf-8');
  for (const name of readdirSync(ASSETS)) {
    const type = TYPES.get(extname(name));
    if (type !== undefined) answerFile(`/console/assets/${name}`, join(ASSETS, name), type);
  }
}
