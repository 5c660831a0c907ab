/** How far WhatsApp's clock may differ from ours, ms. */
const CLOCKS_APART_MS = 60_000;

/**
 * Whether something may have been made by a request whose answer was lost.
 * @param name that it was to have
 * @param since when the request was made, epoch ms
 */
export function isMadeSince(
  made: { name?: string; createdAt?: number },
  name: string,
  since: number,
): boolean {
  return made.name === name && (made.createdAt ?? 0) > since - CLOCKS_APART_MS;
}
