/** The account whose linked devices are affected: its phone number. */
interface OfPhone {
  phone: string;
}

interface OfSomebody {
  /** The account whose linked devices are affected; everybody's without it. */
  phone?: string;
}

interface Times {
  /** How often it happens; without it, until the fault is removed. */
  times?: number;
}

interface OfMessage extends OfSomebody, Times {
  /** The recipient: a phone number, or the digits of a group's JID. */
  to?: string;
}

interface OfQuery extends OfSomebody, Times {
  /** Tag of the query's first child, or of the first one inside that. */
  child?: string;
  /** A phone that the query mentions. */
  about?: string;
}

type Stanza = 'message' | 'receipt' | 'notification' | 'call';

/** What goes wrong. docs/emulator.md of miaw-api says what each kind does; `code` is that of the error, `ms` are milliseconds. */
export type Fault =
  | ({ kind: 'drop' | 'half-open' } & OfPhone)
  | ({ kind: 'stream-error'; code: number } & OfPhone & Times)
  | ({ kind: 'stream-end' } & OfPhone & Times)
  | ({ kind: 'login-failure'; code: number; attributes?: Record<string, string> } & OfPhone & Times)
  | ({ kind: 'refuse-connections' } & Times)
  | ({ kind: 'reject-registration'; code?: number } & Times)
  | ({ kind: 'qr-refs'; count: number } & Times)
  | ({ kind: 'ack-delay'; ms: number } & OfMessage)
  | ({ kind: 'ack-missing' | 'ack-phash' } & OfMessage)
  | ({ kind: 'ack-error'; code: number } & OfMessage)
  | ({ kind: 'silence'; xmlns: string } & OfQuery)
  | ({ kind: 'iq-delay'; ms: number; xmlns?: string } & OfQuery)
  | ({ kind: 'iq-error'; code: number; xmlns: string } & OfQuery)
  | ({ kind: 'drop-stanza' | 'duplicate-stanza'; tag: Stanza } & OfPhone & Times)
  | ({ kind: 'undecryptable' | 'unreadable' | 'history-silence' } & OfPhone & Times)
  | ({ kind: 'media-upload-failure' | 'media-download-failure'; code?: number } & OfSomebody & Times)
  | ({ kind: 'media-slow'; ms: number; direction?: 'upload' | 'download' } & OfSomebody & Times)
  | ({ kind: 'media-corrupt' | 'media-expired' } & OfSomebody & Times)
  | ({
      kind: 'media-retry';
      answer: 'not-found' | 'decryption-error' | 'general-error' | 'silence';
    } & OfSomebody &
      Times)
  | ({ kind: 'group-add'; code: number } & OfSomebody & Times)
  | ({ kind: 'forged-server' } & Times)
  | ({ kind: 'forged-link' | 'forged-keys' } & OfSomebody & Times);
