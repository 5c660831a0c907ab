import { AsyncLocalStorage } from 'node:async_hooks';
import NodeCache from '@cacheable/node-cache';
import { DEFAULT_CONNECTION_CONFIG, type UserFacingSocketConfig } from '@whiskeysockets/baileys';
import { repairLibraries } from '#libs/signal';
import { limitNesting } from '../codec/decode.js';

/** The defaults of Baileys that differ between connections. */
const SCOPED = [
  'waWebSocketUrl',
  'makeSignalRepository',
  'getMessage',
  'cachedGroupMetadata',
  'transactionOpts',
  'defaultQueryTimeoutMs',
  'options',
] as const;

/** Settings of one connection in place of Baileys' defaults, for which miaw-core has no option. */
export type ScopedConfig = Partial<Pick<UserFacingSocketConfig, (typeof SCOPED)[number]>>;

interface Scope {
  config: ScopedConfig;
  caches: NodeCache<unknown>[];
}

const scopes = new AsyncLocalStorage<Scope>();
let installed = false;

/**
 * Turns properties of `DEFAULT_CONNECTION_CONFIG` into getters. miaw-core passes only a few options to Baileys; the others
 * come from this object whenever a socket is made. The getters return the value of the connection that is being opened,
 * and otherwise the original, so that an emulator in this process keeps its own settings.
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
  repairLibraries();
  limitNesting();
}

/** Collects the caches that each socket makes. Nobody ends their ten-minute timers, so a connection ends those of its own. */
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
   * Ends the timers of the caches that were made within, and releases the settings. Everything after the end of a
   * connection, the next one included, runs in its asynchronous context and would hold the settings for ever.
   */
  close(): void {
    this.scope.config = {};
    for (const cache of this.scope.caches) cache.close();
    this.scope.caches.length = 0;
  }
}
