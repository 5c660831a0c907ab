import { quickenCurve } from './curve.js';
import { repairLibsignal } from './repairs.js';
import { repairTokens } from './tokens.js';

/** Fixes the faults of libsignal and Baileys that lose messages, and what makes them slow, for the whole process. */
export function repairLibraries(): void {
  repairLibsignal();
  repairTokens();
  quickenCurve();
}
