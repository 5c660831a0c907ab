import type { FastifyInstance } from 'fastify';

interface Route {
  method: string;
  pattern: string;
  path: RegExp;
}

/** The methods of every path, collected while routes are registered. */
export class RouteTable {
  private readonly routes: Route[] = [];

  /** Listens to `fastify` for its routes. Catch-all routes are ignored: they match every path. */
  constructor(fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ method, url }) => {
      if (url.includes('*')) return;
      for (const name of [method].flat())
        this.routes.push({ method: name, pattern: url, path: matcher(url) });
    });
  }

  /** All routes, in the order of their declaration. */
  list(): readonly { method: string; pattern: string }[] {
    return this.routes.map(({ method, pattern }) => ({ method, pattern }));
  }

  /** The methods that `url` supports; empty if the path is unknown. */
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
