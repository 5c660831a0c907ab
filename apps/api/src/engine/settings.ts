import { join } from 'node:path';
import { openStore } from '#libs/archive';
import { Cluster, type Holdings, Single } from '#libs/cluster';
import { type Config, VERSION } from '#libs/config';
import type { Clock, Logger } from '#libs/observability';
import type { AddressGuard } from '#libs/outbound';
import { newId, type Storage } from '#libs/storage';
import type { DispatcherOptions } from '#libs/webhooks';
import type { WhatsAppOptions } from '#libs/whatsapp';

/** One server has a database of its own, or several share one. */
export function holdingsOf({ cluster }: Config, storage: Storage, clock: Clock, logger: Logger): Holdings {
  const { cluster: tables, node: id, leases } = storage;
  const self = { id: id ?? newId('nod'), url: cluster.url, version: VERSION, startedAt: clock.now() };
  if (!tables) return new Single(storage, self);
  return new Cluster(self, cluster.leaseMs, { tables, leases, clock, logger });
}

export function deliverySettings({ webhooks }: Config): DispatcherOptions {
  const { secret, previousSecret, maxRetries, retryDelayMs, successStatus } = webhooks;
  return { secret, previousSecret, maxRetries, retryDelayMs, successStatus };
}

/** @param guard checks the addresses from which files of messages are fetched */
export function instanceSettings(
  { messages, connection }: Config,
  guard: AddressGuard,
): WhatsAppOptions['settings'] {
  const { maxInstances, reconnectDelayMs, reconnectMaxDelayMs, qrRounds, qrTimeoutMs } = connection;
  const {
    sendTimeoutMs,
    ackTimeoutMs,
    retentionDays,
    sendRatePerMinute,
    mediaUploadTimeoutMs,
    mediaFetchTimeoutMs,
    mediaMaxBytes,
  } = messages;
  return {
    maxInstances,
    reconnectDelayMs,
    reconnectMaxDelayMs,
    qrRounds,
    qrTimeoutMs,
    sendTimeoutMs,
    ackTimeoutMs,
    sendRatePerMinute,
    uploadTimeoutMs: mediaUploadTimeoutMs,
    media: { guard, maxBytes: mediaMaxBytes, timeoutMs: mediaFetchTimeoutMs },
    messageRetentionDays: retentionDays,
  };
}

/**
 * Opens the archive of received files, if there is to be one.
 * @throws if it cannot be used
 */
export async function archiveSettings({ archive }: Config): Promise<WhatsAppOptions['archive']> {
  if (!archive) return undefined;
  const { path, maxBytes, retentionDays } = archive;
  return { store: await openStore(archive), scratch: join(path, '.incoming'), maxBytes, retentionDays };
}
