import { join } from 'node:path';
import { openStore } from '#libs/archive';
import type { Config } from '#libs/config';
import type { AddressGuard } from '#libs/outbound';
import type { DispatcherOptions } from '#libs/webhooks';
import type { WhatsAppOptions } from '#libs/whatsapp';

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
