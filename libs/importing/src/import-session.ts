import { closeSync, existsSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  CommitUnknown,
  DEFAULT_ENDPOINT,
  type InstanceRow,
  type Storage,
  type Uid,
  type Write,
} from '#libs/storage';
import { ImportFault } from './fault.js';
import type { ForeignSession } from './session.js';

/** What was imported. */
export interface Imported {
  instanceId: string;
  phone: string;
  /** How many keys. */
  keys: number;
  /** Names of the endpoints that were webhooks. */
  endpoints: string[];
  /** What the file with the credentials is called now. */
  renamed?: string;
}

export interface ImportOptions {
  instanceId: string;
  /** Epoch ms. */
  now: number;
  /** Whether the source stays as it is. */
  keep: boolean;
  /** Whether the instance waits for a request to connect. */
  disconnected: boolean;
}

const INSTANCE_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const SET_ASIDE = '.imported';

/**
 * Makes an instance of a session, in one transaction. The file with its credentials is renamed before that is committed: a crash
 * leaves a device that nobody starts, not one that two servers start.
 * @throws ImportFault if the instance exists, or another one is this device; then nothing is written
 * @throws CommitUnknown if nobody knows whether it is written; the file is renamed all the same
 */
export async function importSession(
  storage: Storage,
  session: ForeignSession,
  options: ImportOptions,
): Promise<Imported> {
  const { instanceId, keep } = options;
  if (!INSTANCE_ID.test(instanceId))
    throw new ImportFault(
      `the instance cannot be called ${instanceId}: choose 1 to 64 letters, digits, - and _ with --instance`,
    );
  let renamed: string | undefined;
  try {
    const endpoints = await storage.database.write(async (write) => {
      const row = await insert(storage, write, session, options);
      const names = await addEndpoints(storage, write, row.uid, session);
      const created = { event: 'instance_created', at: options.now, chat: null, dedupe: null, data: {} };
      await storage.events.append(write, row, [created]);
      if (!keep) renamed ??= setAside(session.file);
      return names;
    });
    const keys = [...session.keys.values()].reduce((sum, some) => sum + some.size, 0);
    return { instanceId, phone: session.credentials.phone, keys, endpoints, ...(renamed && { renamed }) };
  } catch (error) {
    if (renamed !== undefined && !(error instanceof CommitUnknown)) rename(renamed, session.file);
    throw error;
  }
}

async function insert(
  storage: Storage,
  write: Write,
  { credentials: { json, phone, lid, name, device }, keys }: ForeignSession,
  { instanceId, now, disconnected }: ImportOptions,
): Promise<InstanceRow> {
  const same = (await storage.sessions.ofPhone(write, phone)).find(({ value }) =>
    value.includes(`"${device}"`),
  );
  if (same) throw new ImportFault(`the instance ${same.instanceId} is this device already`);
  const row = await storage.instances.insert(write, instanceId, now);
  if (!row)
    throw new ImportFault(`there is an instance ${instanceId} already: choose another id with --instance`);
  const desired = disconnected ? 'disconnected' : 'connected';
  await storage.instances.update(write, row.uid, { desired, phone, lid, name, last_phone: phone });
  await storage.sessions.insert(write, row.uid, json, keys);
  return row;
}

/** @returns their names */
async function addEndpoints(
  { targets }: Storage,
  write: Write,
  uid: Uid,
  { webhooks }: ForeignSession,
): Promise<string[]> {
  const names: string[] = [];
  for (const [index, { url, events: selected, enabled, headers, format, secret }] of webhooks.entries()) {
    const name = index === 0 ? DEFAULT_ENDPOINT : `${DEFAULT_ENDPOINT}-${index + 1}`;
    const config = { webhookUrl: url, webhookEvents: selected, webhookEnabled: enabled, headers, format };
    await targets.insert(write, uid, config, { name, secret });
    names.push(name);
  }
  if (names.length === 0) await targets.insert(write, uid);
  return names;
}

/** @returns its new name @throws ImportFault if that is taken, or it cannot be renamed */
function setAside(file: string): string {
  const aside = `${file}${SET_ASIDE}`;
  if (existsSync(aside))
    throw new ImportFault(`${aside} exists: it is of an earlier import, put it elsewhere`);
  try {
    rename(file, aside);
  } catch {
    throw new ImportFault(`${file} cannot be renamed: make its directory writable, or use --keep`);
  }
  return aside;
}

/** The new name outlasts a loss of power. */
function rename(from: string, to: string): void {
  renameSync(from, to);
  const directory = openSync(dirname(to), 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
