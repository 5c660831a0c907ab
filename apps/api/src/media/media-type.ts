import { ApiFault, invalidRequest } from '../http/fault.js';
import type { Sniffed } from './sniff.js';

/** What a file is sent as. */
export type MediaKind = 'image' | 'video' | 'audio' | 'document' | 'sticker';

export interface MediaType {
  mimetype: string;
  /** Without the dot; undefined if the caller chose the type. */
  extension?: string;
}

/** What is known about the type of a file. */
export interface Evidence {
  sniffed: Sniffed;
  /** What the caller claims in `mimetype`. */
  claim?: string;
  /** Type that came with the bytes, from a part, an answer or a data: URI. Often a guess. */
  hint?: string;
}

export const BINARY = 'application/octet-stream';

/**
 * `type/subtype` and parameters (RFC 9110, 8.3.1), in visible ASCII. Only a quoted value may contain spaces: in a bare
 * one, spaces before the next semicolon would match in several ways, and backtracking would try all of them. Media types
 * come from strangers.
 */
const MIMETYPE =
  /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}(?:[ \t]*;[ \t]*[\w!#$&^.+-]{1,64}=(?:"(?:[ !#-[\]-~]|\\[ -~]){0,128}"|[!#-:<-~]{1,128}))*$/;

/** The longest media type that is accepted, in characters. */
export const LONGEST_MIMETYPE = 255;

/** What is wrong with a media type; undefined if it is valid. */
export function mimetypeFault(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= LONGEST_MIMETYPE && MIMETYPE.test(value)
    ? undefined
    : 'must be a media type such as image/jpeg';
}

/**
 * The types that WhatsApp's apps can show as each kind (those of the WhatsApp Business Cloud API, and WAV), by the type
 * that was detected; the value is the type that the file is sent with.
 */
const SHOWN: Readonly<Record<Exclude<MediaKind, 'document'>, ReadonlyMap<string, string>>> = {
  image: new Map([
    ['image/jpeg', 'image/jpeg'],
    ['image/png', 'image/png'],
    ['image/apng', 'image/png'],
  ]),
  video: new Map([
    ['video/mp4', 'video/mp4'],
    ['video/x-m4v', 'video/mp4'],
    ['video/3gpp', 'video/3gpp'],
  ]),
  audio: new Map([
    ['audio/ogg; codecs=opus', 'audio/ogg; codecs=opus'],
    ['audio/mpeg', 'audio/mpeg'],
    ['audio/mp4', 'audio/mp4'],
    ['audio/x-m4a', 'audio/mp4'],
    ['audio/aac', 'audio/aac'],
    ['audio/amr', 'audio/amr'],
    ['audio/wav', 'audio/wav'],
  ]),
  sticker: new Map([['image/webp', 'image/webp']]),
};

/** Containers whose first bytes do not show whether they contain video or only audio. */
const FILM_CONTAINERS: ReadonlySet<string> = new Set([
  'application/ogg',
  'video/3gpp',
  'video/matroska',
  'video/mp4',
  'video/webm',
]);

/** General formats that more specific ones are based on. */
const GENERAL: ReadonlySet<string> = new Set([
  'application/gzip',
  'application/vnd.ms-asf',
  'application/x-cfb',
  'application/xml',
  'application/zip',
  'text/calendar',
  'text/vcard',
  'text/vtt',
]);

/**
 * The media type that a file is sent with. The bytes decide; the caller's claim counts where they leave it open.
 * @throws ApiFault UNSUPPORTED_MEDIA_TYPE, which names the detected type; INVALID_REQUEST if `claim` contradicts it
 */
export function mediaType(kind: MediaKind, evidence: Evidence): MediaType {
  return kind === 'document' ? documentType(evidence) : shownType(kind, evidence);
}

function shownType(kind: Exclude<MediaKind, 'document'>, { sniffed, claim }: Evidence): MediaType {
  const { type } = sniffed;
  const soundOnly = kind === 'audio' && type?.mime === 'video/mp4' && claimsFamily(claim, 'audio');
  const mimetype = soundOnly ? 'audio/mp4' : SHOWN[kind].get(type?.mime ?? '');
  if (mimetype === undefined) throw unsupported(kind, sniffed);
  if (claim !== undefined && !isVague(claim) && groupOf(claim) !== groupOf(mimetype))
    throw contradiction(mimetype);
  return { mimetype, extension: soundOnly ? 'm4a' : type?.extension };
}

function documentType({ sniffed: { type, text }, claim, hint }: Evidence): MediaType {
  const said = [claim, hint].find((each) => mimetypeFault(each) === undefined && !isVague(each ?? ''));
  if (!type) {
    if (said !== undefined) return { mimetype: said };
    return text ? { mimetype: 'text/plain', extension: 'txt' } : { mimetype: BINARY, extension: 'bin' };
  }
  if (claim !== undefined && !isVague(claim) && !mayBe(type.mime, claim)) throw contradiction(type.mime);
  const more = leavesOpen(type.mime) && said !== undefined && mayBe(type.mime, said) ? said : undefined;
  return more === undefined ? { mimetype: type.mime, extension: type.extension } : { mimetype: more };
}

function leavesOpen(found: string): boolean {
  return GENERAL.has(found) || FILM_CONTAINERS.has(found);
}

function mayBe(found: string, said: string): boolean {
  if (groupOf(found) === groupOf(said)) return true;
  if (found === 'application/xml') return /[+/]xml$/i.test(essence(said));
  return FILM_CONTAINERS.has(found) && ['audio', 'video'].includes(groupOf(said));
}

/** The family of a media type: audio, image, video, or document for all others. */
function groupOf(mimetype: string): string {
  const family = essence(mimetype).split('/', 1)[0] ?? '';
  return ['audio', 'image', 'video'].includes(family) ? family : 'document';
}

function claimsFamily(claim: string | undefined, family: string): boolean {
  return claim !== undefined && groupOf(claim) === family;
}

function isVague(mimetype: string): boolean {
  return [BINARY, 'binary/octet-stream'].includes(essence(mimetype));
}

function essence(mimetype: string): string {
  return (mimetype.split(';', 1)[0] ?? '').trim().toLowerCase();
}

function contradiction(found: string): ApiFault {
  return invalidRequest({ field: 'mimetype', reason: `must match the media, which is ${found}` });
}

function unsupported(kind: Exclude<MediaKind, 'document'>, { type, text }: Sniffed): ApiFault {
  const found = type?.mime ?? (text ? 'text/plain' : BINARY);
  const accepted = [...new Set(SHOWN[kind].values())];
  const advice = `convert it to ${accepted.join(' or ')}, or send it as document`;
  return new ApiFault(
    'UNSUPPORTED_MEDIA_TYPE',
    `the media is ${found}, which cannot be sent as ${kind}: ${advice}`,
    { field: 'media', found, accepted },
  );
}
