import { type ArgumentMetadata, ValidationPipe } from '@nestjs/common';
import { getMetadataStorage, type ValidationError } from 'class-validator';
import { LIMITS } from '#libs/config';
import { type ApiFault, type FieldFault, invalidRequest } from './fault.js';

/** What is wrong with a field that the DTO does not have. */
export const UNKNOWN_FIELD = 'is not a field of this request';

/** Checks bodies, queries and path parameters against their DTO. Unknown fields are errors, too. */
export class RequestPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      stopAtFirstError: true,
      validationError: { target: false, value: true },
      exceptionFactory: (errors: ValidationError[]) =>
        invalidRequest(...errors.flatMap((error) => faults(error)).slice(0, LIMITS.faultsNamed)),
    });
  }

  /** @throws ApiFault INVALID_REQUEST */
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // The transformer drops names that every object inherits, such as `toString`, before validation sees them.
    const unknown = metadata.metatype && [...inherited(value, metadata.metatype), ...inheritedWithin(value)];
    if (unknown?.length) throw unknownFields(unknown);
    return super.transform(value, metadata);
  }
}

/** Refuses fields that a request does not have; the first of them are named. */
export function unknownFields(names: readonly string[]): ApiFault {
  const named = names.slice(0, LIMITS.faultsNamed);
  return invalidRequest(...named.map((field) => ({ field, reason: UNKNOWN_FIELD })));
}

function inherited(value: unknown, dto: NonNullable<ArgumentMetadata['metatype']>): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  const known = new Set(rules.map((rule) => rule.propertyName));
  return Object.keys(value).filter((name) => name in Object.prototype && !known.has(name));
}

/** Finds inherited names one level deeper, in fields whose names the caller chooses. */
function inheritedWithin(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, within]: [string, unknown]) =>
    typeof within === 'object' && within !== null
      ? Object.keys(within).flatMap((name) => (name in Object.prototype ? `${field}.${name}` : []))
      : [],
  );
}

function faults(error: ValidationError, parent = ''): FieldFault[] {
  const field = parent + error.property;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    reason: reasonOf(error, rule, message),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => faults(child, `${field}.`))];
}

function reasonOf({ value }: ValidationError, rule: string, message: string): string {
  if (rule === 'whitelistValidation') return UNKNOWN_FIELD;
  return value === undefined ? 'is required' : message;
}
