/** Loaded before the server: a signal lets twelve hours pass for whatever waits exactly that long. */
const NIGHT_MS = 12 * 60 * 60 * 1000;

const waiting = new Map();
const original = globalThis.setTimeout;

function setTimeout(callback, ms, ...values) {
  const timer = original(callback, ms, ...values);
  if (ms === NIGHT_MS) waiting.set(timer, () => callback(...values));
  return timer;
}

globalThis.setTimeout = Object.defineProperties(setTimeout, Object.getOwnPropertyDescriptors(original));

process.on('SIGUSR2', () => {
  for (const [timer, done] of waiting) {
    clearTimeout(timer);
    done();
  }
  waiting.clear();
});
