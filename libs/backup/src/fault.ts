/** Why a backup cannot be made or restored. */
export const FAULTS = [
  /** Somebody is making a backup into this directory already. */
  'busy',
  /** The disk has too little room. */
  'no_space',
  /** There is nothing to back up, or no such backup. */
  'not_found',
  /** The destination exists. */
  'exists',
  /** What was read is not whole. */
  'damaged',
  /** The backup was made by a newer version. */
  'too_new',
  /** The directory to restore into has data in it. */
  'not_empty',
  /** A server uses the directory to restore into. */
  'in_use',
] as const;

export type BackupFaultCode = (typeof FAULTS)[number];

export class BackupFault extends Error {
  override readonly name = 'BackupFault';

  constructor(
    readonly code: BackupFaultCode,
    message: string,
    readonly details: Readonly<Record<string, number>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
