/**
 * Loaded before the server: answers on the loopback port VITALS_PORT with what the process holds, so that a suite
 * can tell whether it holds more and more.
 */
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** Timers made through the globals that have neither fired nor been cleared, those that are unref'd included. */
const timers = new Set();
const SWEEP_AT = 4_096;
const CACHED_MS = 60_000;

function sweep() {
  for (const timer of timers) if (timer._destroyed) timers.delete(timer);
}

/** Whether it ends an entry of a cache, minutes or days from now: how many of those there are is bounded by its size. */
function isOfCache(timer) {
  // lru-cache lets an entry go one millisecond after its time.
  return timer._idleTimeout >= CACHED_MS && timer._idleTimeout % 1000 === 1;
}

for (const name of ['setTimeout', 'setInterval']) {
  const original = globalThis[name];
  const counted = (...parameters) => {
    const timer = original(...parameters);
    timers.add(timer);
    if (timers.size > SWEEP_AT) sweep();
    return timer;
  };
  if (original[promisify.custom]) counted[promisify.custom] = original[promisify.custom];
  globalThis[name] = counted;
}

const warnings = [];
process.on('warning', ({ name, message }) => warnings.push(`${name}: ${message}`));

function count(kind) {
  return process.getActiveResourcesInfo().filter((resource) => resource === kind).length;
}

function resources() {
  const counts = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function listeners() {
  return process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
}

async function vitals() {
  sweep();
  // Finalisers of one collection free what the next one takes.
  for (let round = 0; round < 3; round += 1) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  // The heartbeat, which ticks in between, notes the collections before they are answered for.
  await new Promise((resolve) => setTimeout(resolve, 100));
  return {
    heapUsed: process.memoryUsage().heapUsed,
    timers: [...timers].filter((timer) => !isOfCache(timer)).length,
    sockets: count('TCPSocketWrap'),
    listeners: listeners(),
    resources: resources(),
    warnings,
  };
}

/** What it has used so far; unlike the rest, asking for it costs next to nothing. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1_000 };
}

async function answer(url, response) {
  response.setHeader('Connection', 'close');
  try {
    response.end(JSON.stringify(url === '/cpu' ? cpu() : await vitals()));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
}

// Threads of the server load what it loads.
if (isMainThread)
  createServer(({ url }, response) => void answer(url, response))
    .listen(Number(process.env.VITALS_PORT), '127.0.0.1')
    .unref();
