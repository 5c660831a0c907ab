// Sends a text to each of a list, at a pace. Ctrl-C stops it; started again, it goes on where it was, and nobody gets the text
// twice. Needs miaw-api-client. Write to people who want that: WhatsApp restricts accounts that others report.
//
//   node campaign.mjs spring customers.csv     lines: phone number with country code, name
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { Miaw, NotFoundError } from 'miaw-api-client';

const [campaign, file] = process.argv.slice(2);
const { MIAW_URL = 'http://localhost:3000', MIAW_KEY, INSTANCE = 'my-bot-1', PER_MINUTE = '6' } = process.env;
const PACE_MS = 60_000 / Number(PER_MINUTE);
const textFor = (name) => `Hello ${name}, our spring bread is here!`;

const bot = new Miaw({ baseUrl: MIAW_URL, apiKey: MIAW_KEY }).instance(INSTANCE);
const linesOf = (path) => readFileSync(path, 'utf8').split('\n').filter(Boolean);
/** The numbers that are done. */
const progress = `${campaign}.done`;
const done = new Set(existsSync(progress) ? linesOf(progress) : []);
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

/** @returns what has become of it. @throws if it makes no sense to go on, such as without a connection */
async function send(phone, name) {
  // The key belongs to the person: should this program end before it has noted the number, the text is not sent again.
  const idempotencyKey = `${campaign}-${phone}`;
  try {
    const text = textFor(name);
    const { status } = await bot.messages.sendText(
      { to: phone, text, clientReference: campaign },
      { idempotencyKey },
    );
    return status;
  } catch (error) {
    if (error instanceof NotFoundError && error.code === 'CONTACT_NOT_FOUND') return 'not on WhatsApp';
    throw error;
  }
}

for (const line of linesOf(file)) {
  const [phone, name] = line.split(',').map((part) => part.trim());
  if (done.has(phone)) continue;
  if (stop.signal.aborted) break;
  console.log(phone, await send(phone, name));
  appendFileSync(progress, `${phone}\n`);
  // Ends at once with Ctrl-C.
  await setTimeout(PACE_MS, undefined, { signal: stop.signal }).catch(() => undefined);
}
console.log(stop.signal.aborted ? 'stopped' : 'finished');
