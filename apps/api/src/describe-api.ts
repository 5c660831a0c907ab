import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { loadConfig } from '#libs/config';
import { createLogger } from '#libs/observability';
import { KeyRing } from './access/key-ring.js';
import { AppModule } from './app.module.js';
import { describe } from './documentation/document.js';
import { createAdapter } from './http/adapter.js';

/** Required by the configuration, but never used: nothing is served. */
const PLACEHOLDERS = { API_KEY: 'unused', API_WEBHOOK_SECRET: 'unused' };

/** Makes the OpenAPI document without starting a server: nothing is opened, and nothing listens. */
export async function describeApi(): Promise<object> {
  const config = loadConfig(PLACEHOLDERS);
  const logger = createLogger('silent');
  const keys = new KeyRing(config.http.apiKey);
  const { fastify, routes } = await createAdapter(logger, keys);
  const module = AppModule.over({ config, logger, engine: {}, keys, routes });
  const app = await NestFactory.create(module, fastify, {
    preview: true,
    abortOnError: false,
    logger: false,
  });
  return describe(app);
}
