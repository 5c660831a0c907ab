/**
 * The only file that uses private names of miaw-core and Baileys. Both are pinned exactly, and `private-names.spec.ts`
 * fails if one of the names no longer exists.
 */
import type {
  AuthenticationState,
  BaileysEventMap,
  SignalKeyStore,
  SignalRepositoryWithLIDStore,
  WASocket,
  WAVersion,
} from '@whiskeysockets/baileys';
import type { MiawClient } from 'miaw-core';

/** The interface of miaw-core's store of credentials. */
export interface AuthHandler {
  initialize(): Promise<{ state: AuthenticationState; saveCreds: () => Promise<void> }>;
  clearSession(): boolean;
  getAuthPath(): string;
}

interface ClientInternals {
  socket: WASocket | null;
  authHandler: AuthHandler;
  cachedVersion: WAVersion | null;
  registerSocketEvents(saveCreds: () => Promise<void>): void;
  storeMessage(message: unknown): boolean;
  addMessageToStore(message: unknown): void;
  updateContactsStore(contacts: unknown): void;
  updateChatsStore(chats: unknown): void;
  [fileAccess: `${'save' | 'load'}${string}File`]: () => void;
}

/** miaw-core's five JSON stores. They are off, because every message would rewrite them completely. */
const STORES = ['Labels', 'Contacts', 'LidMappings', 'Chats', 'Messages'] as const;

/** Names that must exist on a MiawClient for this version to work. */
export const CLIENT_NAMES = [
  'socket',
  'authHandler',
  'cachedVersion',
  'registerSocketEvents',
  'storeMessage',
  'addMessageToStore',
  'updateContactsStore',
  'updateChatsStore',
  ...STORES.flatMap((store) => [`save${store}ToFile`, `load${store}FromFile`]),
] as const;

export interface ClientHooks {
  auth: AuthHandler;
  version: WAVersion;
  /** Called right after the socket was made, before anything is read from it. */
  onSocket(socket: WASocket): void;
  /** Called when credentials could not be saved. */
  onSaveFailed(error: unknown): void;
}

/** Gives a client our store of credentials and our listeners, and turns its own stores off. */
export function hookClient(client: MiawClient, hooks: ClientHooks): void {
  const internals = client as unknown as ClientInternals;
  internals.authHandler = hooks.auth;
  internals.cachedVersion = hooks.version;
  const register = internals.registerSocketEvents.bind(client);
  internals.registerSocketEvents = (saveCreds) => {
    // An unguarded rejection in this handler would end the process.
    register(() => saveCreds().catch((error: unknown) => hooks.onSaveFailed(error)));
    if (internals.socket) hooks.onSocket(internals.socket);
  };
  internals.storeMessage = () => false;
  internals.addMessageToStore = () => undefined;
  internals.updateContactsStore = () => undefined;
  internals.updateChatsStore = () => undefined;
  for (const store of STORES) {
    internals[`save${store}ToFile`] = () => undefined;
    internals[`load${store}FromFile`] = () => undefined;
  }
}

/**
 * A view of a client that sends nothing: `listener` gets the arguments that Baileys' `sendMessage` would get. The client
 * itself does not change.
 */
export function overhear(
  client: MiawClient,
  listener: (...said: DropFirst<Parameters<WASocket['sendMessage']>>) => void,
): MiawClient {
  const { socket } = client as unknown as ClientInternals;
  const sendMessage: WASocket['sendMessage'] = async (_jid, ...said) => {
    listener(...said);
    return undefined;
  };
  return Object.create(client, { socket: { value: Object.assign(Object.create(socket), { sendMessage }) } });
}

type DropFirst<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;

/** The key type that carries a decrypted payload through Baileys' key transaction. */
export const RECEIVED = 'miaw-received';

/**
 * Adds a marker to the current key transaction, so that it reaches our store in the same `set` as the ratchet. Baileys
 * caches these values for five minutes, so the marker is a name and never the payload.
 */
export async function markReceived(keys: SignalKeyStore, marker: string): Promise<void> {
  const change: Record<string, Record<string, string>> = { [RECEIVED]: { [marker]: marker } };
  await keys.set(change);
}

/** The key type that carries the row of a message through Baileys' key transaction, see {@link RECEIVED}. */
export const ACCOMPANIED = 'miaw-accompanied';

/** Adds the name of a row to the current key transaction. */
export async function markCompanion(keys: SignalKeyStore, marker: string): Promise<void> {
  const change: Record<string, Record<string, string>> = { [ACCOMPANIED]: { [marker]: marker } };
  await keys.set(change);
}

/** Names that must exist on the address store of a Signal repository for this version to work. */
export const ADDRESS_NAMES = ['mappingCache'] as const;

/**
 * Empties Baileys' cache of addresses, and drops entries that are still added after the end of the connection. Every
 * entry has a timer of three days, which would hold the whole connection in memory.
 */
export function closeAddresses({ lidMapping }: SignalRepositoryWithLIDStore): void {
  const { mappingCache } = lidMapping as unknown as { mappingCache: { clear(): void; set: () => unknown } };
  mappingCache.set = () => mappingCache;
  mappingCache.clear();
}

/** Immediately ends the TCP connection of a socket, without the closing handshake. */
export function terminate(socket: WASocket): void {
  const webSocket = socket.ws as unknown as { socket: { terminate(): void } | null };
  webSocket.socket?.terminate();
}

/** Starts the closing handshake. Nothing leaves after that, because Baileys checks that its socket is open. */
export function shut(socket: WASocket): void {
  const webSocket = socket.ws as unknown as { socket: { close(): void } | null };
  webSocket.socket?.close();
}

type StanzaListener = (node: unknown) => unknown;

/** Removes Baileys' own listener for a kind of stanza from the socket, and returns it. */
export function takeListener(socket: WASocket, event: string): StanzaListener {
  const listeners = socket.ws.listeners(event);
  const [listener] = listeners;
  if (!listener || listeners.length !== 1) {
    throw new Error(`expected one listener for ${event}, found ${listeners.length}`);
  }
  socket.ws.removeAllListeners(event);
  return listener as StanzaListener;
}

/**
 * Passes history to `listener` as soon as Baileys has read it, while the message that brought it is still being handled.
 * Ordinary listeners get it later from a buffer, several messages combined.
 */
export function onHistory(
  { ev }: WASocket,
  listener: (history: BaileysEventMap['messaging-history.set']) => void,
): void {
  const events = ev as unknown as { emit(event: string, data: unknown): boolean };
  const emit = events.emit.bind(events);
  events.emit = (event, data) => {
    if (event === 'messaging-history.set') listener(data as BaileysEventMap['messaging-history.set']);
    return emit(event, data);
  };
}
