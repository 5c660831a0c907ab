import { stat } from 'node:fs/promises';
import { isObject } from '#libs/storage';
import { credentialsIn } from './credentials.js';
import { ImportFault } from './fault.js';
import { type EventNames, type ForeignWebhook, webhookOf } from './foreign-webhook.js';
import { keyOf } from './key-names.js';
import { type Keys, mustHavePreKeys, put, readKeyFiles, readText } from './key-files.js';
import type { ForeignSession } from './session.js';
import { keyValue, part, read, textIn } from './values.js';

/** Our events, by the names of Evolution API 2. */
export const EVOLUTION_EVENTS: EventNames = {
  QRCODE_UPDATED: ['qr'],
  CONNECTION_UPDATE: ['connection'],
  LOGOUT_INSTANCE: ['logged_out'],
  INSTANCE_CREATE: ['instance_created'],
  INSTANCE_DELETE: ['instance_deleted'],
  REMOVE_INSTANCE: ['instance_deleted'],
  MESSAGES_UPSERT: ['message', 'message_sent'],
  MESSAGES_EDITED: ['message_edit'],
  MESSAGES_UPDATE: ['message_status'],
  MESSAGES_DELETE: ['message_delete'],
  CONTACTS_UPDATE: ['contact_update'],
  PRESENCE_UPDATE: ['presence'],
  CHATS_UPDATE: ['chat_update'],
  GROUP_UPDATE: ['group_update'],
  GROUPS_UPDATE: ['group_update'],
  GROUP_PARTICIPANTS_UPDATE: ['group_participants'],
  LABELS_EDIT: ['label'],
  LABELS_ASSOCIATION: ['label_assignment'],
  CALL: ['call'],
};

/** The field of a Redis hash that is not a key. */
const CREDENTIALS_FIELD = 'creds';

/**
 * Reads an instance of Evolution API 2.
 * @param file JSON of its rows: `id`, `name`, `creds` and `webhook`
 * @param keysAt the directory of its keys, or a file with the Redis hash of them, in JSON
 * @param now epoch ms
 * @throws ImportFault
 */
export async function readEvolution(file: string, keysAt: string, now: number): Promise<ForeignSession> {
  const row = read(await readText(file), file);
  if (!isObject(row)) throw new ImportFault(`${file} is not the export of an instance`);
  const { keys, creds, leftOut } = await readKeys(file, keysAt, now);
  // With CACHE_REDIS_SAVE_INSTANCES they are beside the keys.
  const text = textIn(row, 'creds') ?? creds;
  if (text === undefined)
    throw new ImportFault(`${file} has no creds: no session is stored of this instance`);
  const notes = [...leftOut];
  const webhook = webhookIn(part(row, 'webhook'), (sentence) => notes.push(sentence));
  return {
    name: textIn(row, 'name'),
    credentials: credentialsIn(text, `creds of ${textIn(row, 'creds') === undefined ? keysAt : file}`),
    keys,
    webhooks: webhook ? [webhook] : [],
    leftOut: notes,
    file,
  };
}

interface KeysRead {
  keys: Keys;
  creds?: string;
  leftOut: string[];
}

async function readKeys(file: string, keysAt: string, now: number): Promise<KeysRead> {
  const at = await stat(keysAt).catch(() => undefined);
  if (!at) throw new ImportFault(`${keysAt} cannot be read`);
  if (!at.isDirectory()) return readHash(keysAt);
  const { keys, others, changedAt } = await readKeyFiles(keysAt, now);
  const exported = await stat(file);
  if (changedAt > exported.mtimeMs)
    throw new ImportFault(
      `${keysAt} was changed after ${file} was exported: stop Evolution API, and export again`,
    );
  return { keys, leftOut: others.map((name) => `${name} is not a key of Baileys`) };
}

/** Reads what `redis-cli --json hgetall` prints: an object, or with older versions a list of names and values. */
async function readHash(path: string): Promise<KeysRead> {
  const hash = read(await readText(path), path);
  const fields: [unknown, unknown][] = Array.isArray(hash)
    ? Array.from({ length: Math.floor(hash.length / 2) }, (_, n) => [hash[2 * n], hash[2 * n + 1]])
    : Object.entries(isObject(hash) ? hash : {});
  const result: KeysRead = { keys: new Map(), leftOut: [] };
  for (const [name, value] of fields) {
    if (typeof name !== 'string' || typeof value !== 'string')
      throw new ImportFault(`${path} is not a hash of Redis: its fields and values must be texts`);
    const key = keyOf(name);
    if (name === CREDENTIALS_FIELD) result.creds = value;
    else if (key) put(result.keys, key.type, key.id, keyValue(key.type, value, `${name} in ${path}`));
    else result.leftOut.push(`${name} is not a key of Baileys`);
  }
  mustHavePreKeys(result.keys, path);
  return result;
}

function webhookIn(row: unknown, leaveOut: (sentence: string) => void): ForeignWebhook | undefined {
  if (!isObject(row)) return undefined;
  const [events, headers] = [part(row, 'events'), part(row, 'headers')];
  for (const [name, setting] of [
    ['webhookByEvents', 'all events go to one URL'],
    ['webhookBase64', 'files are downloaded, and not part of events'],
  ] as const)
    if (part(row, name) === true) leaveOut(`webhook: ${name} is not imported, ${setting}`);
  return webhookOf(
    {
      title: 'webhook',
      format: 'evolution',
      url: part(row, 'url'),
      events: Array.isArray(events) ? events : [],
      enabled: part(row, 'enabled') !== false,
      headers: isObject(headers) ? Object.entries(headers) : [],
    },
    EVOLUTION_EVENTS,
    leaveOut,
  );
}
