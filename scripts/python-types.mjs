// Writes the schemas of the document as types of Python 3.9: a TypedDict for each object, an alias for everything else.

const KEYWORDS = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if import
  in is lambda nonlocal not or pass raise return try while with yield`.split(/\s+/),
);

const SCALARS = { string: 'str', integer: 'int', number: 'float', boolean: 'bool', null: 'None' };

/** A name of the API as Python has it: `quotedMessageId` is `quoted_message_id`, and `from` is `from_`. */
export function snake(name) {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
  return KEYWORDS.has(words) ? `${words}_` : words;
}

/** A text as the inside of a docstring. */
export function docText(text) {
  return text.replaceAll('\\', '\\\\').replaceAll('"""', "'''").trim();
}

export function indented(text, depth = 1) {
  return text
    .split('\n')
    .map((line) => `${'    '.repeat(depth)}${line}`.trimEnd())
    .join('\n');
}

/** Knows the types of schemas, and collects the classes that objects within them need. */
export class PythonTypes {
  /** The text of each class, by its name. */
  #classes = new Map();
  /** The names of classes, by the schemas that have no name of their own. */
  #names = new Map();
  #aliases = [];

  /** @param schemas the named ones of the document */
  constructor(schemas) {
    this.schemas = schemas;
    // An alias is evaluated when the module is imported.
    const write = (name) => `"${name}"`;
    for (const [name, schema] of Object.entries(schemas)) {
      if (schema.properties) this.#addClass(name, schema);
      else this.#aliases.push([name, schema.description, this.of(schema, { place: name, write })]);
    }
  }

  /**
   * The type of a schema.
   * @param place names the class of an object that has no name
   * @param write how the name of a class is written
   */
  of(schema, { place, write = (name) => name }) {
    const inner = (each, suffix = '') => this.of(each, { place: `${place}${suffix}`, write });
    if (schema.$ref) return write(schema.$ref.split('/').at(-1));
    if (schema.allOf?.length === 1) return inner(schema.allOf[0]);
    const choices = schema.oneOf ?? schema.anyOf;
    if (choices) return union(choices.map((choice) => inner(choice)));
    if (Array.isArray(schema.type)) return union(schema.type.map((type) => inner({ ...schema, type })));
    if (schema.type === 'null') return 'None';
    if (schema.enum) return literal(schema.enum.filter((value) => value !== null));
    if (schema.properties) return write(this.#nameOf(schema, place));
    if (schema.type === 'array') return `List[${inner(schema.items, 'Item')}]`;
    if (schema.type === 'object') {
      const { additionalProperties: rest } = schema;
      return `Dict[str, ${typeof rest === 'object' ? inner(rest, 'Value') : 'Any'}]`;
    }
    const scalar = SCALARS[schema.type];
    if (scalar === undefined) throw new Error(`${place}: no type for ${JSON.stringify(schema)}`);
    return scalar;
  }

  /** The text of the module. */
  module() {
    return [
      '"""The objects of the API, with the names that they have there. Generated from openapi.json."""',
      '',
      'from __future__ import annotations',
      '',
      'from typing import Any, Dict, List, Literal, Optional, TypedDict, Union',
      ...[...this.#classes.values()].flatMap((text) => ['', '', text]),
      '',
      ...this.#aliases.flatMap(([name, description, type]) => [
        '',
        `${name} = ${type}`,
        ...(description ? [`"""${docText(description)}"""`] : []),
      ]),
      '',
    ].join('\n');
  }

  #nameOf(schema, place) {
    const known = this.#names.get(schema);
    if (known === undefined) this.#addClass(place, schema);
    return known ?? place;
  }

  #addClass(name, schema) {
    if (this.#classes.has(name)) throw new Error(`there are two classes ${name}`);
    const { description, properties, required = [] } = schema;
    this.#names.set(schema, name);
    this.#classes.set(name, '');
    const fields = Object.entries(properties).map(([field, each]) => ({
      field,
      type: this.of(each, { place: `${name}${field[0].toUpperCase()}${field.slice(1)}` }),
      text: each.description,
      needed: required.includes(field),
    }));
    this.#classes.set(name, classText(name, description, fields));
  }
}

/**
 * A class, with bases for those of its keys that it cannot have itself: before Python 3.11, all keys of a class are required
 * or none, and a key that is a word of the language takes a call instead of a class.
 */
function classText(name, description, fields) {
  const [needed, optional] = [true, false].map((each) => fields.filter((field) => field.needed === each));
  const isOdd = (some) => some.some(({ field }) => KEYWORDS.has(field));
  const bases = [];
  if (isOdd(needed)) bases.push([`_${name}Required`, called(`_${name}Required`, needed, true)]);
  else if (needed.length > 0 && optional.length > 0)
    bases.push([`_${name}Required`, classOf(`_${name}Required`, ['TypedDict'], needed)]);
  if (isOdd(optional)) bases.push([`_${name}Optional`, called(`_${name}Optional`, optional, false)]);
  const own = isOdd(optional) ? [] : optional;
  const names = bases.length > 0 ? bases.map(([base]) => base) : ['TypedDict'];
  const left = own.length > 0 ? own : bases.length > 0 ? [] : needed;
  return [
    ...bases.map(([, text]) => text),
    classOf(name, own.length > 0 ? [...names, 'total=False'] : names, left, description),
  ].join('\n\n\n');
}

function classOf(name, bases, fields, description) {
  const body = [
    ...(description ? [`"""${docText(description)}"""`] : []),
    ...(description && fields.length > 0 ? [''] : []),
    ...fields.flatMap(({ field, type, text }) => [
      `${field}: ${type}`,
      ...(text ? [`"""${docText(text)}"""`] : []),
    ]),
  ];
  return [
    `class ${name}(${bases.join(', ')}):`,
    indented((body.length > 0 ? body : ['pass']).join('\n')),
  ].join('\n');
}

function called(name, fields, total) {
  const entries = fields.map(({ field, type }) => `        "${field}": ${JSON.stringify(type)},`);
  return [
    `${name} = TypedDict(`,
    `    "${name}",`,
    '    {',
    ...entries,
    '    },',
    `    total=${total ? 'True' : 'False'},`,
    ')',
  ].join('\n');
}

function literal(values) {
  const written = values.map((value) =>
    typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value),
  );
  return `Literal[${written.join(', ')}]`;
}

function union(types) {
  const some = [...new Set(types.filter((type) => type !== 'None'))];
  const one = some.length === 1 ? some[0] : `Union[${some.join(', ')}]`;
  return types.includes('None') ? `Optional[${one}]` : one;
}
