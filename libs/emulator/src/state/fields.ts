/** Invalid input, with the name of the field. */
export class InvalidInput extends Error {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(`${field}: ${message}`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Range {
  min?: number;
  max?: number;
}

/** Reads the fields of an unknown value. Every reader throws InvalidInput. */
export class Fields {
  private constructor(
    private readonly record: Record<string, unknown>,
    private readonly path: string,
  ) {}

  /** @param path names the object in error texts; '' for the root */
  static of(value: unknown, path = ''): Fields {
    if (!isRecord(value)) throw new InvalidInput(path || 'body', 'must be an object');
    return new Fields(value, path);
  }

  get names(): string[] {
    return Object.keys(this.record);
  }

  has(name: string): boolean {
    return this.record[name] !== undefined && this.record[name] !== null;
  }

  /** The value as it is. */
  raw(name: string): unknown {
    return this.record[name];
  }

  text(name: string): string {
    const value = this.record[name];
    if (typeof value !== 'string') throw this.wrong(name, 'must be a string');
    return value;
  }

  optionalText(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined;
  }

  oneOf<T extends string>(name: string, choices: readonly T[]): T {
    const value = this.text(name);
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw this.wrong(name, `must be one of ${choices.join(', ')}`);
    return found;
  }

  optionalOneOf<T extends string>(name: string, choices: readonly T[]): T | undefined {
    return this.has(name) ? this.oneOf(name, choices) : undefined;
  }

  integer(
    name: string,
    { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER }: Range = {},
  ): number {
    const value = this.record[name];
    if (typeof value !== 'number' || !Number.isSafeInteger(value))
      throw this.wrong(name, 'must be an integer');
    if (value < min || value > max) throw this.wrong(name, `must be between ${min} and ${max}`);
    return value;
  }

  optionalInteger(name: string, range: Range = {}): number | undefined {
    return this.has(name) ? this.integer(name, range) : undefined;
  }

  /** Any finite number. */
  number(name: string, { min = -Number.MAX_VALUE, max = Number.MAX_VALUE }: Range = {}): number {
    const value = this.record[name];
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.wrong(name, 'must be a number');
    if (value < min || value > max) throw this.wrong(name, `must be between ${min} and ${max}`);
    return value;
  }

  flag(name: string): boolean {
    const value = this.record[name];
    if (typeof value !== 'boolean') throw this.wrong(name, 'must be true or false');
    return value;
  }

  optionalFlag(name: string): boolean | undefined {
    return this.has(name) ? this.flag(name) : undefined;
  }

  list(name: string): unknown[] {
    const value = this.record[name];
    if (!Array.isArray(value)) throw this.wrong(name, 'must be a list');
    return value;
  }

  /** A list of strings; empty if the field is absent. */
  texts(name: string): string[] {
    if (!this.has(name)) return [];
    return this.list(name).map((value, index) => {
      if (typeof value !== 'string') throw this.wrong(`${name}[${index}]`, 'must be a string');
      return value;
    });
  }

  /** All fields of an object of which each is a string. */
  allTexts(): Record<string, string> {
    return Object.fromEntries(Object.keys(this.record).map((name) => [name, this.text(name)]));
  }

  /** A list of whole numbers; empty if the field is absent. */
  integers(name: string): number[] {
    if (!this.has(name)) return [];
    return this.list(name).map((value, index) => {
      if (typeof value !== 'number' || !Number.isSafeInteger(value))
        throw this.wrong(`${name}[${index}]`, 'must be an integer');
      return value;
    });
  }

  /** A list of objects; empty if the field is absent. */
  records(name: string): Fields[] {
    if (!this.has(name)) return [];
    return this.list(name).map((value, index) => Fields.of(value, `${this.named(name)}[${index}]`));
  }

  child(name: string): Fields {
    return Fields.of(this.record[name], this.named(name));
  }

  optionalChild(name: string): Fields | undefined {
    return this.has(name) ? this.child(name) : undefined;
  }

  /** Bytes written as base64. */
  bytes(name: string): Buffer {
    return Buffer.from(this.text(name), 'base64');
  }

  optionalBytes(name: string): Buffer | undefined {
    return this.has(name) ? this.bytes(name) : undefined;
  }

  /** Refuses all fields except these. */
  only(...names: string[]): this {
    for (const name of Object.keys(this.record))
      if (!names.includes(name)) throw this.wrong(name, 'is not a known field');
    return this;
  }

  wrong(name: string, message: string): InvalidInput {
    return new InvalidInput(this.named(name), message);
  }

  private named(name: string): string {
    return this.path ? `${this.path}.${name}` : name;
  }
}
