import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication, RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import request from 'supertest';
import { KeyRing } from '../access/key-ring.js';
import { AccessGuard } from './access.guard.js';
import { identifyCallers } from './door.js';
import { Public } from './public.decorator.js';

@Controller('api/guarded')
class GuardedController {
  @Get()
  @RouteConfig({ scope: 'messages:read' })
  read(): object {
    return {};
  }

  @Public()
  @Get('open')
  open(): object {
    return {};
  }
}

@Module({
  controllers: [GuardedController],
  providers: [{ provide: APP_GUARD, useClass: AccessGuard }],
})
class GuardedModule {}

describe('the guard, without the door before it', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const adapter = new FastifyAdapter();
    identifyCallers(adapter.getInstance<FastifyInstance>(), new KeyRing('s3cret'));
    app = await NestFactory.create<NestFastifyApplication>(GuardedModule, adapter, { logger: false });
    await app.listen(0, '127.0.0.1');
  });

  afterAll(() => app.close());

  it('refuses whoever has no key', async () => {
    await request(app.getHttpServer()).get('/api/guarded').expect(500);
  });

  it('lets the key through', async () => {
    await request(app.getHttpServer()).get('/api/guarded').set('X-API-Key', 's3cret').expect(200);
  });

  it('lets everyone to what is public', async () => {
    await request(app.getHttpServer()).get('/api/guarded/open').expect(200);
  });
});
