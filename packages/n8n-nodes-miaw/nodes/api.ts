import {
  type IDataObject,
  type IExecuteFunctions,
  type IHookFunctions,
  type IHttpRequestMethods,
  type IHttpRequestOptions,
  type ILoadOptionsFunctions,
  NodeApiError,
} from 'n8n-workflow';
import { isObject, textOf } from './values.js';

export const CREDENTIALS = 'miawApi';

/** What n8n gives a node that may call the server. */
export type Caller = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions;

export interface Call {
  method: IHttpRequestMethods;
  /** Below `/api/v1`, with its parts encoded. */
  path: string;
  query?: IDataObject;
  /** JSON, or the bytes of a body whose type `headers` names. */
  body?: IDataObject | Buffer;
  headers?: IDataObject;
  /** Whether the answer is a file. */
  file?: true;
  /** Which of the node's items it is for. */
  item?: number;
}

export interface Answer {
  status: number;
  headers: IDataObject;
  /** An object if the answer was JSON, otherwise bytes. */
  body: unknown;
}

/**
 * Calls the server. Refusals are answers, too.
 * @throws NodeApiError if there is no answer
 */
export async function send(
  caller: Caller,
  { method, path, query, body, headers, file, item }: Call,
): Promise<Answer> {
  const { baseUrl } = await caller.getCredentials(CREDENTIALS, item);
  const options: IHttpRequestOptions = {
    method,
    url: `${textOf(baseUrl).replace(/\/+$/, '')}/api/v1${path}`,
    qs: query,
    body,
    headers,
    returnFullResponse: true,
    ignoreHttpStatusErrors: true,
    ...(file ? { encoding: 'arraybuffer' } : { json: !Buffer.isBuffer(body) }),
  };
  let answer: unknown;
  try {
    answer = await caller.helpers.httpRequestWithAuthentication.call(caller, CREDENTIALS, options);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'unknown reason';
    throw new NodeApiError(
      caller.getNode(),
      { message },
      { message: `The server cannot be reached: ${message}`, itemIndex: item },
    );
  }
  if (!isObject(answer)) throw new NodeApiError(caller.getNode(), { message: 'There was no answer' });
  const { statusCode, headers: received, body: content } = answer;
  const status = Number(statusCode);
  return {
    status,
    headers: isObject(received) ? received : {},
    body: file && status < 400 ? content : parsed(content),
  };
}

/**
 * Calls the server.
 * @returns `data` of the answer
 * @throws NodeApiError with the code and the message of a refusal
 */
export async function request(caller: Caller, call: Call): Promise<unknown> {
  const answer = await send(caller, call);
  if (answer.status >= 400) throw refusal(caller, answer, call.item);
  return isObject(answer.body) ? answer.body['data'] : undefined;
}

/** The objects in what the server has answered: in a list, or the answer alone. */
export function objectsIn(data: unknown): IDataObject[] {
  return (Array.isArray(data) ? data : [data]).filter(isObject);
}

/** The error that a refusal is thrown as: `context` has its `code`, `status`, `details` and `correlationId`. */
export function refusal(caller: Caller, { status, body }: Answer, item?: number): NodeApiError {
  const given = isObject(body) && isObject(body['error']) ? body['error'] : {};
  const { details, correlationId } = given;
  const code = typeof given['code'] === 'string' ? given['code'] : `HTTP_${status}`;
  const message = typeof given['message'] === 'string' ? given['message'] : 'The server refused the request';
  const told = { code, message, ...(isObject(details) && { details: JSON.stringify(details) }) };
  const error = new NodeApiError(caller.getNode(), told, {
    message: `${code}: ${message}`,
    description: [told.details, textOf(correlationId) && `correlationId: ${textOf(correlationId)}`]
      .filter(Boolean)
      .join('\n'),
    httpCode: String(status),
    itemIndex: item,
  });
  Object.assign(error.context, {
    code,
    status,
    ...(isObject(details) && { details }),
    ...(correlationId !== undefined && { correlationId }),
  });
  return error;
}

/**
 * The entries of a list that has pages.
 * @param name what the entries are called in the answer
 * @param limit the largest number of entries; Infinity for all
 */
export async function listed(
  caller: Caller,
  name: string,
  limit: number,
  { query, ...call }: Omit<Call, 'method' | 'body'>,
): Promise<IDataObject[]> {
  const found: IDataObject[] = [];
  let cursor: unknown;
  do {
    const [page = {}] = objectsIn(
      await request(caller, {
        ...call,
        method: 'GET',
        query: {
          ...query,
          limit: Math.min(limit - found.length, LARGEST_PAGE),
          ...(typeof cursor === 'string' && { cursor }),
        },
      }),
    );
    found.push(...objectsIn(page[name]));
    cursor = page['nextCursor'];
  } while (typeof cursor === 'string' && found.length < limit);
  return found;
}

/** Instances for the lists of the editor, by a part of their id. */
export async function instancesLike(caller: ILoadOptionsFunctions, filter = '') {
  const instances = objectsIn(await request(caller, { method: 'GET', path: '/instances' }));
  return {
    results: instances
      .map((each) => each['instanceId'])
      .filter((id) => typeof id === 'string')
      .filter((id) => id.toLowerCase().includes(filter.toLowerCase()))
      .map((id) => ({ name: id, value: id })),
  };
}

const LARGEST_PAGE = 100;

/** What n8n has not parsed, because a file was expected or because bytes were sent. */
function parsed(content: unknown): unknown {
  if (typeof content !== 'string' && !Buffer.isBuffer(content)) return content;
  try {
    return JSON.parse(content.toString());
  } catch {
    return undefined;
  }
}
