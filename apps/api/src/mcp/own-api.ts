import type { FastifyInstance, FastifyRequest } from 'fastify';

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
    private credentials: Record<string, string>,
    private address: string,
  ) {}

  /** @returns undefined if the request has no key in a header */
  static of(fastify: FastifyInstance, { headers, ip }: FastifyRequest): OwnApi | undefined {
    const { authorization, 'x-api-key': key } = headers;
    if (authorization !== undefined) return new OwnApi(fastify, { authorization }, ip);
    return typeof key === 'string' ? new OwnApi(fastify, { 'x-api-key': key }, ip) : undefined;
  }

  /** From now on, calls have the key of a later request. */
  follow({ credentials, address }: OwnApi): void {
    this.credentials = credentials;
    this.address = address;
  }

  /** Takes the key out of a text. */
  hide(text: string): string {
    const keys = Object.values(this.credentials).map((value) => value.replace(/^bearer +/i, ''));
    return keys.filter((key) => key !== '').reduce((left, key) => left.replaceAll(key, '[key]'), text);
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
      headers: { ...headers, host: 'api.invalid', ...this.credentials },
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
