import type { INestApplication } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import { describe } from './document.js';

/** The document at `/openapi.json`, for everyone. */
export function serveDocument(app: INestApplication): void {
  SwaggerModule.setup('/', app, () => describe(app), {
    ui: false,
    raw: ['json'],
    jsonDocumentUrl: '/openapi.json',
  });
}

/** Swagger UI at `/`, for everyone. */
export function serveSwaggerUi(app: INestApplication): void {
  SwaggerModule.setup('/', app, () => describe(app), {
    raw: false,
    customSiteTitle: 'miaw-api',
    swaggerOptions: { tryItOutEnabled: true },
  });
}
