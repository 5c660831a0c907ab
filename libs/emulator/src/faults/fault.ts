import type { Fields } from '../state/fields.js';

/** Faults that strike live connections immediately. */
export const IMMEDIATE_KINDS = ['drop', 'half-open', 'stream-error', 'stream-end'] as const;

/** Faults that wait until they apply. */
export const LASTING_KINDS = [
  'login-failure',
  'refuse-connections',
  'reject-registration',
  'qr-refs',
  'ack-delay',
  'ack-missing',
  'ack-error',
  'ack-phash',
  'silence',
  'iq-delay',
  'iq-error',
  'drop-stanza',
  'duplicate-stanza',
  'undecryptable',
  'unreadable',
  'media-upload-failure',
  'media-download-failure',
  'media-slow',
  'media-corrupt',
  'media-expired',
  'media-retry',
  'group-add',
  'forged-server',
  'forged-link',
  'forged-keys',
  'history-silence',
] as const;

export const FAULT_KINDS = [...IMMEDIATE_KINDS, ...LASTING_KINDS] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export const MEDIA_DIRECTIONS = ['upload', 'download'] as const;
export type MediaDirection = (typeof MEDIA_DIRECTIONS)[number];

/** How a phone answers a request to upload a file again; `silence` is no answer at all. */
export const MEDIA_RETRY_ANSWERS = ['not-found', 'decryption-error', 'general-error', 'silence'] as const;
export type MediaRetryAnswer = (typeof MEDIA_RETRY_ANSWERS)[number];

/** A fault as requested over the control API. Fields that its kind does not use are refused. */
export interface FaultRequest {
  kind: FaultKind;
  phone?: string;
  to?: string;
  about?: string;
  xmlns?: string;
  child?: string;
  tag?: string;
  code?: number;
  ms?: number;
  count?: number;
  times?: number;
  direction?: MediaDirection;
  answer?: MediaRetryAnswer;
  /** More attributes of the stanza that tells the failure, such as `expire` (s) of a temporary ban. */
  attributes?: Readonly<Record<string, string>>;
}

interface Shape {
  required: readonly (keyof FaultRequest)[];
  optional: readonly (keyof FaultRequest)[];
}

const SHAPES: Record<FaultKind, Shape> = {
  drop: { required: ['phone'], optional: [] },
  'half-open': { required: ['phone'], optional: [] },
  'stream-error': { required: ['phone', 'code'], optional: ['times'] },
  'stream-end': { required: ['phone'], optional: ['times'] },
  'login-failure': { required: ['phone', 'code'], optional: ['attributes', 'times'] },
  'refuse-connections': { required: [], optional: ['times'] },
  'reject-registration': { required: [], optional: ['code', 'times'] },
  'qr-refs': { required: ['count'], optional: ['times'] },
  'ack-delay': { required: ['ms'], optional: ['phone', 'to', 'times'] },
  'ack-missing': { required: [], optional: ['phone', 'to', 'times'] },
  'ack-error': { required: ['code'], optional: ['phone', 'to', 'times'] },
  'ack-phash': { required: [], optional: ['phone', 'to', 'times'] },
  silence: { required: ['xmlns'], optional: ['phone', 'child', 'about', 'times'] },
  'iq-delay': { required: ['ms'], optional: ['phone', 'xmlns', 'child', 'about', 'times'] },
  'iq-error': { required: ['code', 'xmlns'], optional: ['phone', 'child', 'about', 'times'] },
  'drop-stanza': { required: ['phone', 'tag'], optional: ['times'] },
  'duplicate-stanza': { required: ['phone', 'tag'], optional: ['times'] },
  undecryptable: { required: ['phone'], optional: ['times'] },
  unreadable: { required: ['phone'], optional: ['times'] },
  'media-upload-failure': { required: [], optional: ['phone', 'code', 'times'] },
  'media-download-failure': { required: [], optional: ['phone', 'code', 'times'] },
  'media-slow': { required: ['ms'], optional: ['phone', 'direction', 'times'] },
  'media-corrupt': { required: [], optional: ['phone', 'times'] },
  'media-expired': { required: [], optional: ['phone', 'times'] },
  'media-retry': { required: ['answer'], optional: ['phone', 'times'] },
  'group-add': { required: ['code'], optional: ['phone', 'times'] },
  'forged-server': { required: [], optional: ['times'] },
  'forged-link': { required: [], optional: ['phone', 'times'] },
  'forged-keys': { required: [], optional: ['phone', 'times'] },
  'history-silence': { required: ['phone'], optional: ['times'] },
};

const STANZA_TAGS = ['message', 'receipt', 'notification', 'call'] as const;
const LONGEST_DELAY_MS = 600_000;

function digits(fields: Fields, name: string): string {
  const value = fields.text(name).replaceAll(/\D/g, '');
  if (value.length < 5 || value.length > 20) throw fields.wrong(name, 'must be a phone number');
  return value;
}

function readCode(fields: Fields): number {
  const value =
    fields.has('code') && /^\d{3}$/.test(String(fields.raw('code'))) ? Number(fields.raw('code')) : 0;
  if (value < 100) throw fields.wrong('code', 'must be a three-digit code');
  return value;
}

/** @throws InvalidInput naming the field that is missing, unknown or out of range */
export function readFault(fields: Fields): FaultRequest {
  const kind = fields.oneOf('kind', FAULT_KINDS);
  const { required, optional } = SHAPES[kind];
  fields.only('kind', ...required, ...optional);
  for (const name of required) if (!fields.has(name)) throw fields.wrong(name, `is required for ${kind}`);
  return {
    kind,
    phone: fields.has('phone') ? digits(fields, 'phone') : undefined,
    to: fields.has('to') ? digits(fields, 'to') : undefined,
    about: fields.has('about') ? digits(fields, 'about') : undefined,
    xmlns: fields.optionalText('xmlns'),
    child: fields.optionalText('child'),
    tag: fields.optionalOneOf('tag', STANZA_TAGS),
    code: fields.has('code') ? readCode(fields) : undefined,
    ms: fields.optionalInteger('ms', { min: 0, max: LONGEST_DELAY_MS }),
    count: fields.optionalInteger('count', { min: 1, max: 100 }),
    direction: fields.optionalOneOf('direction', MEDIA_DIRECTIONS),
    answer: fields.optionalOneOf('answer', MEDIA_RETRY_ANSWERS),
    attributes: fields.optionalChild('attributes')?.allTexts(),
    times: fields.optionalInteger('times', { min: 1 }) ?? (kind === 'login-failure' ? 1 : undefined),
  };
}
