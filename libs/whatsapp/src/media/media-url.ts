/** Host of WhatsApp's files if a message names none (Baileys' DEF_MEDIA_HOST). */
const WHATSAPP_MEDIA_HOST = 'mmg.whatsapp.net';

/** Whether files may be fetched from the host and port of a URL. */
export type MediaHosts = (url: URL) => boolean;

/** Allows only WhatsApp's hosts. */
export const WHATSAPP_HOSTS: MediaHosts = ({ hostname, port }) =>
  port === '' && (hostname === 'whatsapp.net' || hostname.endsWith('.whatsapp.net'));

/** Allows only loopback, where an emulator serves files. */
export const LOOPBACK_HOSTS: MediaHosts = ({ hostname }) =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);

/**
 * The URL of the encrypted file of a message. It comes from the sender of the message, so it is used only if it leads to an
 * allowed host.
 * @returns undefined if there is no URL, or it leads elsewhere
 */
export function mediaUrl(
  { url, directPath }: { url?: string | null; directPath?: string | null },
  permits: MediaHosts,
): string | undefined {
  const named = url ? parse(url) : undefined;
  if (url && !(named && permits(named))) return undefined;
  if (!directPath) return named?.href;
  const base = named?.origin ?? `https://${WHATSAPP_MEDIA_HOST}`;
  if (!/^\/[^/\\]/.test(directPath)) return undefined;
  const whole = parse(base + directPath);
  return whole && whole.origin === base && permits(whole) ? whole.href : undefined;
}

function parse(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url : undefined;
}
