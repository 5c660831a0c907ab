import type { Config } from '#libs/config';
import type { DispatcherOptions } from '#libs/webhooks';
import type { WhatsAppOptions } from '#libs/whatsapp';

export function deliverySettings({ webhooks }: Config): DispatcherOptions {
  const { secret, previousSecret, maxRetries, retryDelayMs, successStatus } = webhooks;
  return { secret, previousSecret, maxRetries, retryDelayMs, successStatus };
}

export function instanceSettings({ messages, connection }: Config): WhatsAppOptions['settings'] {
  const { reconnectDelayMs, reconnectMaxDelayMs, qrRounds, qrTimeoutMs } = connection;
  const { sendTimeoutMs, ackTimeoutMs } = messages;
  return { reconnectDelayMs, reconnectMaxDelayMs, qrRounds, qrTimeoutMs, sendTimeoutMs, ackTimeoutMs };
}
