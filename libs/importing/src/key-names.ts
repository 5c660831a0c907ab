/** The kinds of keys that Baileys keeps for a linked device. */
const KEY_TYPES = [
  'app-state-sync-key',
  'app-state-sync-version',
  'device-list',
  'identity-key',
  'lid-mapping',
  'pre-key',
  // Before the one that it begins with.
  'sender-key-memory',
  'sender-key',
  'session',
  'tctoken',
] as const;
export type KeyType = (typeof KEY_TYPES)[number];

/** What a key is stored under. */
export interface KeyName {
  type: KeyType;
  id: string;
}

/** In a file's name, `::` between group, user and device is `--`. The ids of old groups have a single `-`. */
const SENDER_KEY_FILE = /^(.+)--([^-]+)--(\d+)$/;

/** @param name type and id, such as `pre-key-17`; undefined if Baileys has no key of this name */
export function keyOf(name: string): KeyName | undefined {
  const type = KEY_TYPES.find((each) => name.startsWith(`${each}-`));
  return type && { type, id: name.slice(type.length + 1) };
}

/**
 * Reads the name of a key from that of its file, in which Baileys replaces `/` by `__` and `:` by `-`. Only two kinds of ids
 * contain one of those: base64 and the names of sender keys.
 * @param stem without `.json`
 */
export function keyOfFile(stem: string): KeyName | undefined {
  const name = keyOf(stem);
  if (name?.type === 'app-state-sync-key') return { ...name, id: name.id.replaceAll('__', '/') };
  if (name?.type === 'sender-key') return { ...name, id: name.id.replace(SENDER_KEY_FILE, '$1::$2::$3') };
  return name;
}
