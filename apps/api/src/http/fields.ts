import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions, getSchemaPath } from '@nestjs/swagger';
import { Transform, type TransformFnParams, Type as Nested } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsObject,
  IsString,
  Max,
  MaxLength,
  Min,
  registerDecorator,
  ValidateIf,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';

// A field of a request takes exactly one of these decorators. class-validator checks the rules of a field in the order in
// which they were registered, and reports the first that fails. Stacked decorators are registered from the last to the
// first, which is easy to get wrong; here the rules are listed in the order in which they are checked.

/**
 * Checks the value of a field.
 * @param body the request that contains the field
 * @returns undefined if the value is valid, otherwise what is wrong with it; never the value itself
 */
export type Judge = (value: unknown, body: object) => string | undefined;

/** Options of every field. All others become part of the field's schema in the OpenAPI document. */
export type FieldOptions = ApiPropertyOptions & {
  /** The field may be absent. */
  optional?: boolean;
  /** The field may be null. */
  nullable?: boolean;
  /** Another check, after those of the decorator. */
  judge?: Judge;
};

/** A value that a function checks. */
export function Field(judge: Judge, options: FieldOptions = {}): PropertyDecorator {
  return field([Judged(judge)], options);
}

/**
 * A text that a function decodes before another one checks it.
 * @param decode undefined if the text cannot be decoded
 */
export function Decoded(
  decode: (text: string) => string | undefined,
  judge: Judge,
  options: FieldOptions = {},
): PropertyDecorator {
  const read = ({ value }: TransformFnParams): unknown => (typeof value === 'string' ? decode(value) : value);
  return applyDecorators(Transform(read), Field(judge, options));
}

/** A text of 1 to `max` characters. */
export function Text({ max, ...options }: { max: number } & FieldOptions): PropertyDecorator {
  return field(textRules(max), { minLength: 1, maxLength: max, ...options });
}

/** Longer than any id, phone number or JID. In characters. */
const LONGEST_IDENTIFIER = 128;

/** An id, a phone number or a JID, of 1 to `max` characters. */
export function Identifier({
  max = LONGEST_IDENTIFIER,
  ...options
}: { max?: number } & FieldOptions = {}): PropertyDecorator {
  return field(textRules(max), { minLength: 1, maxLength: max, ...options });
}

/** True or false. */
export function Flag(options: FieldOptions = {}): PropertyDecorator {
  return field([IsBoolean({ message: 'must be true or false' })], options);
}

interface Range {
  min: number;
  max: number;
}

/** A whole number. */
export function Count({ min, max, ...options }: Range & FieldOptions): PropertyDecorator {
  const schema = { type: 'integer' as const, minimum: min, maximum: max };
  const message = `must be a whole number from ${min} to ${max}`;
  return field([IsInt({ message }), Min(min, { message }), Max(max, { message })], { ...schema, ...options });
}

/** A number, which need not be whole. */
export function Decimal({ min, max, ...options }: Range & FieldOptions): PropertyDecorator {
  const message = `must be a number from ${min} to ${max}`;
  const rules = [IsNumber({}, { message }), Min(min, { message }), Max(max, { message })];
  return field(rules, { minimum: min, maximum: max, ...options });
}

/** A text that matches a pattern. @param reason what it must be, for the caller */
export function Pattern(pattern: RegExp, reason: string, options: FieldOptions = {}): PropertyDecorator {
  const judge: Judge = (value) => (typeof value === 'string' && pattern.test(value) ? undefined : reason);
  return field([Judged(judge)], { pattern: pattern.source, ...options });
}

/** One of the given words. */
export function Choice(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field([IsIn(values, { message: oneOf(values) })], { enum: [...values], ...options });
}

