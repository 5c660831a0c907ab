/**
 * Loaded before the server: notes in the file HEARTBEAT_FILE when its event loop was held for long, as lines of JSON. What
 * counts is the CPU time of the thread between two ticks and not the time that passed: another program on the machine
 * must not look like a fault of the server. Linux alone says what a thread has used; elsewhere nothing is noted.
 *
 * The same work takes up to twice the CPU time where others share the core and its caches. So a piece of work of a known length is
 * done right after a hold, and says how slow the machine is at that moment.
 */
import { createHash } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync, openSync, readSync } from 'node:fs';
import { Server } from 'node:http';
import { isMainThread } from 'node:worker_threads';

const TICK_MS = 20;
/** Shorter holds are not noted. */
const NOTED_MS = 100;
const MOST_REQUESTS = 5;
/** What the known work takes on the machine that the limits were set on, ms, if it does nothing else. */
const REFERENCE_MS = 20;
const REFERENCE_ROUNDS = 3_000;

const { HEARTBEAT_FILE } = process.env;
const buffer = Buffer.alloc(64);
let requests = [];

/** CPU time of this thread so far, ms (Linux, `Documentation/scheduler/sched-stats.rst`). */
function usedMs(file) {
  return (
    Number(buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0)).split(' ', 1)[0]) / 1e6
  );
}

function openStatistics() {
  try {
    return openSync('/proc/thread-self/schedstat');
  } catch {
    return undefined;
  }
}

/** @returns how many times as long as usual this thread needs right now for the same work; at least 1 */
function slowness(file) {
  const before = usedMs(file);
  let text = '';
  for (let n = 0; n < REFERENCE_ROUNDS; n += 1) {
    const list = Array.from({ length: 100 }, (_, index) => index * n);
    text = createHash('sha256').update(JSON.stringify({ n, text, list })).digest('hex');
  }
  return Math.max(1, (usedMs(file) - before) / REFERENCE_MS);
}

function watch(file) {
  // Compiled once, before it counts.
  slowness(file);
  let before = usedMs(file);
  setInterval(() => {
    const now = usedMs(file);
    const heldMs = Math.round(now - before);
    if (heldMs >= NOTED_MS) {
      const hold = { at: Date.now(), heldMs, slowness: slowness(file), requests };
      appendFileSync(HEARTBEAT_FILE, `${JSON.stringify(hold)}\n`);
    }
    requests = [];
    before = usedMs(file);
  }, TICK_MS).unref();
}

const statistics = HEARTBEAT_FILE && isMainThread ? openStatistics() : undefined;
if (statistics !== undefined) {
  subscribe('http.server.request.start', ({ request }) => {
    requests.push(`${request.method} ${request.url.slice(0, 100)}`);
    if (requests.length > MOST_REQUESTS) requests.shift();
  });
  // What the start of the server costs keeps nobody waiting.
  const listen = Reflect.get(Server.prototype, 'listen');
  let watched = false;
  Server.prototype.listen = function (...parameters) {
    if (!watched) this.once('listening', () => watch(statistics));
    watched = true;
    return listen.apply(this, parameters);
  };
}
