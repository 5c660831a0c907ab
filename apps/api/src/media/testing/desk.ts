import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Body, Controller, type DynamicModule, Module, Post } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { APP_FILTER, APP_PIPE, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { type Config, loadConfig } from '#libs/config';
import { createLogger, SystemClock } from '#libs/observability';
import { AddressGuard } from '#libs/outbound';
import { Operation } from '../../documentation/operation.decorator.js';
import { EngineModule } from '../../engine/engine.module.js';
import { createAdapter } from '../../http/adapter.js';
import { KeyRing } from '../../access/key-ring.js';
import { ApiFault } from '../../http/fault.js';
import { FaultFilter } from '../../http/fault.filter.js';
import { Flag, Identifier, Identifiers, Text } from '../../http/fields.js';
import { RequestPipe } from '../../http/request.pipe.js';
import { Media } from '../media.decorator.js';
import { MediaFieldsDto } from '../media-fields.dto.js';
import type { MediaInput, ReceivedMedia } from '../media-input.js';
import { MediaModule } from '../media.module.js';

export class PostcardDto extends MediaFieldsDto {
  @Identifier()
  to: string;

  @Flag({ optional: true })
  viewOnce?: boolean;

  @Identifiers({ max: 10, optional: true })
  mentions?: string[];
}

class ReceiptDto {
  mimetype: string;
  fileName: string;
  sizeBytes: number;
}

class NoteDto {
  @Text({ max: 100 })
  text: string;
}

/** What the last request came to, and what it was given. */
export interface Visit {
  media?: ReceivedMedia<PostcardDto>;
  bytes?: Buffer;
  mode?: number;
}

/** What a test decides, and sees. */
export class Counter {
  visit: Visit = {};
  /** How often it was asked whether anything can be sent. */
  asked = 0;
  /** Throws when nothing can. */
  ready: () => void = () => undefined;
  /** What happens with the medium. */
  work: () => Promise<void> = async () => undefined;
  /** The call that is under way: settles when its file is gone. */
  call: Promise<unknown> = Promise.resolve();

  receive(input: MediaInput<PostcardDto>): Promise<ReceiptDto> {
    const call = input.use(
      async () => {
        this.asked += 1;
        this.ready();
        return undefined;
      },
      async (media) => {
        // Large ones are not to pass through the test's memory.
        const bytes = media.sizeBytes < LARGE_BYTES ? readFileSync(media.path) : undefined;
        this.visit = { media, bytes, mode: statSync(media.path).mode & 0o777 };
        await this.work();
        const { mimetype, fileName, sizeBytes } = media;
        return { mimetype, fileName, sizeBytes };
      },
    );
    this.call = call.catch(() => undefined);
    return call;
  }
}

export const IMAGE = '/api/v1/desk/image';
export const DOCUMENT = '/api/v1/desk/document';
export const NOTE = '/api/v1/desk/note';

/** For `Counter.ready`: nothing can be sent, as there is no instance. */
export function absent(): never {
  throw new ApiFault('INSTANCE_NOT_FOUND', 'the instance does not exist');
}

const LARGE_BYTES = 32 * 1024 * 1024;
const ANSWERS = { 200: 'Received' };

@Controller('api/v1/desk')
class DeskController {
  constructor(private readonly counter: Counter) {}

  @Post('image')
  @Operation({
    id: 'image',
    scope: 'messages:send',
    summary: 'An image',
    answers: ANSWERS,
    data: ReceiptDto,
    media: PostcardDto,
  })
  image(@Media('image', PostcardDto) media: MediaInput<PostcardDto>): Promise<ReceiptDto> {
    return this.counter.receive(media);
  }

  @Post('document')
  @Operation({
    id: 'document',
    scope: 'messages:send',
    summary: 'A document',
    answers: ANSWERS,
    data: ReceiptDto,
    media: PostcardDto,
  })
  document(@Media('document', PostcardDto) media: MediaInput<PostcardDto>): Promise<ReceiptDto> {
    return this.counter.receive(media);
  }

  @Post('note')
  @Operation({
    id: 'note',
    scope: 'messages:send',
    summary: 'No media',
    answers: ANSWERS,
    data: NoteDto,
    body: { text: 'a note' },
  })
  note(@Body() note: NoteDto): NoteDto {
    return note;
  }
}

@Module({})
class DeskModule {
  static over(config: Config, counter: Counter): DynamicModule {
    const guard = new AddressGuard({ production: config.production, allowedHosts: [] });
    const load = [() => config];
    return {
      module: DeskModule,
      imports: [
        ConfigModule.forRoot({
          isGlobal: true,
          ignoreEnvFile: true,
          ignoreEnvVars: true,
          skipProcessEnv: true,
          load,
        }),
        EngineModule.over({ clock: new SystemClock(), guard }),
        MediaModule,
      ],
      controllers: [DeskController],
      providers: [
        { provide: Counter, useValue: counter },
        { provide: APP_PIPE, useClass: RequestPipe },
      ],
    };
  }
}

/** A server with three routes: two that take media, and one that does not. */
export class Desk {
  private constructor(
    readonly counter: Counter,
    readonly port: number,
    private readonly app: NestFastifyApplication,
    private readonly sessionPath: string,
  ) {}

  /** @param variables of the environment, besides the secrets and SESSION_PATH */
  static async open(
    variables: Record<string, string>,
    before?: (sessionPath: string) => void,
  ): Promise<Desk> {
    const sessionPath = mkdtempSync(join(tmpdir(), 'miaw-media-'));
    before?.(sessionPath);
    const secrets = { API_KEY: 'key-of-the-desk-only', API_WEBHOOK_SECRET: 'secret-of-the-desk-only' };
    const config = loadConfig({ ...secrets, SESSION_PATH: sessionPath, ...variables });
    const logger = createLogger('silent');
    const counter = new Counter();
    const { fastify, routes } = await createAdapter(logger, new KeyRing(config.http.apiKey));
    const filter = { provide: APP_FILTER, useValue: new FaultFilter(logger, routes) };
    const module = DeskModule.over(config, counter);
    const whole = { ...module, providers: [...(module.providers ?? []), filter] };
    const app = await NestFactory.create<NestFastifyApplication>(whole, fastify, {
      bodyParser: false,
      abortOnError: false,
      logger: false,
    });
    await app.listen(0, '127.0.0.1');
    const { port } = new URL(await app.getUrl());
    return new Desk(counter, Number(port), app, sessionPath);
  }

  /** Forgets what was, and lets everything pass. */
  reset(): void {
    Object.assign(this.counter, { visit: {}, asked: 0, ready: () => undefined, work: async () => undefined });
  }

  get spool(): string {
    return join(this.sessionPath, '.spool');
  }

  /** The OpenAPI document of the routes. */
  document(): OpenAPIObject {
    return SwaggerModule.createDocument(this.app, new DocumentBuilder().build());
  }

  /** Names of the files that are in the spool. */
  spooled(): string[] {
    return readdirSync(this.spool);
  }

  async close(): Promise<void> {
    this.app.getHttpServer().closeAllConnections();
    await this.app.close();
    rmSync(this.sessionPath, { recursive: true });
  }
}
