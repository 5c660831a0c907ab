import { existsSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { parseEnv } from 'node:util';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync } from 'class-validator';
import type { ArchiveConfig, Config, Places, S3Config } from './config.js';
import { Environment } from './environment.js';
import { misspeltIn } from './misspelt.js';
import { EXAMPLE_VALUES, keptSecret, type Secret, SECRET_NAMES, type SecretName } from './secrets.js';

const EVERYWHERE = '0.0.0.0';
const THIS_MACHINE = '127.0.0.1';
/** No instance has this name: ids of instances begin with a letter or a digit. */
const BACKUPS = '.backups';
const ARCHIVE = '.archive';
/** Shorter secrets can be guessed. In characters. */
const SHORTEST_SECRET = 16;

export type Variables = Readonly<Record<string, string | undefined>>;

/** Every variable that the server knows. */
export const VARIABLE_NAMES: readonly string[] = [
  ...new Set(
    getMetadataStorage()
      .getTargetValidationMetadatas(Environment, '', true, false)
      .map((rule) => rule.propertyName),
  ),
];

/** A variable with an invalid value. Never contains the value, which may be a secret. */
export interface ConfigurationFault {
  variable: string;
  reason: string;
}

/** Lists everything that is wrong with the environment. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(readonly faults: readonly ConfigurationFault[]) {
    const lines = faults.map(({ variable, reason }) => `  ${variable} ${reason}`);
    super(`the configuration is invalid:\n${lines.join('\n')}`);
  }
}

/**
 * Reads the variables of the `.env` file in `directory`, if there is one. The process' variables take precedence.
 * @throws if the file exists but cannot be read
 */
export function readVariables(directory: string, variables: Variables): Variables {
  const file = resolve(directory, '.env');
  return existsSync(file) ? { ...parseEnv(readFileSync(file, 'utf8')), ...variables } : variables;
}

/**
 * Validates the variables and builds the configuration. Outside production a missing secret is generated at the first
 * start and kept in a file under SESSION_PATH, unless the state is in PostgreSQL.
 * @throws ConfigurationError naming every invalid variable
 */
export function loadConfig(variables: Variables): Readonly<Config> {
  const environment = parse(variables);
  const faults = [...faultsOf(environment), ...faultsTogether(environment, variables)];
  if (faults.length > 0) throw new ConfigurationError(faults);
  const places = placesIn(environment);
  const secrets = provideSecrets(environment, places.sessionPath);
  const misspelt = misspeltIn(Object.keys(variables), VARIABLE_NAMES);
  const traces = tracesOf(environment, variables);
  return freeze({ ...compose(environment, places, secrets), traces, misspelt });
}

/**
 * Finds out where everything is, and nothing else: what is in no place yet is not made.
 * @throws ConfigurationError naming every invalid variable that says so
 */
export function loadPlaces(variables: Variables): Places {
  const { SESSION_PATH, DATABASE_URL, BACKUP_PATH, BACKUP_KEEP } = variables;
  const environment = parse({ SESSION_PATH, DATABASE_URL, BACKUP_PATH, BACKUP_KEEP });
  const faults = [...faultsOf(environment), ...faultsOfPlaces(environment)];
  if (faults.length > 0) throw new ConfigurationError(faults);
  return placesIn(environment);
}

function placesIn({ SESSION_PATH, DATABASE_URL, BACKUP_PATH, BACKUP_KEEP }: Environment): Places {
  const sessionPath = resolve(SESSION_PATH);
  const path = BACKUP_PATH === undefined ? join(sessionPath, BACKUPS) : resolve(BACKUP_PATH);
  return { sessionPath, databaseUrl: DATABASE_URL, backups: { path, keep: BACKUP_KEEP } };
}

function faultsOfPlaces({ SESSION_PATH, BACKUP_PATH }: Environment): ConfigurationFault[] {
  if (BACKUP_PATH === undefined || resolve(BACKUP_PATH) !== resolve(SESSION_PATH)) return [];
  return [{ variable: 'BACKUP_PATH', reason: 'must not be SESSION_PATH' }];
}

