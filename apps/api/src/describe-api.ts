import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { loadConfig } from '#libs/config';
import { createLogger } from '#libs/observability';
import { Database, Storage } from '#libs/storage';
import { AppModule } from './app.module.js';
import { describe } from './documentation/document.js';
import { createAdapter } from './http/adapter.js';
import { ApiKey } from './http/api-key.js';

/** Nothing is served, so nobody can use these. */
const PLACEHOLDERS = { API_KEY: 'unused', API_WEBHOOK_SECRET: 'unused' };

/** Stands where the storage expects its database: modules are described by the repositories that they ask for. */
class NoDatabase extends Database {
  get read(): never {
    throw new Error('nothing is opened');
  }

  write(): never {
    throw new Error('nothing is opened');
  }

  isOutage(): boolean {
    return false;
  }

  async close(): Promise<void> {}
}

/** The OpenAPI document of the API, without a server: nothing is opened, and nothing listens. */
export async function describeApi(): Promise<OpenAPIObject> {
  const config = loadConfig(PLACEHOLDERS);
  const logger = createLogger('silent');
  const apiKey = new ApiKey(config.http.apiKey);
  const { fastify, routes } = await createAdapter(logger, apiKey);
  const engine = { storage: new Storage(new NoDatabase()) };
  const module = AppModule.over({ config, logger, engine, apiKey, routes });
  const app = await NestFactory.create(module, fastify, {
    preview: true,
    abortOnError: false,
    logger: false,
  });
  return describe(app);
}
