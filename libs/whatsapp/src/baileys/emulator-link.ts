import { setTimeout as delay } from 'node:timers/promises';
import { WA_CERT_DETAILS } from '@whiskeysockets/baileys';
import type { Logger } from '#libs/observability';

/** What an emulator reports about itself. */
export interface EmulatorTrust {
  /** Root of its Noise certificates: 64 hex digits. */
  noiseRootPublicKey: string;
  /** Certificate of its media server. */
  mediaCaPem: string;
  webSocketUrl: string;
}

const ATTEMPTS = 20;
const PAUSE_MS = 500;
const ANSWER_MS = 2_000;

/**
 * Gets the keys and addresses of an emulator from `GET /trust`, and trusts its root in place of WhatsApp's, for the whole
 * process. The configuration has checked that this is not production and that the address is loopback. Waits up to ten
 * seconds for the emulator to start.
 * @param url base address, such as `http://127.0.0.1:4700`
 * @throws if no emulator answers there
 */
export async function linkEmulator(url: string, logger: Logger): Promise<EmulatorTrust> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const trust = await askTrust(url);
      WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(trust.noiseRootPublicKey, 'hex');
      logger.warn({ emulator: url }, 'talking to a WhatsApp emulator, not to WhatsApp');
      return trust;
    } catch (error) {
      if (attempt === ATTEMPTS) {
        throw new Error(`no WhatsApp emulator answers at ${url}`, { cause: error });
      }
      await delay(PAUSE_MS);
    }
  }
}

async function askTrust(url: string): Promise<EmulatorTrust> {
  const response = await fetch(new URL('/trust', url), {
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const body: unknown = await response.json();
  if (!response.ok || !isTrust(body)) throw new Error('unexpected answer to GET /trust');
  return body;
}

function isTrust(value: unknown): value is EmulatorTrust {
  if (typeof value !== 'object' || value === null) return false;
  if (!('noiseRootPublicKey' in value) || !('mediaCaPem' in value) || !('webSocketUrl' in value))
    return false;
  const { noiseRootPublicKey, mediaCaPem, webSocketUrl } = value;
  return (
    typeof noiseRootPublicKey === 'string' &&
    /^[0-9a-f]{64}$/i.test(noiseRootPublicKey) &&
    typeof mediaCaPem === 'string' &&
    typeof webSocketUrl === 'string' &&
    isLoopback(webSocketUrl)
  );
}

function isLoopback(webSocketUrl: string): boolean {
  const { protocol, hostname } = new URL(webSocketUrl);
  return protocol === 'ws:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
