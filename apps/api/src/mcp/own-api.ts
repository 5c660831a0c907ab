import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { KeyRing } from '../access/key-ring.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * The API of this server, for somebody who has sent a request: every call has the key of that request, and is judged,
 * limited and written into the audit log like one from outside.
 */
export class OwnApi {
  /** Stands for the address of this server. */
  static readonly URL = 'http://api.invalid';

  private constructor(
    private readonly fastify: FastifyInstance,
    private key: string,
    private address: string,
  ) {}

  /** @returns undefined if the request has no valid key in a header, whatever else is in `Authorization` */
  static of(fastify: FastifyInstance, keys: KeyRing, { headers, ip }: FastifyRequest): OwnApi | undefined {
    const key = keys.keyIn(headers, Date.now());
    return key === undefined ? undefined : new OwnApi(fastify, key, ip);
  }

  /** From now on, calls have the key of a later request. */
  follow({ key, address }: OwnApi): void {
    this.key = key;
    this.address = address;
  }

  /** Takes the key out of a text. */
  hide(text: string): string {
    return text.replaceAll(this.key, '[key]');
  }

  /** A `fetch` that reaches this server alone. */
  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    const { authorization: _none, ...headers } = Object.fromEntries(request.headers);
    const body = Buffer.from(await request.arrayBuffer());
    const answer = await this.fastify.inject({
      method: methodOf(request.method),
      url: `${pathname}${search}`,
      headers: { ...headers, host: 'api.invalid', 'x-api-key': this.key },
      ...(body.length > 0 && { payload: body }),
      remoteAddress: this.address,
    });
    const given = Object.entries(answer.headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((each): [string, string] => [name, String(each)]),
    );
    return new Response(new Uint8Array(answer.rawPayload), { status: answer.statusCode, headers: given });
  };
}

function methodOf(method: string): (typeof METHODS)[number] {
  const known = METHODS.find((each) => each === method);
  if (!known) throw new Error(`the API has no ${method}`);
  return known;
}
