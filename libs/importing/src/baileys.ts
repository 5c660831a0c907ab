import { join } from 'node:path';
import { credentialsIn } from './credentials.js';
import { CREDENTIALS_FILE, readKeyFiles, readText } from './key-files.js';
import type { ForeignSession } from './session.js';

/**
 * Reads a directory as `useMultiFileAuthState` of Baileys writes it.
 * @param now epoch ms
 * @throws ImportFault
 */
export async function readBaileys(directory: string, now: number): Promise<ForeignSession> {
  const file = join(directory, CREDENTIALS_FILE);
  const credentials = credentialsIn(await readText(file), file);
  const { keys, others } = await readKeyFiles(directory, now);
  const leftOut = others.map((name) => `${name} is not a key of Baileys`);
  return { credentials, keys, webhooks: [], leftOut, file };
}
