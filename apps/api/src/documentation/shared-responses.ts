import { type ErrorCode, ERROR_CODES } from '../http/error-catalogue.js';
import { changedValues, isJson, type Json, objectAt, withComponents, withOperations } from './json.js';

/**
 * Makes components of the answers that are errors, each named after its codes: most operations have the same.
 * @throws if answers with the same codes are not the same
 */
export function withSharedResponses(document: Json): Json {
  const shared = new Map<string, Json>();
  const refer = (response: unknown): unknown => {
    const codes = isJson(response) ? codesOf(response) : [];
    if (!isJson(response) || codes.length === 0) return response;
    const name = nameOf(codes);
    const known = shared.get(name);
    if (known && JSON.stringify(known) !== JSON.stringify(response))
      throw new Error(`there are two answers ${name}`);
    shared.set(name, response);
    return { $ref: `#/components/responses/${name}` };
  };
  const changed = withOperations(document, (operation) => ({
    ...operation,
    responses: changedValues(objectAt(operation, 'responses'), refer),
  }));
  const sorted = [...shared].sort(([one], [other]) => (one < other ? -1 : 1));
  return withComponents(changed, 'responses', Object.fromEntries(sorted));
}

/** The error codes that an answer can have, by its examples. */
function codesOf(response: Json): ErrorCode[] {
  const { examples } = objectAt(objectAt(response, 'content'), 'application/json');
  return isJson(examples) ? ERROR_CODES.filter((code) => code in examples) : [];
}

const NOT_FOUND = 'NotFound';

/** `InstanceOrGroupNotFound`, for example. */
function nameOf(codes: readonly ErrorCode[]): string {
  const names = codes.map(pascal);
  return names.every((name) => name.endsWith(NOT_FOUND))
    ? names.map((name) => name.slice(0, -NOT_FOUND.length)).join('Or') + NOT_FOUND
    : names.join('Or');
}

function pascal(code: string): string {
  return code
    .split('_')
    .map((word) => word.slice(0, 1) + word.slice(1).toLowerCase())
    .join('');
}
