import { ApiError, Miaw, NoAnswerError } from '../../packages/client/src/index.js';
import type { Outcome } from './outcome.js';
import { API_KEY, type ApiServer } from './server.js';

/**
 * Calls the API by the client that programs use, and says what the server has answered, as the generated functions do.
 * @param call what is done with the client, which repeats nothing here
 * @throws if the client's error says anything else than the answer
 */
export async function written<T>(api: ApiServer, call: (miaw: Miaw) => PromiseLike<T>): Promise<Outcome<T>> {
  let answer: Response | undefined;
  const miaw = new Miaw({
    baseUrl: api.url,
    apiKey: API_KEY,
    maxRetries: 0,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      answer = response.clone();
      return response;
    },
  });
  try {
    const data = await call(miaw);
    return { code: answer?.status, data };
  } catch (error) {
    if (error instanceof NoAnswerError) return { code: undefined };
    if (!(error instanceof ApiError) || !answer) throw error;
    const { error: told } = Object(await answer.json());
    for (const name of ['code', 'message', 'correlationId'] as const)
      if (error[name] !== told[name])
        throw new Error(`the client says ${name} ${error[name]} for ${JSON.stringify(told)}`, {
          cause: error,
        });
    return { code: error.status, error: told };
  }
}
