/** What the supervisor does about the end of a connection. */
export type Remedy =
  /** Connect again at once: WhatsApp asks for it. */
  | 'reopen'
  /** Connect again after a pause that grows. */
  | 'back-off'
  /** Forget the device: it is no longer linked. */
  | 'wipe'
  /** Ask for WhatsApp's present version once, then give up. */
  | 'refresh-version'
  /** Stay down until somebody calls connect. */
  | 'stop';

export interface CloseMeaning {
  /** The word for it in events and status. */
  reason: string;
  remedy: Remedy;
}

/** The codes with which WhatsApp, or Baileys on its behalf, ends a connection (Baileys' DisconnectReason). */
const MEANINGS: Readonly<Record<number, CloseMeaning>> = {
  401: { reason: 'logged_out', remedy: 'wipe' },
  403: { reason: 'banned', remedy: 'stop' },
  405: { reason: 'version_rejected', remedy: 'refresh-version' },
  408: { reason: 'connection_lost', remedy: 'back-off' },
  411: { reason: 'multidevice_mismatch', remedy: 'stop' },
  428: { reason: 'connection_closed', remedy: 'back-off' },
  440: { reason: 'replaced', remedy: 'stop' },
  500: { reason: 'bad_session', remedy: 'back-off' },
  503: { reason: 'unavailable', remedy: 'back-off' },
  515: { reason: 'restart_required', remedy: 'reopen' },
};

/** What a close code means; unknown ones are taken for passing faults. */
export function meaningOf(code: number | undefined): CloseMeaning {
  return (
    (code === undefined ? undefined : MEANINGS[code]) ?? { reason: 'connection_failed', remedy: 'back-off' }
  );
}

/** The close code that an error of Baileys carries (a Boom's status code). */
export function statusCodeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('output' in error)) return undefined;
  const { output } = error;
  if (typeof output !== 'object' || output === null || !('statusCode' in output)) return undefined;
  return typeof output.statusCode === 'number' ? output.statusCode : undefined;
}

/**
 * The code with which a connection ended, from the error that Baileys reports. A proxy that refuses the WebSocket
 * answers with HTTP codes, which Baileys hands on as if WhatsApp had said them (its Boom carries the error of the
 * socket as `data`): a 401 from there must not cost the session.
 */
export function closeCodeOf(error: unknown): number | undefined {
  const code = statusCodeOf(error);
  const fromTransport = error instanceof Error && 'data' in error && error.data instanceof Error;
  return fromTransport && meaningOf(code).remedy !== 'back-off' ? undefined : code;
}
