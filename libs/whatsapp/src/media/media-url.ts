/** Host of WhatsApp's files (Baileys' DEF_MEDIA_HOST). */
export const WHATSAPP_MEDIA_HOST = 'mmg.whatsapp.net';

/** Whether files may be fetched from the host and port of a URL. */
export type MediaHosts = (url: URL) => boolean;

/** Allows only WhatsApp's hosts. */
export const WHATSAPP_HOSTS: MediaHosts = ({ hostname, port }) =>
  port === '' && (hostname === 'whatsapp.net' || hostname.endsWith('.whatsapp.net'));

/** Allows only loopback, where an emulator serves files. */
export const LOOPBACK_HOSTS: MediaHosts = ({ hostname }) =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);

/** An allowed URL from WhatsApp or from the sender of a message; undefined if it leads elsewhere. */
export function allowedUrl(url: string, permits: MediaHosts): string | undefined {
  const named = parse(url);
  return named && permits(named) ? named.href : undefined;
}

/**
 * The URL of a file on a media host. The path comes from the sender of the message.
 * @param host name, with a port if it has one
 * @returns undefined if the host is not allowed, or the path leads away from it
 */
export function mediaUrl(directPath: string, host: string, permits: MediaHosts): string | undefined {
  const base = `https://${host}`;
  if (!/^\/[^/\\]/.test(directPath)) return undefined;
  const whole = parse(base + directPath);
  return whole && whole.origin === base && permits(whole) ? whole.href : undefined;
}

/** The host that a URL names, with a port if it has one. */
export function hostIn(url: string | undefined): string | undefined {
  return url === undefined ? undefined : parse(url)?.host;
}

function parse(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url : undefined;
}
