import { changed, changedValues, type Json, objectAt } from './json.js';

const SCHEMAS = '#/components/schemas/';

/**
 * Gives the schemas of a document the names of their classes without `Dto`: what a class is to the server is of no
 * interest to callers.
 * @throws if two schemas would have the same name
 */
export function withPublicNames(document: Json): Json {
  const components = objectAt(document, 'components');
  const schemas = objectAt(components, 'schemas');
  const names = new Set<string>();
  for (const name of Object.keys(schemas).map(publicName)) {
    if (names.has(name)) throw new Error(`two schemas would be called ${name}: rename one of the classes`);
    names.add(name);
  }
  const renamed = changedValues({ ...document, components: { ...components, schemas: {} } }, referring);
  const own = Object.entries(schemas).map(([name, schema]) => [publicName(name), referring(schema)]);
  return { ...renamed, components: { ...objectAt(renamed, 'components'), schemas: Object.fromEntries(own) } };
}

function publicName(name: string): string {
  return name.replace(/Dto$/, '');
}

/** A copy of a value whose references have the public names. */
function referring(value: unknown): unknown {
  return changed(value, (part) =>
    typeof part === 'string' && part.startsWith(SCHEMAS) ? publicName(part) : part,
  );
}
