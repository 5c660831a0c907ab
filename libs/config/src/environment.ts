import { Transform, type TransformFnParams } from 'class-transformer';
import type { EventSelector } from '#libs/events';
import {
  bucketName,
  chatAddresses,
  corsOrigin,
  databaseUrl,
  collectorUrl,
  emulatorUrl,
  nodeUrl,
  eventNames,
  hostNames,
  keyPrefix,
  nonEmptyText,
  oneOf,
  Rule,
  secretText,
  serviceUrl,
  share,
  trueOrFalse,
  successCodes,
  visibleAscii,
  webhookTarget,
  wholeNumber,
} from './rules.js';

export const NODE_ENVS = ['development', 'test', 'production'] as const;
export const LOG_FORMATS = ['json', 'pretty'] as const;
export const TRACES_EXPORTERS = ['otlp', 'none'] as const;
export const OTLP_PROTOCOLS = ['http/protobuf', 'http/json'] as const;
export const TRACES_SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
export const MEDIA_ARCHIVES = ['off', 'disk', 's3'] as const;
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** The longest delay that Node's timers support: 2^31 - 1 ms, about 24.8 days. */
const LONGEST_MS = 2_147_483_647;
const HOUR_MS = 3_600_000;
const MIB = 1024 * 1024;

/** Converts decimal digits. Anything else, such as `12a` or `0x10`, stays text and fails its rule. */
function numeric({ value }: TransformFnParams): unknown {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
}

/** Converts `true` and `false`. Anything else stays text and fails its rule. */
function flag({ value }: TransformFnParams): unknown {
  return value === 'true' || value === 'false' ? value === 'true' : value;
}

function listed({ value }: TransformFnParams): unknown {
  return typeof value === 'string' ? split(value) : value;
}

function numbersListed({ value }: TransformFnParams): unknown {
  return typeof value === 'string'
    ? split(value).map((code) => (/^\d{3}$/.test(code) ? Number(code) : Number.NaN))
    : value;
}

