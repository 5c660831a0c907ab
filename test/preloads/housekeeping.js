/** Loaded before the server: what it does a minute after its start, it does at a signal instead, as often as that comes. */
const MINUTE_MS = 60_000;
/** Never, as far as a test is concerned. */
const LATER_MS = 24 * 60 * 60 * 1000;

const jobs = [];
const original = globalThis.setTimeout;

function setTimeout(callback, ms, ...values) {
  // Nest's scheduler is the only one that waits so long for an async function.
  if (ms !== MINUTE_MS || callback[Symbol.toStringTag] !== 'AsyncFunction')
    return original(callback, ms, ...values);
  jobs.push(callback);
  return original(() => undefined, LATER_MS);
}

globalThis.setTimeout = Object.defineProperties(setTimeout, Object.getOwnPropertyDescriptors(original));

process.on('SIGUSR2', () => {
  for (const job of jobs) void job();
});
