import { registerDecorator, ValidateIf } from 'class-validator';

/** Absent is fine; null is a value, and has to be allowed by name. */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_dto: object, value: unknown) => value !== undefined);
}

/** Absent or null are fine. */
export function MayBeNull(): PropertyDecorator {
  return ValidateIf((_dto: object, value: unknown) => value !== undefined && value !== null);
}

/**
 * A field judged by a pure function.
 * @param judge returns undefined when the value will do, otherwise what is wrong with it; never the value itself
 */
export function Judged(judge: (value: unknown) => string | undefined): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'judged',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => judge(value) === undefined,
        defaultMessage: (args) => judge(args?.value) ?? 'is not usable',
      },
    });
  };
}

/**
 * A field that has no meaning beside another one.
 * @param other must not be true where this one is given
 * @param why what to tell the caller
 */
export function NotWith(other: string, why: string): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: `notWith_${other}`,
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown, args) => {
          const beside: unknown = args && Reflect.get(args.object, other);
          return value === undefined || value === false || beside !== true;
        },
        defaultMessage: () => why,
      },
    });
  };
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

/** What is wrong with a text that should be a point in time. */
export function timeFault(value: unknown): string | undefined {
  const isTime = typeof value === 'string' && DATE_TIME.test(value) && !Number.isNaN(Date.parse(value));
  return isTime ? undefined : 'must be a time in ISO 8601 with its offset, such as 2026-01-31T09:00:00Z';
}

/** A time that has a meaning only beside another one, and not before it. */
export function NotBefore(other: string): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: `notBefore_${other}`,
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown, args) => {
          const beside: unknown = args && Reflect.get(args.object, other);
          return Date.parse(String(value)) >= Date.parse(String(beside));
        },
        defaultMessage: () => `must not be before ${other}, nor given without it`,
      },
    });
  };
}

/** What instances may be called (also the name of a directory). */
export const INSTANCE_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

export const INSTANCE_ID_RULE = {
  message: 'must be 1 to 64 letters, digits, - and _, and begin with a letter or digit',
};

/** The longest URL that is taken, in characters. */
const LONGEST_URL = 2048;

/** What the parser of URLs drops without a word. */
const DROPPED = /[\s\p{Cc}]/u;

/** An http or https URL without user name and password, for fields that hold one. */
export function webUrl(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > LONGEST_URL || !URL.canParse(value)) {
    return `must be a URL of at most ${LONGEST_URL} characters`;
  }
  if (DROPPED.test(value)) return 'must not hold blanks or control characters';
  const { protocol, username, password } = new URL(value);
  if (protocol !== 'http:' && protocol !== 'https:') return 'must be an http or https URL';
  return username || password ? 'must not carry a user name or password' : undefined;
}
