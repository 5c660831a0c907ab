import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
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
    await app.init();
  });

  afterAll(() => app.close());

  it('refuses whoever has no key', async () => {
    expect((await app.inject({ url: '/guarded' })).statusCode).not.toBe(200);
  });

  it('lets the key through', async () => {
    const headers = { 'x-api-key': 's3cret' };
    expect((await app.inject({ url: '/guarded', headers })).statusCode).toBe(200);
  });

  it('lets everyone to what is public', async () => {
    expect((await app.inject({ url: '/guarded/open' })).statusCode).toBe(200);
  });
});
