import { isObject } from './api.js';

/** A value that an operation takes. */
export interface Input {
  where: 'path' | 'query' | 'body';
  name: string;
  required: boolean;
  /** How its text is read. */
  kind: 'text' | 'number' | 'json';
  /** The values that it may have; empty: any. */
  options: readonly string[];
  description: string | undefined;
  /** What stands in its field at first. */
  initial: string;
}

/** An operation of the API, as its document describes it. */
export interface Operation {
  id: string;
  method: string;
  path: string;
  summary: string;
  scope: string | undefined;
  /** Takes an idempotency key. */
  keyed: boolean;
  hasBody: boolean;
  example: Record<string, unknown> | undefined;
  inputs: readonly Input[];
}

type Json = Record<string, unknown>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const JSON_TYPE = 'application/json';
/** Answers that a page can show. Files and streams are others. */
const SHOWN = [JSON_TYPE, 'text/plain'];

/** The operations of an OpenAPI document whose answers can be shown, by summary. */
export function operationsIn(document: unknown): Operation[] {
  const paths = at(document, 'paths');
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = isObject(item) ? item[method] : undefined;
      return isObject(operation) && isShown(operation)
        ? [operationOf(document, path, method, operation)]
        : [];
    }),
  );
  return operations.sort((one, other) => one.summary.localeCompare(other.summary));
}

/** Uploads have no JSON: they are for programs. */
function isShown(operation: Json): boolean {
  const types = Object.keys(at(at(operation, 'requestBody'), 'content'));
  if (types.length > 0 && !types.includes(JSON_TYPE)) return false;
  return Object.entries(at(operation, 'responses')).some(
    ([status, response]) =>
      status.startsWith('2') && Object.keys(at(response, 'content')).some((type) => SHOWN.includes(type)),
  );
}

function operationOf(document: unknown, path: string, method: string, operation: Json): Operation {
  const parameters = list(operation['parameters']);
  const content = at(at(at(operation, 'requestBody'), 'content'), JSON_TYPE);
  const example = isObject(content['example']) ? content['example'] : undefined;
  const schema = resolved(document, content['schema']);
  const required = list(schema['required']);
  const body = Object.entries(propertiesOf(document, schema)).map(([name, property]) =>
    inputOf(document, 'body', name, property, required.includes(name), example?.[name]),
  );
  const inPlaces = parameters.filter(isObject).flatMap((parameter) => {
    const { in: where, name } = parameter;
    if (where !== 'path' && where !== 'query') return [];
    const described = { ...at(parameter, 'schema'), description: parameter['description'] };
    const initial = where === 'path' ? at(parameter, 'schema')['example'] : undefined;
    return [inputOf(document, where, String(name), described, parameter['required'] === true, initial)];
  });
  const scope = operation['x-required-scope'];
  return {
    id: String(operation['operationId']),
    method: method.toUpperCase(),
    path,
    summary: String(operation['summary']),
    scope: typeof scope === 'string' ? scope : undefined,
    keyed: parameters.some((parameter) => isObject(parameter) && parameter['name'] === 'Idempotency-Key'),
    hasBody: Object.keys(content).length > 0,
    example,
    inputs: [...inPlaces, ...body],
  };
}

function inputOf(
  document: unknown,
  where: Input['where'],
  name: string,
  property: unknown,
  required: boolean,
  example: unknown,
): Input {
  const schema = resolved(document, property);
  const types = [schema['type']].flat();
  const kind = types.includes('string')
    ? 'text'
    : types.includes('integer') || types.includes('number')
      ? 'number'
      : 'json';
  const options = list(schema['enum'])
    .filter((value) => value !== null)
    .map(String);
  const description = isObject(property) ? (property['description'] ?? schema['description']) : undefined;
  return {
    where,
    name,
    required,
    kind,
    options: types.includes('boolean') ? ['true', 'false'] : options,
    description: typeof description === 'string' ? description : undefined,
    initial: example === undefined ? '' : typeof example === 'string' ? example : JSON.stringify(example),
  };
}

/** The properties of a schema, and of those that it is made of. */
function propertiesOf(document: unknown, schema: Json): Json {
  const parts = list(schema['allOf']).map((part) => propertiesOf(document, resolved(document, part)));
  return Object.assign({}, ...parts, at(schema, 'properties'));
}

/** What a reference names. */
function resolved(document: unknown, schema: unknown): Json {
  if (!isObject(schema)) return {};
  const [only] = list(schema['allOf']);
  const reference =
    schema['$ref'] ?? (isObject(only) && schema['properties'] === undefined ? only['$ref'] : undefined);
  if (typeof reference !== 'string') return schema;
  const name = reference.split('/').at(-1) ?? '';
  return resolved(document, at(at(document, 'components'), 'schemas')[name]);
}

function at(value: unknown, name: string): Json {
  const found = isObject(value) ? value[name] : undefined;
  return isObject(found) ? found : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
