import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { ApiKey } from './api-key.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { Public } from './public.decorator.js';

@Controller('guarded')
class GuardedController {
  @Get()
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
  providers: [
    { provide: ApiKey, useValue: new ApiKey('s3cret') },
    { provide: APP_GUARD, useClass: ApiKeyGuard },
  ],
})
class GuardedModule {}

describe('the guard, without the door before it', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    app = await NestFactory.create<NestFastifyApplication>(GuardedModule, new FastifyAdapter(), {
      logger: false,
    });
    await app.listen(0, '127.0.0.1');
  });

  afterAll(() => app.close());

  it('refuses whoever has no key', async () => {
    await request(app.getHttpServer()).get('/guarded').expect(500);
  });

  it('lets the key through', async () => {
    await request(app.getHttpServer()).get('/guarded').set('X-API-Key', 's3cret').expect(200);
  });

  it('lets everyone to what is public', async () => {
    await request(app.getHttpServer()).get('/guarded/open').expect(200);
  });
});
