import { TOKEN_MAP } from '@whiskeysockets/baileys/lib/WABinary/constants.js';

/**
 * Fixes a fault of Baileys for the whole process. It looks up the words of a stanza in an object that inherits from
 * `Object.prototype`, and so wrote values such as `constructor` as an empty string, which nobody can read.
 */
export function repairTokens(): void {
  Object.setPrototypeOf(TOKEN_MAP, null);
}
