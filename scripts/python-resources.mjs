// Writes the classes by which Python calls the operations: those of the TypeScript client, with names as Python has them.
// What they do is in clients/python/miaw_api/_caller.py.
import { groupsOf } from './resources.mjs';
import { docText, indented, snake } from './python-types.mjs';

const FORM = 'multipart/form-data';

/**
 * @param types knows the types of the document
 * @returns the text of the module
 */
export function pythonResourcesOf(document, types) {
  const { classes, roots } = groupsOf(document);
  const named = document.components.schemas;
  const ids = [...classes, ...roots].flatMap((each) => each.flat().flatMap(({ id }) => id ?? []));

  function typeOf(schema, place) {
    return types.of(schema, { place, write: (name) => `t.${name}` });
  }

  /** The fields of a body, which may consist of several parts. */
  function fieldsOf(schema) {
    if (schema.$ref) return fieldsOf(named[nameIn(schema)]);
    if (schema.allOf) return schema.allOf.flatMap(fieldsOf);
    const { properties, required = [] } = schema;
    return Object.entries(properties).map(([name, each]) => ({
      name,
      required: required.includes(name),
      description: each.description,
      schema: each,
    }));
  }

  function argumentType({ name, schema }, id) {
    if (schema.format === 'binary') return 'File';
    if (schema.items?.format === 'binary') return 'Sequence[File]';
    const type = typeOf(schema, `${id}${name}`);
    return schema.format === 'date-time' ? type.replace('str', 'Union[str, datetime]') : type;
  }

  /** What an operation takes, in the order of its method. */
  function argumentsOf({ id, names, parameters, content = {}, keyed }) {
    const [[kind, { schema } = {}] = []] = Object.entries(content);
    const body = schema ? fieldsOf(schema) : [];
    const path = names.map((name) => ({ ...parameters.find((each) => each.name === name), required: true }));
    // Lists that may stand in the body or in the query stand in the body.
    const query = parameters.filter(
      (each) => each.in === 'query' && !body.some(({ name }) => name === each.name),
    );
    const all = [...path, ...body, ...query].map(({ name }) => snake(name));
    const own = ['self', 'timeout', ...(keyed ? ['idempotency_key'] : [])];
    const twice = all.find((name, index) => own.includes(name) || all.indexOf(name) !== index);
    if (twice) throw new Error(`${id} has two arguments ${twice}`);
    return { path, body, query, kind };
  }

  function methodOf(operation) {
    const { id, keyed, paged, raw, method, items, result } = operation;
    const { path, body, query, kind } = argumentsOf(operation);
    const keywords = [...body, ...query].toSorted(
      (one, other) => Number(other.required ?? false) - Number(one.required ?? false),
    );
    const signature = [
      'self',
      ...path.map(({ name }) => `${snake(name)}: str`),
      '*',
      ...keywords.map(
        (each) =>
          `${snake(each.name)}: ${argumentType(each, id)}${each.required === true ? '' : ' = ABSENT'}`,
      ),
      ...(keyed ? ['idempotency_key: Optional[str] = None'] : []),
      'timeout: Optional[float] = None',
    ];
    const request = [
      ...(paged ? [`"${items}"`] : []),
      `"${method.toUpperCase()}"`,
      pathText(operation),
      ...(query.length > 0 ? [`query=${dict(query)}`] : []),
      ...(operation.body ? [`${kind === FORM ? 'form' : 'body'}=${dict(body)}`] : []),
      ...(operation.body && !operation.body.required ? ['body_required=False'] : []),
      ...(keyed ? ['keyed=True', 'idempotency_key=idempotency_key'] : []),
      'timeout=timeout',
    ];
    const page = raw ? undefined : typeOf(result, id);
    const returned = raw ? 'Download' : paged ? `Pages[${page}, ${itemType(operation)}]` : page;
    return [
      `def ${snake(id)}(`,
      ...signature.map((each) => indented(`${each},`)),
      `) -> ${returned}:`,
      indented(docOf(operation, [...path, ...keywords], ids)),
      `    _answer: ${returned} = self._caller.${raw ? 'download' : paged ? 'pages' : 'data'}(`,
      ...request.map((each) => indented(`${each},`, 2)),
      '    )',
      '    return _answer',
    ].join('\n');
  }

  function itemType({ id, result, items }) {
    return typeOf(named[nameIn(result.allOf?.[0] ?? result)].properties[items].items, id);
  }

  function classOf(name, comment, operations, own, parts = []) {
    return [
      `class ${name}:`,
      `    """${comment}"""`,
      '',
      `    def __init__(self, caller: Caller${own ? ', instance_id: str' : ''}) -> None:`,
      '        self._caller = caller',
      ...(own ? ['        self._instance_id = instance_id'] : []),
      ...parts.map(
        ([tag, type]) => `        self.${snake(tag)} = ${type}(caller${own ? ', instance_id' : ''})`,
      ),
      ...operations.flatMap((operation) => ['', indented(methodOf(operation))]),
    ].join('\n');
  }

  const texts = [
    ...classes.map(([name, tag, operations, own]) =>
      classOf(name, `${tag} of ${own ? 'an instance' : 'the server'}.`, operations, own),
    ),
    ...roots.map(([name, operations, own]) =>
      classOf(
        name,
        own ? 'Operations of one instance.' : 'Operations of the server.',
        operations,
        own,
        classes.filter(([, , , owned]) => owned === own).map(([type, tag]) => [tag, type]),
      ),
    ),
  ];
  return [
    '"""The operations of the API, in groups. Generated from openapi.json."""',
    '',
    'from __future__ import annotations',
    '',
    'from datetime import datetime',
    'from typing import Any, Dict, List, Literal, Optional, Sequence, Union',
    '',
    'from . import types as t',
    'from ._caller import ABSENT, Caller, Download, segment',
    'from ._files import File',
    'from ._pages import Pages',
    ...texts.flatMap((text) => ['', '', text]),
    '',
  ].join('\n');
}

function nameIn({ $ref }) {
  return $ref.split('/').at(-1);
}

function pathText({ path, names }) {
  const filled = path.replaceAll(/\{(\w+)\}/g, (found, name) =>
    names.includes(name) ? `{segment(${snake(name)})}` : '{segment(self._instance_id)}',
  );
  return filled === path ? `"${path}"` : `f"${filled}"`;
}

function dict(fields) {
  const entries = fields.map(({ name }) => `    "${name}": ${snake(name)},`);
  return ['{', ...entries, '}'].join('\n');
}

function docOf({ text, keyed }, parameters, ids) {
  const names = new Set([...ids, ...parameters.map(({ name }) => name)]);
  const inPython = (written) =>
    docText(written).replaceAll(/`(\w+)`/g, (found, name) =>
      names.has(name) ? `\`${snake(name)}\`` : found,
    );
  const described = [
    ...parameters.map(({ name, description }) => [snake(name), description]),
    ...(keyed
      ? [['idempotency_key', 'Default: a new one. Give your own to repeat the call after a restart.']]
      : []),
  ].filter(([, description]) => description);
  const lines = [
    ...text.map((each) => inPython(each).replace(/^[^.\n]+$/, '$&.')),
    ...(described.length > 0 ? ['', 'Args:'] : []),
    ...described.map(
      ([name, description]) => `    ${name}: ${inPython(description).replaceAll(/\s*\n\s*/g, ' ')}`,
    ),
  ];
  return lines.length === 1 ? `"""${lines[0]}"""` : ['"""' + lines[0], ...lines.slice(1), '"""'].join('\n');
}