/** An empty variable counts as unset: compose files and shells cannot express the difference. */
function parse(variables: Variables): Environment {
  const given = VARIABLE_NAMES.flatMap((name) => {
    const value = variables[name];
    return value?.trim() ? [[name, value]] : [];
  });
  return plainToInstance(Environment, Object.fromEntries(given));
}

function faultsOf(environment: Environment): ConfigurationFault[] {
  return validateSync(environment, { stopAtFirstError: true }).map((error) => ({
    variable: error.property,
    reason: Object.values(error.constraints ?? {}).join('; '),
  }));
}

/** Checks the rules that involve more than one variable. */
function faultsTogether(environment: Environment, variables: Variables): ConfigurationFault[] {
  const faults = faultsOfPlaces(environment);
  faults.push(...faultsOfArchive(environment), ...faultsOfSecrets(environment));
  if (environment.RECONNECT_MAX_DELAY_MS < environment.RECONNECT_DELAY_MS) {
    faults.push({ variable: 'RECONNECT_MAX_DELAY_MS', reason: 'must be at least RECONNECT_DELAY_MS' });
  }
  if (environment.NODE_ENV !== 'production') return faults;
  for (const variable of SECRET_NAMES) {
    const value = environment[variable];
    if (value === EXAMPLE_VALUES[variable])
      faults.push({ variable, reason: 'must not be the value of .env.example' });
    else if (value !== undefined && value.length < SHORTEST_SECRET)
      faults.push({ variable, reason: `must have at least ${SHORTEST_SECRET} characters in production` });
  }
  if (environment.WHATSAPP_EMULATOR_URL !== undefined) {
    faults.push({ variable: 'WHATSAPP_EMULATOR_URL', reason: 'must not be set in production' });
  }
  // Node then accepts any certificate, of WhatsApp's servers and of receivers.
  if (variables['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    faults.push({ variable: 'NODE_TLS_REJECT_UNAUTHORIZED', reason: 'must not be 0 in production' });
  }
  return faults;
}

/** Whether secrets are missing where none is generated. */
function faultsOfSecrets(environment: Environment): ConfigurationFault[] {
  const { NODE_ENV, DATABASE_URL } = environment;
  if (NODE_ENV !== 'production' && DATABASE_URL === undefined) return [];
  const reason =
    NODE_ENV === 'production'
      ? 'must be set in production'
      : 'must be set with DATABASE_URL: a generated one would be on the disk of this machine only';
  return SECRET_NAMES.filter((variable) => environment[variable] === undefined).map((variable) => ({
    variable,
    reason,
  }));
}

function faultsOfArchive(env: Environment): ConfigurationFault[] {
  const faults: ConfigurationFault[] = [];
  const {
    MEDIA_ARCHIVE_PATH: path,
    MEDIA_ARCHIVE_RETENTION_DAYS: days,
    MEDIA_ARCHIVE_MAX_BYTES: bytes,
  } = env;
  // What is in it belongs to instances, and goes with them.
  if (path !== undefined && (resolve(path) + sep).startsWith(resolve(env.SESSION_PATH) + sep))
    faults.push({
      variable: 'MEDIA_ARCHIVE_PATH',
      reason: `must not be in SESSION_PATH; unset, it is ${ARCHIVE} there`,
    });
  if (days !== undefined && days > env.MESSAGE_RETENTION_DAYS)
    faults.push({
      variable: 'MEDIA_ARCHIVE_RETENTION_DAYS',
      reason: 'must be at most MESSAGE_RETENTION_DAYS: files go with their messages',
    });
  if (bytes !== undefined && bytes > env.MEDIA_MAX_BYTES)
    faults.push({ variable: 'MEDIA_ARCHIVE_MAX_BYTES', reason: 'must be at most MEDIA_MAX_BYTES' });
  const given = [env.MEDIA_ARCHIVE_S3_ACCESS_KEY_ID, env.MEDIA_ARCHIVE_S3_SECRET_ACCESS_KEY];
  if (given.filter((each) => each !== undefined).length === 1)
    faults.push({
      variable:
        given[0] === undefined ? 'MEDIA_ARCHIVE_S3_ACCESS_KEY_ID' : 'MEDIA_ARCHIVE_S3_SECRET_ACCESS_KEY',
      reason: 'must be set, because the other part of the key is',
    });
  if (env.MEDIA_ARCHIVE === 's3' && env.MEDIA_ARCHIVE_S3_BUCKET === undefined)
    faults.push({ variable: 'MEDIA_ARCHIVE_S3_BUCKET', reason: 'must be set for MEDIA_ARCHIVE=s3' });
  return faults;
}

function s3Of(env: Environment): S3Config | undefined {
  const { MEDIA_ARCHIVE_S3_BUCKET: bucket, MEDIA_ARCHIVE_S3_PREFIX: prefix } = env;
  if (env.MEDIA_ARCHIVE !== 's3' || bucket === undefined) return undefined;
  const { MEDIA_ARCHIVE_S3_ENDPOINT: endpoint, MEDIA_ARCHIVE_S3_ACCESS_KEY_ID: accessKeyId } = env;
  const { MEDIA_ARCHIVE_S3_SECRET_ACCESS_KEY: secretAccessKey } = env;
  return {
    bucket,
    prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
    endpoint,
    region: env.MEDIA_ARCHIVE_S3_REGION,
    pathStyle: env.MEDIA_ARCHIVE_S3_PATH_STYLE ?? endpoint !== undefined,
    credentials:
      accessKeyId === undefined || secretAccessKey === undefined
        ? undefined
        : { accessKeyId, secretAccessKey },
  };
}

function archiveOf(env: Environment, { sessionPath }: Places): ArchiveConfig | undefined {
  if (env.MEDIA_ARCHIVE === 'off') return undefined;
  const { MEDIA_ARCHIVE_PATH: path } = env;
  return {
    path: path === undefined ? join(sessionPath, ARCHIVE) : resolve(path),
    s3: s3Of(env),
    retentionDays: env.MEDIA_ARCHIVE_RETENTION_DAYS ?? env.MESSAGE_RETENTION_DAYS,
    maxBytes: env.MEDIA_ARCHIVE_MAX_BYTES ?? env.MEDIA_MAX_BYTES,
  };
}

function provideSecrets(environment: Environment, sessionPath: string): Record<SecretName, Secret> {
  const provide = (name: SecretName): Secret => {
    const given = environment[name];
    return given === undefined ? keptSecret(sessionPath, name) : { value: given };
  };
  return { API_KEY: provide('API_KEY'), API_WEBHOOK_SECRET: provide('API_WEBHOOK_SECRET') };
}

function compose(
  env: Environment,
  places: Places,
  secrets: Record<SecretName, Secret>,
): Omit<Config, 'misspelt' | 'traces'> {
  return {
    environment: env.NODE_ENV,
    production: env.NODE_ENV === 'production',
    logLevel: env.LOG_LEVEL,
    logFormat: env.LOG_FORMAT,
    ...places,
    cluster: {
      url: new URL(env.NODE_URL ?? ownUrl(hostOf(env), env.API_PORT)).origin,
      leaseMs: env.LEASE_TTL_MS,
    },
    shutdownTimeoutMs: env.SHUTDOWN_TIMEOUT_MS,
    http: {
      host: hostOf(env),
      port: env.API_PORT,
      apiKey: secrets.API_KEY.value,
      rateLimit: env.RATE_LIMIT_PER_MINUTE,
      instanceRateLimit: env.RATE_LIMIT_INSTANCE_PER_MINUTE,
      logRequests: env.LOG_REQUESTS,
      auditRetentionDays: env.AUDIT_RETENTION_DAYS,
      metricsPort: env.METRICS_PORT,
      mcp: env.MCP_ENABLED ? { approval: env.MCP_APPROVAL, chats: env.MCP_CHATS } : undefined,
      maxConnections: env.API_MAX_CONNECTIONS,
      corsOrigin: env.CORS_ORIGIN === '*' ? '*' : env.CORS_ORIGIN.split(',').map((origin) => origin.trim()),
    },
    webhooks: {
      secret: secrets.API_WEBHOOK_SECRET.value,
      previousSecret: env.API_WEBHOOK_SECRET_PREVIOUS,
      url: env.WEBHOOK_URL,
      events: env.WEBHOOK_EVENTS,
      timeoutMs: env.WEBHOOK_TIMEOUT_MS,
      maxRetries: env.WEBHOOK_MAX_RETRIES,
      retryDelayMs: env.WEBHOOK_RETRY_DELAY_MS,
      successStatus: env.WEBHOOK_SUCCESS_STATUS,
      allowedHosts: env.WEBHOOK_ALLOWED_HOSTS,
      retentionDays: env.WEBHOOK_RETENTION_DAYS,
    },
    messages: {
      retentionDays: env.MESSAGE_RETENTION_DAYS,
      mediaMaxBytes: env.MEDIA_MAX_BYTES,
      mediaFetchTimeoutMs: env.MEDIA_FETCH_TIMEOUT_MS,
      mediaUploadTimeoutMs: env.MEDIA_UPLOAD_TIMEOUT_MS,
      ffmpegPath: env.FFMPEG_PATH,
      mediaConvertTimeoutMs: env.MEDIA_CONVERT_TIMEOUT_MS,
      ackTimeoutMs: env.SEND_ACK_TIMEOUT_MS,
      sendRatePerMinute: env.SEND_RATE_PER_MINUTE,
      sendTimeoutMs: env.SEND_TIMEOUT_MS,
    },
    archive: archiveOf(env, places),
    connection: {
      maxInstances: env.MAX_INSTANCES,
      reconnectDelayMs: env.RECONNECT_DELAY_MS,
      reconnectMaxDelayMs: env.RECONNECT_MAX_DELAY_MS,
      qrTimeoutMs: env.QR_TIMEOUT_MS,
      qrRounds: env.QR_ROUNDS,
      emulatorUrl: env.WHATSAPP_EMULATOR_URL,
    },
    secretFiles: SECRET_NAMES.flatMap((name) => {
      const { file } = secrets[name];
      return file === undefined ? [] : [{ name, file }];
    }),
  };
}

function hostOf(env: Environment): string {
  return env.API_HOST ?? (env.NODE_ENV === 'production' ? EVERYWHERE : THIS_MACHINE);
}

/** Where other machines probably reach a server that listens on `host`. */
function ownUrl(host: string, port: number): string {
  const everywhere = host === EVERYWHERE || host === '::';
  const outer = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  const address = everywhere ? (outer?.address ?? THIS_MACHINE) : host;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** OpenTelemetry is off unless one of its standard variables asks for it. */
function tracesOf(env: Environment, variables: Variables): Config['traces'] {
  const wanted =
    env.OTEL_TRACES_EXPORTER === undefined
      ? (env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_ENDPOINT) !== undefined
      : env.OTEL_TRACES_EXPORTER === 'otlp';
  if (!wanted || env.OTEL_SDK_DISABLED) return undefined;
  const given = Object.entries(variables).flatMap(([name, value]) =>
    name.startsWith('OTEL_') && value?.trim() ? [[name, value]] : [],
  );
  const defaults = { OTEL_SERVICE_NAME: env.OTEL_SERVICE_NAME };
  return {
    protocol: env.OTEL_EXPORTER_OTLP_PROTOCOL,
    variables: { ...defaults, ...Object.fromEntries(given) },
  };
}

function freeze<T extends object>(value: T): Readonly<T> {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) freeze(part);
  return Object.freeze(value);
}
