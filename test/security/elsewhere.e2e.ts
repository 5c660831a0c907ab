import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bot } from '../harness/bot.js';
import { inDatabase } from '../harness/database.js';
import { Person } from '../harness/person.js';
import { freePort } from '../harness/process.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628110000091';

const directory = mkdtempSync(join(tmpdir(), 'miaw-elsewhere-'));
const OUTGOING = join(directory, 'outgoing');
writeFileSync(OUTGOING, '');

const world = useWorld({ OUTGOING_FILE: OUTGOING }, 'outgoing.js');
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550108191', bot);

beforeAll(async () => {
  await bot.link();
  await anna.writes('hello');
});

afterAll(() => rmSync(directory, { recursive: true }));

/** Connections that the server has begun, and names that it has looked up. */
function outgoing(): string[] {
  return readFileSync(OUTGOING, 'utf8').split('\n').slice(0, -1);
}

/** The phone says that a part of its history lies under a path, to which a library puts the name of WhatsApp's host. */
async function announces(directPath: string): Promise<void> {
  const mediaKey = Buffer.alloc(32, 7).toString('base64');
  await world.emulator.post(`/phones/${BOT}/raw`, {
    to: BOT,
    message: {
      protocolMessage: {
        type: 'HISTORY_SYNC_NOTIFICATION',
        historySyncNotification: { syncType: 3, mediaKey, directPath },
      },
    },
    attributes: { category: 'peer' },
  });
}

it('a history is looked for nowhere but at WhatsApp, whatever its phone says', async () => {
  const before = outgoing().length;
  const paths = [
    '.elsewhere.test/v/history',
    '.elsewhere.test:8443/v/history',
    `@127.0.0.1:${await freePort()}/v/history`,
    ':25/v/history',
    '/v/history',
  ];
  for (const path of paths) await announces(path);
  await eventually(
    () => inDatabase(world.api, "select position from inbox where kind = 'history'"),
    (rows) => rows.length >= paths.length,
    'the histories',
  );
  // They are handled one after the other, before what comes later.
  await anna.writes('still there?');
  const allowed = [world.emulator.url, world.receiver.url].map((url) => new URL(url).hostname);
  const places = outgoing().slice(before);
  expect(places.filter((place) => !allowed.includes(place.split(':')[0] ?? ''))).toEqual([]);
  expect(places).not.toContain(paths[2]?.slice(1).split('/')[0]);
});
