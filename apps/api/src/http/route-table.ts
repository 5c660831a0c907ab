import type { FastifyInstance } from 'fastify';

interface Route {
  method: string;
  pattern: string;
  path: RegExp;
}

/** Which methods which paths know, gathered as the routes are registered. */
export class RouteTable {
  private readonly routes: Route[] = [];

  /** Listens to `fastify` for its routes. Catch-all routes belong to everyone and say nothing. */
  constructor(fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ method, url }) => {
      if (url.includes('*')) return;
      for (const name of [method].flat())
        this.routes.push({ method: name, pattern: url, path: matcher(url) });
    });
  }

  /** The routes as they were declared, in their order. */
  list(): readonly { method: string; pattern: string }[] {
    return this.routes.map(({ method, pattern }) => ({ method, pattern }));
  }

  /** The methods that `url` has routes for, none when it is unknown. */
  methodsOf(url: string): string[] {
    const path = url.split(/[?#]/, 1)[0] ?? '';
    const methods = this.routes.filter((route) => route.path.test(path)).map((route) => route.method);
    return [...new Set(methods)];
  }
}

function matcher(url: string): RegExp {
  const segments = url.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : escaped(part)));
  return new RegExp(`^${segments.join('/')}$`);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
