/** An object of a JSON document. */
export type Json = Record<string, unknown>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that `parent` has by this name; an empty one if that is no object. */
export function objectAt(parent: Json, name: string): Json {
  const value = parent[name];
  return isJson(value) ? value : {};
}

/** A copy of a value, in which each object and each text has been changed, the inner ones first. */
export function changed(value: unknown, change: (part: Json | string) => unknown): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => changed(each, change));
  if (!isJson(value)) return value;
  return change(changedValues(value, (each) => changed(each, change)));
}

/** A copy of an object with other values. */
export function changedValues(object: Json, change: (value: unknown, name: string) => unknown): Json {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));
}

/** A copy of a document whose operations have been changed. */
export function withOperations(document: Json, change: (operation: Json, path: string) => Json): Json {
  const paths = changedValues(objectAt(document, 'paths'), (item, path) =>
    isJson(item)
      ? changedValues(item, (operation) => (isJson(operation) ? change(operation, path) : operation))
      : item,
  );
  return { ...document, paths };
}

/** A copy of a document with more components of a kind. */
export function withComponents(document: Json, kind: string, more: Json): Json {
  const components = objectAt(document, 'components');
  return { ...document, components: { ...components, [kind]: { ...objectAt(components, kind), ...more } } };
}
