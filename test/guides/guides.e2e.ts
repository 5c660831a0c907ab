import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { VARIABLE_NAMES } from '../../libs/config/src/index.js';
import { EVOLUTION_EVENTS } from '../../libs/importing/src/evolution.js';
import { Document } from '../harness/document.js';
import { Guide, readerOf } from '../harness/guide.js';
import { ROOT } from '../harness/process.js';

const ERROR_CODES = Document.read().errorCodes;
const README = new Guide('README.md');
const GUIDES = readdirSync(join(ROOT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => new Guide(`docs/${name}`));
const ALL = [README, ...GUIDES];

function textOf(name: string): string {
  return new Guide(`docs/${name}.md`).text;
}

describe('every guide', () => {
  it.each(ALL.map((each) => [each.file, each] as const))('%s: its links lead somewhere', (_file, each) => {
    for (const link of each.links()) {
      const [file = '', anchor] = link.split('#', 2);
      const path = file === '' ? each.file : join(dirname(each.file), file);
      expect({ link, exists: existsSync(join(ROOT, path)) }).toEqual({ link, exists: true });
      if (anchor) expect(new Guide(path).anchors()).toContain(anchor);
    }
  });

  it('is in the list of the README', () => {
    for (const { file } of GUIDES) expect(README.links()).toContain(file);
  });

  // Each of these suites fails at its end when it has left out a block.
  it('with examples is executed by a suite that accounts for all of them', () => {
    for (const { file } of ALL.filter(({ blocks }) => blocks.length > 0)) {
      const suite = readerOf(file);
      expect({ file, suite }).toEqual({ file, suite: expect.any(String) });
      const text = readFileSync(join(ROOT, 'test', 'guides', `${suite}.e2e.ts`), 'utf8');
      expect(text).toContain(`guidesFor('${suite}')`);
      expect(text).toMatch(
        /expect\(GUIDES\.flatMap\(\(\w+\) => \w+\.left\(\)\)\)\.toEqual\(\[\]\);\s+\}\);\s+\}\);\s*$/,
      );
    }
  });

  it('calls the API so that an error is shown and ends the script, but where it shows errors', () => {
    const calls = ALL.flatMap(({ file, blocks }) =>
      blocks
        .filter(({ language, label }) => language === 'sh' && label === '')
        .flatMap(({ text }) => text.match(/\bcurl (?!-sS --fail-with-body ).*/g) ?? [])
        .map((call) => `${file}: ${call}`),
    );
    const others = /^docs\/errors\.md: curl -sS -w /;
    expect(calls.filter((call) => !others.test(call))).toEqual([]);
  });

  it('speaks of scripts and variables that there are', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const commands = new Set(['ci', 'install', ...Object.keys(scripts)]);
    const own = [
      'EMULATOR_PORT',
      'EMULATOR_HOST',
      'EMULATOR_MEDIA_PORT',
      'EMULATOR_STATE',
      'EMULATOR_URL',
      'MIAW_COMMAND',
      'CRASH_ROUNDS',
      'CLUSTER_ROUNDS',
      'RETRY_ROUNDS',
      'FUZZ_REQUESTS',
      'FUZZ_SEED',
    ];
    const ofCompose = ['API_ADDRESS', 'MEM_LIMIT', 'CPU_LIMIT', 'POSTGRES_PASSWORD'];
    const ofWhatsApp = ['INITIAL_BOOTSTRAP', 'PUSH_NAME'];
    const ofPostgres = ['PGPASSWORD'];
    const ofNode = ['UV_THREADPOOL_SIZE', 'NODE_TLS_REJECT_UNAUTHORIZED'];
    const ofOpenTelemetry = ['OTEL_BSP_SCHEDULE_DELAY'];
    const ofGateways = [
      ...Object.keys(EVOLUTION_EVENTS),
      'AUTHENTICATION_API_KEY',
      'CACHE_REDIS_ENABLED',
      'CACHE_REDIS_PREFIX_KEY',
      'CACHE_REDIS_SAVE_INSTANCES',
      'DATABASE_CONNECTION_URI',
      'DELIVERY_ACK',
      'SERVER_ACK',
      'SERVER_PORT',
      'WAHA_API_KEY',
      'WEBHOOK_GLOBAL_URL',
      'WHATSAPP_API_PORT',
      'WHATSAPP_HOOK_EVENTS',
      'WHATSAPP_HOOK_HMAC_KEY',
      'WHATSAPP_HOOK_URL',
      'WHATSAPP_SESSIONS_POSTGRESQL_URL',
    ];
    const names = new Set<string>([
      ...ofGateways,
      ...VARIABLE_NAMES,
      ...ERROR_CODES,
      ...own,
      ...ofCompose,
      ...ofWhatsApp,
      ...ofPostgres,
      ...ofNode,
      ...ofOpenTelemetry,
    ]);
    for (const { file, text } of ALL) {
      const code = text.match(/^```[^]*?^```|`[^`\n]+`/gm) ?? [];
      const strangers = code.flatMap((each) => [
        ...[...each.matchAll(/\bnpm (?:run (?:--silent )?)?([\w:]+)/g)].filter(
          ([, name = '']) => !commands.has(name),
        ),
        ...[...each.matchAll(/^`([A-Z]+_[A-Z_]+)(?:=[^`]*)?`$/g)].filter(([, name = '']) => !names.has(name)),
      ]);
      expect({ file, strangers: strangers.map(([whole]) => whole) }).toEqual({ file, strangers: [] });
    }
  });

  it('says what to do about every error', () => {
    const advice = textOf('errors').split('## What to do')[1]?.split('\n## ')[0] ?? '';
    const rows = [...advice.matchAll(/^\| (`[^|]*)\|/gm)].map(([, cell]) => cell).join();
    const silent = ERROR_CODES.filter(
      (code) =>
        !rows.includes(`\`${code}\``) && !(code.endsWith('NOT_FOUND') && rows.includes('`…_NOT_FOUND`')),
    );
    expect(silent).toEqual([]);
  });
});
