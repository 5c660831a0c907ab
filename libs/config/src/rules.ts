import { registerDecorator } from 'class-validator';
import { isEventSelector } from '#libs/events';

/** What is wrong with a value; undefined if it is valid. */
export type Verdict = string | undefined;

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Turns a pure function into a class-validator rule.
 * @param judge returns what is wrong with a value, without quoting it; undefined if it is valid
 */
export function Rule(judge: (value: unknown) => Verdict): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'rule',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => judge(value) === undefined,
        defaultMessage: (args) => judge(args?.value) ?? 'is invalid',
      },
    });
  };
}

/** A parsed whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number): (value: unknown) => Verdict {
  return (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max
      ? undefined
      : `must be a whole number from ${min} to ${max}`;
}

export function oneOf(words: readonly string[]): (value: unknown) => Verdict {
  return (value) =>
    typeof value === 'string' && words.includes(value) ? undefined : `must be one of ${words.join(', ')}`;
}

export function trueOrFalse(value: unknown): Verdict {
  return typeof value === 'boolean' ? undefined : 'must be true or false';
}

/** Characters that every client can send in the `X-API-Key` header. */
export function visibleAscii(value: unknown): Verdict {
  if (value === undefined) return undefined;
  return typeof value === 'string' && /^[\x21-\x7e]{1,512}$/.test(value)
    ? undefined
    : 'must be 1 to 512 visible ASCII characters without spaces';
}

/** An HMAC key: any text, used unchanged. */
export function secretText(value: unknown): Verdict {
  if (value === undefined) return undefined;
  return typeof value === 'string' && value.length <= 512 && !value.includes('\0')
    ? undefined
    : 'must have at most 512 characters';
}

/** Phone numbers and JIDs. */
export function chatAddresses(value: unknown): Verdict {
  if (value === undefined) return undefined;
  const chats: unknown[] = Array.isArray(value) ? value : [];
  const known = chats.every((chat) => typeof chat === 'string' && isChatAddress(chat));
  return known && chats.length > 0
    ? undefined
    : 'must be a comma-separated list of phone numbers with country code and JIDs';
}

/** A phone number with country code, or a JID. */
export function isChatAddress(text: string): boolean {
  return /^\+?[\d ()-]{7,32}$|^[\w.-]{1,64}@(?:s\.whatsapp\.net|c\.us|lid|g\.us|newsletter)$/.test(text);
}

export function webhookTarget(value: unknown): Verdict {
  if (value === undefined) return undefined;
  const url = parseUrl(value);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return 'must be an http or https URL';
  if (url.username || url.password) return 'must not contain a user name or password';
  return undefined;
}

export function eventNames(value: unknown): Verdict {
  if (value === undefined) return undefined;
  const names = Array.isArray(value) ? value : [];
  const known = names.every((name) => typeof name === 'string' && isEventSelector(name));
  return known && names.length > 0 ? undefined : 'must be a comma-separated list of event names';
}

export function successCodes(value: unknown): Verdict {
  const codes = Array.isArray(value) ? value : [];
  const fine = codes.every((code) => Number.isInteger(code) && code >= 200 && code <= 299);
  return fine ? undefined : 'must be a comma-separated list of HTTP codes from 200 to 299';
}

export function hostNames(value: unknown): Verdict {
  const hosts = Array.isArray(value) ? value : [];
  const fine = hosts.every((host) => typeof host === 'string' && /^[A-Za-z0-9.:_[\]-]{1,253}$/.test(host));
  return fine ? undefined : 'must be a comma-separated list of host names or IP addresses';
}

export function corsOrigin(value: unknown): Verdict {
  if (value === '*') return undefined;
  const origins = typeof value === 'string' ? value.split(',') : [];
  const fine =
    origins.length > 0 && origins.every((origin) => parseUrl(origin.trim())?.origin === origin.trim());
  return fine ? undefined : 'must be * or a comma-separated list of origins such as https://app.example.com';
}

/** A number from 0 to 1. */
export function share(value: unknown): Verdict {
  const fine = typeof value === 'string' && /^(0|1|0?\.\d{1,9}|[01]\.0{1,9})$/.test(value);
  return fine ? undefined : 'must be a number from 0 to 1';
}

/** Where spans are sent. The operator chooses it, so that private addresses are allowed. */
/** The address of a service of ours. Its credentials have variables of their own. */
export function serviceUrl(value: unknown): Verdict {
  if (value === undefined) return undefined;
  const url = parseUrl(value);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return 'must be an http or https URL';
  return url.username || url.password || url.search || url.hash
    ? 'must contain no user name, password, query or fragment'
    : undefined;
}

export function bucketName(value: unknown): Verdict {
  if (value === undefined) return undefined;
  return typeof value === 'string' && /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value)
    ? undefined
    : 'must be the name of a bucket: 3 to 63 lowercase letters, digits, hyphens and periods';
}

export function keyPrefix(value: unknown): Verdict {
  if (value === '') return undefined;
  return typeof value === 'string' && value.length <= 512 && /^[\w.-]+(\/[\w.-]+)*\/?$/.test(value)
    ? undefined
    : 'must consist of letters, digits, hyphens, underscores, periods and slashes, and not begin with a slash';
}

export function databaseUrl(value: unknown): Verdict {
  if (value === undefined) return undefined;
  const url = parseUrl(value);
  const isPostgres = url?.protocol === 'postgres:' || url?.protocol === 'postgresql:';
  return isPostgres && /^\/[^/]+$/.test(url.pathname)
    ? undefined
    : 'must be the URL of a PostgreSQL database, such as postgres://user:password@host:5432/database';
}

/** Servers add the paths of requests to it. */
export function nodeUrl(value: unknown): Verdict {
  if (value === undefined) return undefined;
  const url = parseUrl(value);
  const bare = url && !url.username && !url.password && url.pathname === '/' && !url.search && !url.hash;
  return bare && (url.protocol === 'http:' || url.protocol === 'https:')
    ? undefined
    : 'must be an http or https URL without a path, such as http://10.0.0.1:3000';
}

export function collectorUrl(value: unknown): Verdict {
  if (value === undefined) return undefined;
  const { protocol } = parseUrl(value) ?? {};
  return protocol === 'http:' || protocol === 'https:' ? undefined : 'must be an http or https URL';
}

/** The emulator has the power of WhatsApp's servers over every instance, so it must run on this machine. */
export function emulatorUrl(value: unknown): Verdict {
  if (value === undefined) return undefined;
  const url = parseUrl(value);
  const bare = url && !url.username && !url.password && url.pathname === '/' && !url.search && !url.hash;
  return bare && url.protocol === 'http:' && LOOPBACK_HOST.test(url.hostname)
    ? undefined
    : 'must be an http URL on loopback without a path, such as http://127.0.0.1:4700';
}

export function nonEmptyText(value: unknown): Verdict {
  return typeof value === 'string' && value.length > 0 && !value.includes('\0')
    ? undefined
    : 'must not be empty';
}

function parseUrl(value: unknown): URL | undefined {
  return typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
}
