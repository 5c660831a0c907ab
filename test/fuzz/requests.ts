import { NOT_JSON, NOT_JSON_TYPES, NOT_THE_KEY } from '../harness/bad-requests.js';
import { record } from '../harness/envelope.js';
import { type Call, type Header, JSON_TYPE } from '../harness/http.js';
import { encoded } from '../harness/operations.js';
import { anyJson, damaged, type Dice, oddText } from '../harness/random.js';
import { API_KEY } from '../harness/server.js';
import { type Schema, SchemaValues, wellFormed } from './schema-values.js';

interface Parameter {
  name: string;
  place: string;
  required: boolean;
  schema: Schema;
}

/** An operation of the OpenAPI document. */
export interface Operation {
  id: string;
  method: string;
  path: string;
  parameters: Parameter[];
  /** By media type. */
  bodies: Record<string, Schema>;
  bodyRequired: boolean;
}

/** A request that was made up, and what is wrong with it, if anything. */
export interface MadeUp {
  operation: Operation;
  call: Call;
  wrong?: string;
}

/** What there is for requests to be about. */
export interface Surroundings {
  /** Which instance an operation is to be about. */
  instance(operation: string): string;
  /** A value for a field or parameter of that name, undefined: any. */
  known(operation: string, name: string): unknown;
}

const KEY: Header = ['X-API-Key', API_KEY];
const BOUNDARY = 'fuzz-boundary';
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** Reads the operations of an OpenAPI document. */
export function operationsOf(document: Record<string, unknown>): Operation[] {
  return Object.entries(record(document['paths'])).flatMap(([path, item]) =>
    Object.entries(record(item)).map(([method, definition]) => {
      const { operationId, parameters = [], requestBody } = record(definition);
      const { content = {}, required = false } = requestBody ? record(requestBody) : {};
      return {
        id: String(operationId),
        method: method.toUpperCase(),
        path,
        parameters: Array.isArray(parameters) ? parameters.map(readParameter) : [],
        bodies: Object.fromEntries(
          Object.entries(record(content)).map(([type, media]) => [type, record(record(media)['schema'])]),
        ),
        bodyRequired: required === true,
      };
    }),
  );
}

function readParameter(value: unknown): Parameter {
  const { name, in: place, required = false, schema = {} } = record(value);
  return { name: String(name), place: String(place), required: required === true, schema: record(schema) };
}

/** Makes requests up from an OpenAPI document: as it wants them, nearly so, or nothing of the kind. */
export class Requests {
  readonly operations: Operation[];

  constructor(
    private readonly document: Record<string, unknown>,
    private readonly dice: Dice,
    private readonly surroundings: Surroundings,
  ) {
    this.operations = operationsOf(document);
  }

  /** @param from the operations to choose from */
  next(from: readonly Operation[] = this.operations): MadeUp {
    const operation = this.dice.pick(from);
    const made = this.valid(operation);
    const chance = this.dice.roll(100);
    if (chance < 55) return made;
    return chance < 88 ? this.nearly(made) : this.garbage(made);
  }

  private valid(operation: Operation): MadeUp {
    const values = this.values(operation);
    const parameters = new Map<string, string>();
    for (const { name, required, place, schema } of operation.parameters)
      if (required || this.dice.roll(3) === 0) {
        const value = name === 'instanceId' && place === 'path' ? undefined : values.value(schema, name);
        parameters.set(name, text(value ?? this.surroundings.instance(operation.id)));
      }
    const call = { method: operation.method, path: this.path(operation, parameters), headers: [KEY] };
    const { headers = call.headers, ...body } = this.body(operation);
    const own = operation.parameters.flatMap(({ name, place }) => this.headerOf(name, place));
    return { operation, call: { ...call, ...body, headers: [...headers, ...own] } };
  }

  /** Few keys, so that they come again, with the same request and with others. */
  private headerOf(name: string, place: string): Header[] {
    return place === 'header' && this.dice.roll(3) === 0 ? [[name, `key-${this.dice.roll(40)}`]] : [];
  }

  private values(operation: Operation): SchemaValues {
    return new SchemaValues(this.document, this.dice, (name) =>
      this.surroundings.known(subject(operation), name),
    );
  }

