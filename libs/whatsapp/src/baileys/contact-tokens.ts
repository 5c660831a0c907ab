import { AsyncLocalStorage } from 'node:async_hooks';
import type { WASocket } from '@whiskeysockets/baileys';

/**
 * Has the socket keep the tokens of contacts for good. After the first message to somebody, Baileys gives them a token, and
 * notes when. It does so in the asynchronous context of the send, whose key transaction has been committed by then: the note
 * is lost, and each further message is followed by another query. WhatsApp's apps send it once a week for each contact.
 */
export function keepContactTokens({ authState: { keys } }: WASocket): void {
  const outside = AsyncLocalStorage.snapshot();
  const inner = { ...keys };
  keys.get = (type, ids) => (type === 'tctoken' ? outside(() => inner.get(type, ids)) : inner.get(type, ids));
  keys.set = async ({ tctoken, ...others }) => {
    if (tctoken) await outside(() => inner.set({ tctoken }));
    if (Object.keys(others).length > 0) await inner.set(others);
  };
}
