import { AsyncLocalStorage } from 'node:async_hooks';
import NodeCache from '@cacheable/node-cache';
import { DEFAULT_CONNECTION_CONFIG, type UserFacingSocketConfig } from '@whiskeysockets/baileys';
import { repairLibsignal } from '#libs/signal';

/** The defaults of Baileys that differ from one connection to the next. */
const SCOPED = [
  'waWebSocketUrl',
  'makeSignalRepository',
  'getMessage',
  'cachedGroupMetadata',
  'transactionOpts',
  'defaultQueryTimeoutMs',
  'qrTimeout',
] as const;

/** What one connection wants instead of Baileys' defaults, where miaw-core has no option for it. */
export type ScopedConfig = Partial<Pick<UserFacingSocketConfig, (typeof SCOPED)[number]>>;

interface Scope {
  config: ScopedConfig;
  caches: NodeCache<unknown>[];
}

const scopes = new AsyncLocalStorage<Scope>();
let installed = false;

/**
 * miaw-core passes few of Baileys' options on; the others come from `DEFAULT_CONNECTION_CONFIG`, which Baileys
 * reads whenever a socket is made. Here its properties become getters that answer for the connection that is
 * being opened, and give the original outside one: an emulator in the same process keeps its own.
 */
function install(): void {
  if (installed) return;
  installed = true;
  for (const name of SCOPED) {
    const original = DEFAULT_CONNECTION_CONFIG[name];
    Object.defineProperty(DEFAULT_CONNECTION_CONFIG, name, {
      enumerable: true,
      configurable: true,
      get: () => scopes.getStore()?.config[name] ?? original,
    });
  }
  collectCaches();
  repairLibsignal();
}

/** Every socket makes caches whose ten-minute timers nobody ends: a connection ends its own. */
function collectCaches(): void {
  const start = Reflect.get(NodeCache.prototype, 'startInterval');
  Reflect.set(NodeCache.prototype, 'startInterval', function (this: NodeCache<unknown>): void {
    Reflect.apply(start, this, []);
    scopes.getStore()?.caches.push(this);
  });
}

/** The caches and settings of one connection. */
export class ConnectionScope {
  private readonly scope: Scope;

  constructor(config: ScopedConfig) {
    install();
    this.scope = { config, caches: [] };
  }

  /** Runs `work` with the connection's settings in place of Baileys' defaults. */
  run<T>(work: () => T): T {
    return scopes.run(this.scope, work);
  }

  /**
   * Ends the timers of the caches that were made within, and lets go of the settings: what follows the end of a
   * connection, the next one included, runs in its asynchronous context and would hold it for ever.
   */
  close(): void {
    this.scope.config = {};
    for (const cache of this.scope.caches) cache.close();
    this.scope.caches.length = 0;
  }
}
