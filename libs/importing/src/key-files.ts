import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ImportFault } from './fault.js';
import { keyOfFile } from './key-names.js';
import { keyValue } from './values.js';

/** How long a session must not have changed, ms: a gateway that is connected writes more often, even if nobody writes to it. */
export const QUIET_MS = 60_000;

/** The file of a session directory that is not a key. */
export const CREDENTIALS_FILE = 'creds.json';

/** Keys by type and id, in JSON. */
export type Keys = Map<string, Map<string, string>>;

/**
 * Reads the keys in a directory of Baileys.
 * @returns them, and the names of other JSON files
 * @throws ImportFault if a file is not complete, has just been changed, or there is no pre-key
 */
export async function readKeyFiles(
  directory: string,
  now: number,
): Promise<{ keys: Keys; others: string[]; changedAt: number }> {
  const keys: Keys = new Map();
  const others: string[] = [];
  let changedAt = 0;
  for (const name of await namesIn(directory)) {
    if (name.startsWith('.') || !name.endsWith('.json')) continue;
    const path = join(directory, name);
    changedAt = Math.max(changedAt, await quietSince(path, now));
    if (name === CREDENTIALS_FILE) continue;
    const key = keyOfFile(name.slice(0, -'.json'.length));
    if (key) put(keys, key.type, key.id, keyValue(key.type, await readFile(path, 'utf8'), path));
    else others.push(name);
  }
  mustHavePreKeys(keys, directory);
  return { keys, others, changedAt };
}

export function put(keys: Keys, type: string, id: string, value: string): void {
  const some = keys.get(type) ?? new Map<string, string>();
  keys.set(type, some.set(id, value));
}

/** @throws ImportFault if there is no pre-key: every linked device has some */
export function mustHavePreKeys(keys: Keys, where: string): void {
  if (!keys.has('pre-key')) throw new ImportFault(`${where} has no pre-keys: it is not a whole session`);
}

/** When a file was last changed, epoch ms. @throws ImportFault if that was just now */
async function quietSince(path: string, now: number): Promise<number> {
  const { mtimeMs } = await stat(path);
  const since = Math.max(0, Math.round((now - mtimeMs) / 1000));
  if (now - mtimeMs < QUIET_MS)
    throw new ImportFault(
      `${path} was changed ${since} s ago: the other gateway seems to run. Stop it, and try again a minute later`,
    );
  return mtimeMs;
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch {
    throw new ImportFault(`${directory} is not a directory that can be read`);
  }
}

/** @throws ImportFault if it cannot be read */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new ImportFault(`${path} cannot be read`);
  }
}
