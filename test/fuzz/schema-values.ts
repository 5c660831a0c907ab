import { record } from '../harness/envelope.js';
import { type Dice, oddText } from '../harness/random.js';

export type Schema = Record<string, unknown>;

/** Values for what is known by name, such as ids of what there is; undefined: the schema is to decide. */
export type Known = (name: string) => unknown;

const LONGEST_TEXT = 200;
const WORDS = ['Hello', 'Lunch at twelve', 'día', '👍🏽', 'line\nbreak', '*bold* _and_ `code`', '字', 'a'];

/** Makes values that a schema of the OpenAPI document allows. */
export class SchemaValues {
  constructor(
    private readonly document: Record<string, unknown>,
    private readonly dice: Dice,
    private readonly known: Known,
  ) {}

  /** @param name of the field or parameter */
  value(schema: Schema, name: string): unknown {
    const known = this.known(name);
    if (known !== undefined) return known;
    const whole = this.resolved(schema);
    const choices = listOf(whole['oneOf']) ?? listOf(whole['anyOf']);
    if (choices) return this.value(record(this.dice.pick(choices)), name);
    const { enum: options, example } = whole;
    if (example !== undefined && this.dice.roll(3) === 0) return example;
    if (Array.isArray(options)) return this.dice.pick<unknown>(options);
    const type = Array.isArray(whole['type']) ? this.dice.pick<unknown>(whole['type']) : whole['type'];
    if (type === 'null') return null;
    if (type === 'boolean') return this.dice.roll(2) === 1;
    if (type === 'integer' || type === 'number') return this.number(whole, type);
    if (type === 'array') return this.array(whole, name);
    return type === 'object' || 'properties' in whole ? this.object(whole) : this.text(whole);
  }

  /** An object with all that it must have and some of what it may have. */
  object(schema: Schema): Record<string, unknown> {
    const whole = this.resolved(schema);
    const required = listOf(whole['required']) ?? [];
    const made: Record<string, unknown> = {};
    for (const [name, property] of Object.entries(objectOf(whole['properties'])))
      if (required.includes(name) || this.dice.roll(5) < 2) made[name] = this.value(record(property), name);
    if (typeof whole['additionalProperties'] === 'object' && this.dice.roll(2) === 0) made['X-Fuzz'] = 'yes';
    return made;
  }

  /** The properties of an object's schema. */
  properties(schema: Schema): string[] {
    return Object.keys(objectOf(this.resolved(schema)['properties']));
  }

  private resolved(schema: Schema): Schema {
    const { $ref, allOf, ...rest } = schema;
    const parts = [
      ...(typeof $ref === 'string' ? [this.at($ref)] : []),
      ...(listOf(allOf) ?? []).map(record),
    ];
    return parts.map((part) => this.resolved(part)).reduce(merged, rest);
  }

  private at(pointer: string): Schema {
    const path = pointer.replace('#/', '').split('/');
    return path.reduce<Schema>((place, part) => record(place[part]), this.document);
  }

  private number({ minimum = -1000, maximum = 1000 }: Schema, type: string): number {
    const [low, high] = [Number(minimum), Number(maximum)];
    const value = low + (high - low) * (this.dice.roll(1001) / 1000);
    return type === 'integer' ? Math.round(value) : value;
  }

  private array({ items = {}, minItems = 0, maxItems = 5 }: Schema, name: string): unknown[] {
    const most = Math.min(Number(maxItems), Number(minItems) + 3);
    const length = Number(minItems) + this.dice.roll(most - Number(minItems) + 1);
    const made = Array.from({ length }, () => this.value(record(items), `${name}[]`));
    return [...new Map(made.map((each) => [JSON.stringify(each), each])).values()];
  }

  private text({ format, minLength = 0, maxLength = LONGEST_TEXT }: Schema): string {
    if (format === 'date-time') return new Date(this.dice.roll(2 ** 31) * 1000).toISOString();
    const made = this.dice.roll(4) === 0 ? wellFormed(oddText(this.dice)) : this.dice.pick(WORDS);
    const cut = [...made].slice(0, Number(maxLength)).join('');
    return cut.trim().length < Number(minLength) ? 'x'.repeat(Number(minLength)) : cut;
  }
}

function merged(one: Schema, other: Schema): Schema {
  return {
    ...one,
    ...other,
    required: [...(listOf(one['required']) ?? []), ...(listOf(other['required']) ?? [])],
    properties: { ...objectOf(one['properties']), ...objectOf(other['properties']) },
  };
}

function listOf(value: unknown): unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? record(value) : {};
}

/** The same without half characters, which JSON would carry and a query would not. */
export function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
