/** Where WhatsApp's files are when a message does not say (Baileys' DEF_MEDIA_HOST). */
const WHATSAPP_MEDIA_HOST = 'mmg.whatsapp.net';

/** Says whether files may be fetched from a host, port included. */
export type MediaHosts = (url: URL) => boolean;

/** Files of messages are fetched from WhatsApp alone. */
export const WHATSAPP_HOSTS: MediaHosts = ({ hostname, port }) =>
  port === '' && (hostname === 'whatsapp.net' || hostname.endsWith('.whatsapp.net'));

/** An emulator serves them on this machine. */
export const LOOPBACK_HOSTS: MediaHosts = ({ hostname }) =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);

/**
 * Where the encrypted file of a message is. The message names the address, and so its sender: it counts only where
 * it leads to WhatsApp.
 * @returns undefined when it leads elsewhere, or nowhere
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
