// Reads the operations of the document for generators of clients, and writes the classes by which TypeScript calls them: one for each tag, with a method for each
// operation, which has the id of the operation. What they do is in packages/client/src/caller.ts.

/** The path of an instance, and the parameter that its classes know. */
const INSTANCE = '{instanceId}';

/** @returns the text of the module */
export function resourcesOf(document) {
  const { classes, roots } = groupsOf(document);
  return [
    '// This file is generated from openapi.json by `npm run client`.',
    '',
    "import type { CallOptions, Caller, KeyedOptions } from '../caller.js';",
    "import * as api from './sdk.gen.js';",
    "import type * as types from './types.gen.js';",
    '',
    ...classes.map(([name, tag, each, own]) =>
      classOf(name, `${tag}${own ? ' of an instance' : ' of the server'}.`, each, own),
    ),
    ...roots.map(([name, each, own]) =>
      classOf(
        name,
        own ? 'Operations of one instance.' : 'Operations of the server.',
        each,
        own,
        classes.filter(([, , , owned]) => owned === own).map(([type, tag]) => [lowered(tag), type]),
      ),
    ),
  ].join('\n');
}

/**
 * The operations that a client has, in groups.
 * @returns `classes`, one for each tag of an instance and of the server: name, tag, operations, whether they are those of
 * an instance; and `roots`, which have the classes as parts: name, operations of their own, whether of an instance
 */
export function groupsOf({ paths, components }) {
  const operations = Object.entries(paths)
    .flatMap(([path, item]) => Object.entries(item).map(([method, each]) => ({ path, method, ...each })))
    .map((operation) => operationOf(operation, components.schemas))
    .filter(({ possible, streams }) => possible && !streams);
  const ofInstance = operations.filter(({ own }) => own);
  const ofServer = operations.filter(({ own }) => !own);
  const classes = [
    ...byTag(ofInstance.filter(({ tag }) => tag !== 'Instances')).map(([tag, each]) => [
      `${tag}Api`,
      tag,
      each,
      true,
    ]),
    ...byTag(ofServer).map(([tag, each]) => [`Server${tag}Api`, tag, each, false]),
  ];
  const roots = [
    ['InstanceApi', ofInstance.filter(({ tag }) => tag === 'Instances'), true],
    ['MiawApi', [], false],
  ];
  return { classes, roots };
}

function operationOf(
  { path, method, operationId, summary, description, tags, parameters = [], requestBody, responses },
  schemas,
) {
  const named = (place) => parameters.filter((parameter) => parameter.in === place).map(({ name }) => name);
  const success = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  const types = success.flatMap(([, { content = {} }]) => Object.keys(content));
  const schema = success[0]?.[1].content?.['application/json']?.schema;
  const query = parameters.filter((parameter) => parameter.in === 'query');
  return {
    path,
    method,
    id: operationId,
    text: description === undefined ? [summary] : [summary, '', description],
    tag: tags[0],
    own: path.includes(INSTANCE),
    possible: success.length > 0,
    streams: types.includes('text/event-stream'),
    raw: schema === undefined,
    names: named('path').filter((name) => name !== 'instanceId'),
    body: requestBody && { required: requestBody.required === true },
    query: query.length > 0 && { required: query.some(({ required }) => required === true) },
    keyed: named('header').includes('Idempotency-Key'),
    paged: named('query').includes('cursor'),
    items: listIn(schemas[refOf(schema?.properties?.data)?.split('/').at(-1)]),
    parameters,
    content: requestBody?.content,
    result: schema?.properties?.data,
  };
}

/** What a schema refers to, also with a description beside it. */
function refOf({ $ref, allOf } = {}) {
  return $ref ?? allOf?.[0]?.$ref;
}

/** The list that a page consists of. */
function listIn({ properties = {} } = {}) {
  return Object.entries(properties).find(([, { type }]) => type === 'array')?.[0];
}

function byTag(operations) {
  const tags = new Map();
  for (const operation of operations)
    tags.set(operation.tag, [...(tags.get(operation.tag) ?? []), operation]);
  return [...tags];
}

function classOf(name, comment, operations, own, parts = []) {
  const constructor = [
    '  constructor(',
    '    protected readonly caller: Caller,',
    ...(own ? ['    protected readonly path: { instanceId: string },'] : []),
    '  ) {',
    ...parts.map(([part, type]) => `    this.${part} = new ${type}(caller${own ? ', path' : ''});`),
    '  }',
  ];
  return [
    `/** ${comment} */`,
    `export class ${name} {`,
    ...parts.map(([part, type]) => `  readonly ${part}: ${type};`),
    ...constructor,
    ...operations.map(methodOf),
    '}',
    '',
  ].join('\n');
}

function methodOf(operation) {
  const { id, text, names, body, query, own, keyed, paged, raw } = operation;
  const data = `types.${id[0].toUpperCase()}${id.slice(1)}Data`;
  const parameters = [
    ...names.map((name) => `${name}: string`),
    ...(body ? [`body${body.required ? '' : '?'}: ${data}['body']`] : []),
    ...(query ? [`query${query.required ? '' : '?'}: ${data}['query']`] : []),
    `options?: ${keyed ? 'KeyedOptions' : 'CallOptions'}`,
  ];
  const path = [...(own ? ['...this.path'] : []), ...names].join(', ');
  const request = [
    '...base',
    ...(path === '' ? [] : [`path: { ${path} }`]),
    ...(body ? ['body'] : []),
    ...(query ? [paged ? 'query: { ...query, cursor }' : 'query'] : []),
  ].join(', ');
  const call = `api.${id}({ ${request} })`;
  const result = paged
    ? `this.caller.paged((base, cursor = query?.cursor) => ${call}, (page) => page.${operation.items}, options)`
    : `this.caller.${raw ? 'raw' : keyed ? 'keyed' : 'data'}((base) => ${call}, options)`;
  return [
    '',
    '  /**',
    ...text.map((line) => `   * ${line}`.trimEnd()),
    '   */',
    `  ${id}(${parameters.join(', ')}) {`,
    `    return ${result};`,
    '  }',
  ].join('\n');
}

function lowered(text) {
  return text[0].toLowerCase() + text.slice(1);
}
