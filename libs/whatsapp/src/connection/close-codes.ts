import { FORGED_SERVER_CODE } from '#libs/signal';

/** What the supervisor does about the end of a connection. */
export type Remedy =
  /** Connect again immediately, as WhatsApp requests. */
  | 'reopen'
  /** Connect again after a growing pause. */
  | 'back-off'
  /** Connect again when the time that WhatsApp has set is over. */
  | 'wait'
  /** Wipe the session: the device is no longer linked. */
  | 'wipe'
  /** Fetch WhatsApp's current version once and connect again; the next time, wait for some hours before. */
  | 'refresh-version'
  /** As `stop`, unless it was another server of ours. */
  | 'stop-if-replaced-again'
  /** Stay disconnected until `connect` is called. */
  | 'stop';

export interface CloseMeaning {
  /** Reason in events and in the status. */
  reason: string;
  remedy: Remedy;
}

/**
 * The codes with which WhatsApp ends a connection or refuses a login, and those that Baileys makes up (its
 * DisconnectReason). Of the refusals only 500 and 503 are temporary; a login that repeats the others is refused again
 * (whatsmeow `connectionevents.go` and `types/events/events.go`, ConnectFailureReason).
 */
const MEANINGS: Readonly<Record<number, CloseMeaning>> = {
  400: { reason: 'login_refused', remedy: 'stop' },
  401: { reason: 'logged_out', remedy: 'wipe' },
  402: { reason: 'temporarily_banned', remedy: 'wait' },
  403: { reason: 'banned', remedy: 'stop' },
  405: { reason: 'version_rejected', remedy: 'refresh-version' },
  406: { reason: 'banned', remedy: 'stop' },
  408: { reason: 'connection_lost', remedy: 'back-off' },
  409: { reason: 'client_refused', remedy: 'stop' },
  411: { reason: 'multidevice_mismatch', remedy: 'stop' },
  415: { reason: 'client_refused', remedy: 'stop' },
  418: { reason: 'client_refused', remedy: 'stop' },
  428: { reason: 'connection_closed', remedy: 'back-off' },
  440: { reason: 'replaced', remedy: 'stop-if-replaced-again' },
  500: { reason: 'bad_session', remedy: 'back-off' },
  [FORGED_SERVER_CODE]: { reason: 'forged_server', remedy: 'back-off' },
  501: { reason: 'client_refused', remedy: 'stop' },
  503: { reason: 'unavailable', remedy: 'back-off' },
  515: { reason: 'restart_required', remedy: 'reopen' },
};

/** The meaning of a close code. Unknown codes count as temporary faults. */
export function meaningOf(code: number | undefined): CloseMeaning {
  return (
    (code === undefined ? undefined : MEANINGS[code]) ?? { reason: 'connection_failed', remedy: 'back-off' }
  );
}

/** The close code in an error of Baileys (the status code of a Boom). */
export function statusCodeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('output' in error)) return undefined;
  const { output } = error;
  if (typeof output !== 'object' || output === null || !('statusCode' in output)) return undefined;
  return typeof output.statusCode === 'number' ? output.statusCode : undefined;
}

/**
 * The code with which a connection ended, from the error that Baileys reports. If a proxy refuses the WebSocket with an
 * HTTP code, Baileys passes it as if it came from WhatsApp (its Boom contains the error of the socket as `data`): a 401
 * from a proxy must not wipe the session.
 */
export function closeCodeOf(error: unknown): number | undefined {
  const code = statusCodeOf(error);
  const fromTransport = error instanceof Error && 'data' in error && error.data instanceof Error;
  return fromTransport && meaningOf(code).remedy !== 'back-off' ? undefined : code;
}

/**
 * How long a temporary ban lasts, in seconds, from the error that Baileys reports: its Boom carries the attributes of
 * WhatsApp's `<failure>` as `data`.
 */
export function banSecondsOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('data' in error)) return undefined;
  const seconds = Number(Object(error.data).expire);
  return Number.isSafeInteger(seconds) && seconds > 0 ? seconds : undefined;
}
