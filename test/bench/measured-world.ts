import { freePort } from '../harness/process.js';
import { World } from '../harness/world.js';
import { type Vitals, VITALS_PRELOAD, vitalsAt } from './vitals.js';

/** A server as it runs in earnest, that can be asked what it uses. */
export async function measuredEnvironment(): Promise<{ env: Record<string, string>; vitals: Vitals }> {
  const port = await freePort();
  return { env: { VITALS_PORT: String(port), LOG_LEVEL: 'info' }, vitals: vitalsAt(port) };
}

/** A world with such a server. */
export async function measuredWorld(): Promise<{ world: World; vitals: Vitals }> {
  const { env, vitals } = await measuredEnvironment();
  return { world: await World.start(env, VITALS_PRELOAD), vitals };
}