/** A point in time, in ISO 8601 with its offset. */
export function Time(options: FieldOptions = {}): PropertyDecorator {
  return field([Judged(timeFault)], { format: 'date-time', ...options });
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

function timeFault(value: unknown): string | undefined {
  const isTime = typeof value === 'string' && DATE_TIME.test(value) && !Number.isNaN(Date.parse(value));
  return isTime ? undefined : 'must be an ISO 8601 time with an offset, such as 2026-01-31T09:00:00Z';
}

/** A list of the given words, each at most once. `notEmpty`: at least one of them. */
export function Choices(
  values: readonly string[],
  { notEmpty = false, ...options }: { notEmpty?: boolean } & FieldOptions = {},
): PropertyDecorator {
  const rules = [
    IsArray({ message: LIST }),
    ...(notEmpty ? [ArrayNotEmpty({ message: NOT_EMPTY })] : []),
    IsIn(values, ofEach(oneOf(values))),
    ArrayUnique({ message: UNIQUE }),
  ];
  const schema = { enum: [...values], isArray: true, uniqueItems: true, ...(notEmpty && { minItems: 1 }) };
  return field(rules, { ...schema, ...options });
}

/** A list of `min` to `max` different texts, each of 1 to `longest` characters. */
export function Texts({
  min,
  max,
  longest,
  ...options
}: Range & { longest: number } & FieldOptions): PropertyDecorator {
  const message = entries(min, max);
  const rules = [
    IsArray({ message: LIST }),
    ArrayMinSize(min, { message }),
    ArrayMaxSize(max, { message }),
    ArrayUnique({ message: UNIQUE }),
    ...textRules(longest, ofEach),
  ];
  return field(rules, {
    type: [String],
    minItems: min,
    maxItems: max,
    uniqueItems: true,
    minLength: 1,
    maxLength: longest,
    ...options,
  });
}

/** A list of up to `max` ids, phone numbers or JIDs. */
export function Identifiers({ max, ...options }: { max: number } & FieldOptions): PropertyDecorator {
  const rules = [
    IsArray({ message: LIST }),
    ArrayMaxSize(max, { message: entries(0, max) }),
    ...textRules(LONGEST_IDENTIFIER, ofEach),
  ];
  return field(rules, {
    type: [String],
    maxItems: max,
    minLength: 1,
    maxLength: LONGEST_IDENTIFIER,
    ...options,
  });
}

/** A list of `min` to `max` objects of a class. */
export function Objects(
  dto: Type<object>,
  { min, max, ...options }: Range & FieldOptions,
): PropertyDecorator {
  const rules = [
    Nested(() => dto),
    IsArray({ message: LIST }),
    ArrayMinSize(min, { message: entries(min, max) }),
    ArrayMaxSize(max, { message: entries(min, max) }),
    IsObject(ofEach('must be an object')),
    ValidateNested({ each: true }),
  ];
  return field(rules, { type: [dto], minItems: min, maxItems: max, ...options });
}

/** An object of a class. */
export function Part(dto: Type<object>, options: FieldOptions = {}): PropertyDecorator {
  const rules = [Nested(() => dto), IsObject({ message: 'must be an object' }), ValidateNested()];
  return field(rules, { type: dto, ...options });
}

/** True, false, or an object of a class, which must be among the extra models of the document. It may be absent. */
export function FlagOrPart(dto: Type<object>, judge: Judge): PropertyDecorator {
  const isPart = (_body: object, value: unknown) => value !== undefined && typeof value !== 'boolean';
  return applyDecorators(
    ValidateIf(isPart),
    Nested(() => dto),
    IsObject({ message: 'must be true, false or an object' }),
    ValidateNested(),
    Judged(judge),
    ApiProperty({ oneOf: [{ type: 'boolean' }, { $ref: getSchemaPath(dto) }], required: false }),
  );
}

/** An object that is taken as it is, and not used. */
export function Ignored(options: { optional?: boolean; nullable?: boolean } = {}): PropertyDecorator {
  const schema = { type: 'object' as const, additionalProperties: true };
  return field([IsObject({ message: 'must be an object' })], { ...schema, ...options });
}

/** Turns a function into a rule. */
function Judged(judge: Judge): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'judged',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown, args) => judge(value, args?.object ?? {}) === undefined,
        defaultMessage: (args) => (args && judge(args.value, args.object)) ?? 'is invalid',
      },
    });
  };
}

const LIST = 'must be a list';
const NOT_EMPTY = 'must not be empty';
const UNIQUE = 'must not contain an entry twice';

function entries(min: number, max: number): string {
  return `must contain ${min === 0 ? 'at most' : `${min} to`} ${max} entries`;
}

function oneOf(values: readonly string[]): string {
  return `must be one of ${values.join(', ')}`;
}

/** Applies a rule to each entry of a list. */
function ofEach(message: string): ValidationOptions {
  return { each: true, message: `contains an invalid entry: it ${message}` };
}

/** @param options makes the options of a rule from its message */
function textRules(
  max: number,
  options: (message: string) => ValidationOptions = (message) => ({ message }),
): PropertyDecorator[] {
  return [
    IsString(options('must be a string')),
    IsNotEmpty(options(NOT_EMPTY)),
    MaxLength(max, options(`must have at most ${max} characters`)),
  ];
}

/** @param rules in the order in which they are checked; only the first that fails is reported */
function field(
  rules: readonly PropertyDecorator[],
  { optional = false, nullable = false, judge, ...schema }: FieldOptions,
): PropertyDecorator {
  const isGiven = (_dto: object, value: unknown) =>
    !(optional && value === undefined) && !(nullable && value === null);
  return applyDecorators(
    ...(optional || nullable ? [ValidateIf(isGiven)] : []),
    ...rules,
    ...(judge ? [Judged(judge)] : []),
    ApiProperty(schema),
    ApiProperty({ required: !optional, ...(nullable && { nullable }) }),
  );
}
