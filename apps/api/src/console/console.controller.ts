import { Controller, Delete, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { KeyRing } from '../access/key-ring.js';
import type { Principal } from '../access/principal.js';
import type { Scope } from '../access/scopes.js';
import { type Session, SESSION_COOKIE } from '../access/sessions.js';
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
}

/** The sessions of the console. They belong to its pages, and are not part of the API. */
@ApiExcludeController()
@Controller(CONSOLE_SESSION)
export class ConsoleController {
  constructor(private readonly keys: KeyRing) {}

  /** Opens a session for the key that the request carries. */
  @Post()
  open(
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): SessionView {
    const current = this.keys.sessions.find(request);
    if (current?.principal === caller) return viewOf(current);
    this.keys.sessions.close(request);
    const { session, secret } = this.keys.sessions.open(caller);
    // The server itself speaks plain http: only the browser knows whether a proxy speaks https.
    const secure = request.headers.origin?.startsWith('https:') === true;
    reply.header('Set-Cookie', `${SESSION_COOKIE}=${secret}${attributes(secure)}`);
    return viewOf(session);
  }

  @Get()
  show(@Req() request: FastifyRequest): SessionView {
    const session = this.keys.sessions.find(request);
    if (!session) throw unauthorized();
    return viewOf(session);
  }

  @Delete()
  close(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): { ended: true } {
    this.keys.sessions.close(request);
    reply.header('Set-Cookie', `${SESSION_COOKIE}=${attributes(false)}; Max-Age=0`);
    return { ended: true };
  }
}

function attributes(secure: boolean): string {
  return `; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}

function viewOf({ principal, token }: Session): SessionView {
  const { id: keyId, name: keyName, scopes, instances } = principal;
  return { keyId, keyName, scopes: [...scopes], instances: instances ? [...instances] : null, token };
}