function split(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The parsed environment variables with their defaults. Each property is named after its variable. */
export class Environment {
  @Rule(oneOf(NODE_ENVS))
  NODE_ENV: (typeof NODE_ENVS)[number] = 'development';

  @Rule(oneOf(LOG_LEVELS))
  LOG_LEVEL: (typeof LOG_LEVELS)[number] = 'info';

  /** Unset: `pretty` in a terminal, `json` otherwise. */
  @Rule((value) => (value === undefined ? undefined : oneOf(LOG_FORMATS)(value)))
  LOG_FORMAT?: (typeof LOG_FORMATS)[number];

  @Transform(flag)
  @Rule(trueOrFalse)
  LOG_REQUESTS = false;

  /** Unset: all addresses in production, otherwise only this machine. */
  @Rule((value) => (value === undefined ? undefined : nonEmptyText(value)))
  API_HOST?: string;

  /** 0: any free port. */
  @Transform(numeric)
  @Rule(wholeNumber(0, 65_535))
  API_PORT = 3000;

  /** Unset: metrics need a key. */
  @Transform(numeric)
  @Rule((value) => (value === undefined ? undefined : wholeNumber(1, 65_535)(value)))
  METRICS_PORT?: number;

  @Transform(numeric)
  @Rule(wholeNumber(1, 1_000_000))
  API_MAX_CONNECTIONS = 1000;

  @Transform(numeric)
  @Rule(wholeNumber(1, 1_000_000))
  MAX_INSTANCES = 1000;

  @Rule(visibleAscii)
  API_KEY?: string;

  @Rule(secretText)
  API_WEBHOOK_SECRET?: string;

  @Rule(secretText)
  API_WEBHOOK_SECRET_PREVIOUS?: string;

  @Rule(corsOrigin)
  CORS_ORIGIN = '*';

  @Transform(flag)
  @Rule(trueOrFalse)
  MCP_ENABLED = false;

  @Transform(flag)
  @Rule(trueOrFalse)
  MCP_APPROVAL = false;

  /** Unset: all chats. */
  @Transform(listed)
  @Rule(chatAddresses)
  MCP_CHATS?: string[];

  /** 0: no limit. */
  @Transform(numeric)
  @Rule(wholeNumber(0, 1_000_000))
  RATE_LIMIT_PER_MINUTE = 0;

  /** 0: no limit. */
  @Transform(numeric)
  @Rule(wholeNumber(0, 1_000_000))
  RATE_LIMIT_INSTANCE_PER_MINUTE = 0;

  @Transform(numeric)
  @Rule(wholeNumber(1, 3650))
  AUDIT_RETENTION_DAYS = 90;

  @Rule(nonEmptyText)
  SESSION_PATH = './sessions';

  /** Unset: SQLite, in SESSION_PATH. */
  @Rule(databaseUrl)
  DATABASE_URL?: string;

  /** Unset: the address of this machine, and API_PORT. */
  @Rule(nodeUrl)
  NODE_URL?: string;

  @Transform(numeric)
  @Rule(wholeNumber(1_000, 60_000))
  LEASE_TTL_MS = 5_000;

  /** Unset: `.backups` under SESSION_PATH. */
  @Rule((value) => (value === undefined ? undefined : nonEmptyText(value)))
  BACKUP_PATH?: string;

  @Transform(numeric)
  @Rule(wholeNumber(1, 1000))
  BACKUP_KEEP = 7;

  @Rule(webhookTarget)
  WEBHOOK_URL?: string;

  @Transform(listed)
  @Rule(eventNames)
  WEBHOOK_EVENTS?: EventSelector[];

  @Transform(numeric)
  @Rule(wholeNumber(1, HOUR_MS))
  WEBHOOK_TIMEOUT_MS = 10_000;

  @Transform(numeric)
  @Rule(wholeNumber(2, 1000))
  WEBHOOK_MAX_RETRIES = 6;

  @Transform(numeric)
  @Rule(wholeNumber(1, 24 * HOUR_MS))
  WEBHOOK_RETRY_DELAY_MS = 60_000;

  @Transform(numbersListed)
  @Rule(successCodes)
  WEBHOOK_SUCCESS_STATUS: number[] = [];

  @Transform(listed)
  @Rule(hostNames)
  WEBHOOK_ALLOWED_HOSTS: string[] = [];

  @Transform(numeric)
  @Rule(wholeNumber(1, 3650))
  WEBHOOK_RETENTION_DAYS = 7;

  @Transform(numeric)
  @Rule(wholeNumber(1, 3650))
  MESSAGE_RETENTION_DAYS = 30;

  @Transform(numeric)
  @Rule(wholeNumber(1, 2048 * MIB))
  MEDIA_MAX_BYTES = 64 * MIB;

  @Transform(numeric)
  @Rule(wholeNumber(100, HOUR_MS))
  MEDIA_FETCH_TIMEOUT_MS = 60_000;

  @Transform(numeric)
  @Rule(wholeNumber(100, HOUR_MS))
  MEDIA_UPLOAD_TIMEOUT_MS = 120_000;

  @Rule(oneOf(MEDIA_ARCHIVES))
  MEDIA_ARCHIVE: (typeof MEDIA_ARCHIVES)[number] = 'off';

  /** Unset: `.archive` under SESSION_PATH. */
  @Rule((value) => (value === undefined ? undefined : nonEmptyText(value)))
  MEDIA_ARCHIVE_PATH?: string;

  /** Unset: as long as messages. */
  @Transform(numeric)
  @Rule((value) => (value === undefined ? undefined : wholeNumber(1, 3650)(value)))
  MEDIA_ARCHIVE_RETENTION_DAYS?: number;

  /** Unset: MEDIA_MAX_BYTES. */
  @Transform(numeric)
  @Rule((value) => (value === undefined ? undefined : wholeNumber(1, 2048 * MIB)(value)))
  MEDIA_ARCHIVE_MAX_BYTES?: number;

  @Rule(bucketName)
  MEDIA_ARCHIVE_S3_BUCKET?: string;

  @Rule(keyPrefix)
  MEDIA_ARCHIVE_S3_PREFIX = '';

  /** Unset: AWS. */
  @Rule(serviceUrl)
  MEDIA_ARCHIVE_S3_ENDPOINT?: string;

  @Rule(nonEmptyText)
  MEDIA_ARCHIVE_S3_REGION = 'us-east-1';

  /** Unset: with an endpoint only. */
  @Transform(flag)
  @Rule((value) => (value === undefined ? undefined : trueOrFalse(value)))
  MEDIA_ARCHIVE_S3_PATH_STYLE?: boolean;

  @Rule(visibleAscii)
  MEDIA_ARCHIVE_S3_ACCESS_KEY_ID?: string;

  @Rule(visibleAscii)
  MEDIA_ARCHIVE_S3_SECRET_ACCESS_KEY?: string;

  @Rule(nonEmptyText)
  FFMPEG_PATH = 'ffmpeg';

  @Transform(numeric)
  @Rule(wholeNumber(1000, HOUR_MS))
  MEDIA_CONVERT_TIMEOUT_MS = 120_000;

  @Transform(numeric)
  @Rule(wholeNumber(0, HOUR_MS))
  SEND_ACK_TIMEOUT_MS = 5000;

  @Transform(numeric)
  @Rule(wholeNumber(1000, HOUR_MS))
  SEND_TIMEOUT_MS = 30_000;

  /** 0: no limit. */
  @Transform(numeric)
  @Rule(wholeNumber(0, 6000))
  SEND_RATE_PER_MINUTE = 0;

  @Transform(numeric)
  @Rule(wholeNumber(1, HOUR_MS))
  RECONNECT_DELAY_MS = 2000;

  @Transform(numeric)
  @Rule(wholeNumber(1, 24 * HOUR_MS))
  RECONNECT_MAX_DELAY_MS = 60_000;

  /** Unset: as long as WhatsApp itself shows a code (60 s for the first, 20 s for the others). */
  @Transform(numeric)
  @Rule((value) => (value === undefined ? undefined : wholeNumber(100, HOUR_MS)(value)))
  QR_TIMEOUT_MS?: number;

  @Transform(numeric)
  @Rule(wholeNumber(1, 1000))
  QR_ROUNDS = 3;

  @Transform(numeric)
  @Rule(wholeNumber(100, LONGEST_MS))
  SHUTDOWN_TIMEOUT_MS = 10_000;

  @Rule(emulatorUrl)
  WHATSAPP_EMULATOR_URL?: string;

  @Rule(collectorUrl)
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;

  @Rule(collectorUrl)
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?: string;

  @Rule(oneOf(OTLP_PROTOCOLS))
  OTEL_EXPORTER_OTLP_PROTOCOL: (typeof OTLP_PROTOCOLS)[number] = 'http/protobuf';

  @Rule(secretText)
  OTEL_EXPORTER_OTLP_HEADERS?: string;

  /** Unset: `otlp` if there is an endpoint. */
  @Rule((value) => (value === undefined ? undefined : oneOf(TRACES_EXPORTERS)(value)))
  OTEL_TRACES_EXPORTER?: (typeof TRACES_EXPORTERS)[number];

  @Rule(oneOf(TRACES_SAMPLERS))
  OTEL_TRACES_SAMPLER: (typeof TRACES_SAMPLERS)[number] = 'parentbased_always_on';

  @Rule(share)
  OTEL_TRACES_SAMPLER_ARG = '1';

  @Rule(nonEmptyText)
  OTEL_SERVICE_NAME = 'miaw-api';

  @Rule((value) => (value === undefined ? undefined : nonEmptyText(value)))
  OTEL_RESOURCE_ATTRIBUTES?: string;

  @Transform(flag)
  @Rule(trueOrFalse)
  OTEL_SDK_DISABLED = false;
}
