/**
 * Loaded before the server: notes in the file HEARTBEAT_FILE when its event loop was held for long, as lines of JSON. What
 * counts is the CPU time of the thread between two ticks and not the time that passed: another program on the machine
 * must not look like a fault of the server. Linux alone says what a thread has used; elsewhere nothing is noted.
 */
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync, openSync, readSync } from 'node:fs';
import { Server } from 'node:http';
import { isMainThread } from 'node:worker_threads';

const TICK_MS = 20;
/** Shorter holds are not noted. */
const NOTED_MS = 100;
const MOST_REQUESTS = 5;

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

function watch(file) {
  let before = usedMs(file);
  setInterval(() => {
    const now = usedMs(file);
    const heldMs = Math.round(now - before);
    if (heldMs >= NOTED_MS) {
      appendFileSync(HEARTBEAT_FILE, `${JSON.stringify({ at: Date.now(), heldMs, requests })}\n`);
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
