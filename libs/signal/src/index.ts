import { repairLibsignal } from './repairs.js';
import { repairTokens } from './tokens.js';

/** Fixes the faults of libsignal and Baileys that lose messages, for the whole process. */
export function repairLibraries(): void {
  repairLibsignal();
  repairTokens();
}
