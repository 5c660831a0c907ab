import { quickenCurve } from './curve.js';
import { repairLibsignal } from './repairs.js';
import { checkSignatures } from './signatures.js';
import { repairTokens } from './tokens.js';

export { FORGED_SERVER_CODE } from './signatures.js';

/**
 * Fixes the faults of libsignal and Baileys that lose messages or trust anybody, and what makes them slow, for the whole
 * process.
 */
export function repairLibraries(): void {
  repairLibsignal();
  repairTokens();
  quickenCurve();
  checkSignatures();
}