  private path({ path, parameters }: Operation, values: ReadonlyMap<string, string>): string {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encoded(values.get(name) ?? ''));
    const query = parameters.flatMap(({ name, place }) => {
      const value = values.get(name);
      return place === 'query' && value !== undefined ? [`${name}=${encoded(value)}`] : [];
    });
    return query.length > 0 ? `${filled}?${query.join('&')}` : filled;
  }

  private body(operation: Operation): Pick<Call, 'body' | 'headers'> {
    const types = Object.keys(operation.bodies);
    if (types.length === 0 || (!operation.bodyRequired && this.dice.roll(3) === 0)) return { headers: [KEY] };
    const type = this.dice.pick(types);
    const made = this.values(operation).object(operation.bodies[type] ?? {});
    if (type !== 'multipart/form-data') return { headers: [KEY, JSON_TYPE], body: JSON.stringify(made) };
    const headers: Header[] = [KEY, ['Content-Type', `${type}; boundary=${BOUNDARY}`]];
    return { headers, body: multipart(made) };
  }

  /** One thing is wrong. */
  private nearly(made: MadeUp): MadeUp {
    const { operation, call } = made;
    const json = operation.bodies['application/json'];
    const spots = ['path', 'query', ...(json ? ['field', 'field', 'field', 'missing', 'unknown'] : [])];
    const spot = this.dice.pick(spots);
    if (spot === 'path' || spot === 'query') {
      const named = operation.parameters.filter(({ place }) => place === spot);
      const [path = '', query = ''] = call.path.split('?', 2);
      if (named.length === 0 || spot === 'query') {
        const name = named.length > 0 ? this.dice.pick(named).name : oddText(this.dice);
        const more = `${encoded(name)}=${encoded(oddText(this.dice))}`;
        return wrong(made, { path: `${path}?${query ? `${query}&` : ''}${more}` }, `query ${name}`);
      }
      const { name } = this.dice.pick(named);
      const odd = oddText(this.dice) || '%';
      const values = new Map(
        operation.parameters.map((each) => [
          each.name,
          text(this.surroundings.known(subject(operation), each.name) ?? 'bot'),
        ]),
      );
      return wrong(made, { path: this.path(operation, values.set(name, odd)) }, `path ${name}`);
    }
    const values = this.values(operation);
    const body = values.object(json ?? {});
    const field = this.dice.pick([...values.properties(json ?? {}), 'nonsense']);
    if (spot === 'missing') Reflect.deleteProperty(body, field);
    const members = Object.entries(body).map(
      ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
    );
    if (spot !== 'missing') {
      const name =
        spot === 'unknown' ? this.dice.pick(['__proto__', 'constructor', '0', oddText(this.dice)]) : field;
      members.push(`${JSON.stringify(name)}:${anyJson(this.dice)}`);
    }
    return wrong(made, { headers: [KEY, JSON_TYPE], body: `{${members.join(',')}}` }, `${spot} ${field}`);
  }

  /** Not even the outside is as it should be. */
  private garbage(made: MadeUp): MadeUp {
    const { call } = made;
    switch (this.dice.roll(6)) {
      case 0:
        return wrong(made, { headers: [...this.dice.pick(NOT_THE_KEY).headers, JSON_TYPE] }, 'key');
      case 1:
        return wrong(made, { method: this.dice.pick(METHODS) }, 'method');
      case 2:
        return wrong(made, { headers: [KEY, JSON_TYPE], body: this.dice.pick(NOT_JSON) }, 'no JSON');
      case 3: {
        const headers = [KEY, ...this.dice.pick(NOT_JSON_TYPES)];
        return wrong(made, { headers, body: call.body ?? '{}' }, 'media type');
      }
      case 4: {
        const body = damaged(this.dice, String(call.body ?? '{"a":1}'));
        return wrong(
          made,
          { body, headers: [...(call.headers ?? []), ...(call.body ? [] : [JSON_TYPE])] },
          'damaged',
        );
      }
      default: {
        const odd = encodeURI(wellFormed(oddText(this.dice))).replaceAll('#', '%23');
        return wrong(made, { path: `${call.path.split('?', 1)[0]}/${odd}` }, 'another path');
      }
    }
  }
}

/** The id of the operation; of an upload, that of the operation that does the same. */
function subject({ id }: Operation): string {
  return id.replace(/Upload$/, '');
}

/** The same request with another valid key. */
export function withKey(made: MadeUp, key: string): MadeUp {
  const headers = made.call.headers?.map((header): Header => (header === KEY ? [KEY[0], key] : header));
  return { ...made, call: { ...made.call, ...(headers && { headers }) } };
}

function wrong(made: MadeUp, change: Partial<Call>, what: string): MadeUp {
  return { ...made, call: { ...made.call, ...change }, wrong: what };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Files are handed in as data: URIs by those who make values up. */
function multipart(fields: Record<string, unknown>): Buffer {
  const parts = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((each: unknown) => {
      const file = /^data:([^;]*);base64,(.*)$/.exec(String(each));
      const attributes = file ? `; filename="fuzz.bin"\r\nContent-Type: ${file[1]}` : '';
      const content = file ? Buffer.from(file[2] ?? '', 'base64') : Buffer.from(text(each));
      const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${attributes}\r\n\r\n`;
      return Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n')]);
    }),
  );
  return Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}
