import { ConfigService } from '@nestjs/config';
import { Controller, Delete, Get, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Config } from '#libs/config';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { KeyRing } from '../access/key-ring.js';
import { hasScope, type Principal } from '../access/principal.js';
import { ROOT_ONLY, type Scope } from '../access/scopes.js';
import { HOST_COOKIE, type Session, SESSION_COOKIE } from '../access/sessions.js';
import { Caller } from '../http/caller.decorator.js';
import { CONSOLE_SESSION, unauthorized } from '../http/door.js';

/** Whose session the console has, and what it may do. */
interface SessionView {
  keyId: string;
  keyName: string;
  scopes: readonly Scope[];
  /** Ids of the instances that the key is for; null: all. */
  instances: readonly string[] | null;
  /** To be sent as `X-Console-Token` with every request that changes something. */
  token: string;
  /** The server runs over the emulator, whose phones the session may play. */
  emulator: boolean;
}

/** The sessions of the console. They belong to its pages, and are not part of the API. */
@ApiExcludeController()
@Controller(CONSOLE_SESSION)
export class ConsoleController {
  private readonly overEmulator: boolean;

  constructor(
    private readonly keys: KeyRing,
    config: ConfigService<Config, true>,
  ) {
    this.overEmulator = config.get('connection', { infer: true }).emulatorUrl !== undefined;
  }

  /** Opens a session for the key that the request carries. */
  @Post()
  @RouteConfig({ operation: 'signIn' })
  async open(
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    const current = this.keys.sessions.find(request);
    if (current?.principal === caller) return this.viewOf(current);
    await this.keys.sessions.close(request);
    const { session, secret } = await this.keys.openSession(caller);
    // The server itself speaks plain http: only the browser knows whether a proxy speaks https.
    const secure = request.headers.origin?.startsWith('https:') === true;
    reply.header('Set-Cookie', cookie(secure, secret));
    return this.viewOf(session);
  }

  @Get()
  show(@Req() request: FastifyRequest): SessionView {
    const session = this.keys.sessions.find(request);
    if (!session) throw unauthorized();
    return this.viewOf(session);
  }

  @Delete()
  @RouteConfig({ operation: 'signOut' })
  async close(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ ended: true }> {
    await this.keys.sessions.close(request);
    reply.header('Set-Cookie', [`${cookie(false, '')}; Max-Age=0`, `${cookie(true, '')}; Max-Age=0`]);
    return { ended: true };
  }

  private viewOf({ principal, token }: Session): SessionView {
    const { id: keyId, name: keyName, scopes, instances } = principal;
    return {
      keyId,
      keyName,
      scopes: [...scopes],
      instances: instances ? [...instances] : null,
      token,
      emulator: this.overEmulator && hasScope(principal, ROOT_ONLY),
    };
  }
}

/** @param secure for a page that came by https: the name binds the cookie to this host, whatever others of its domain set */
function cookie(secure: boolean, value: string): string {
  const name = secure ? HOST_COOKIE : SESSION_COOKIE;
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}
