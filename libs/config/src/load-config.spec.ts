import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'reflect-metadata';
import { Environment } from './environment.js';
import { ConfigurationError, loadConfig, loadPlaces, readVariables, VARIABLE_NAMES } from './index.js';

const SECRETS = { API_KEY: 'a-key-of-ours-alone', API_WEBHOOK_SECRET: 'a secret of ours' };

function faultsOf(variables: Record<string, string>): string[] {
  try {
    loadConfig(variables);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults.map((fault) => fault.variable).sort();
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'miaw-config-'));
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  it('takes the documented defaults', () => {
    const config = loadConfig({ ...SECRETS, SESSION_PATH: directory });
    expect(config).toMatchObject({
      environment: 'development',
      logLevel: 'info',
      sessionPath: directory,
      shutdownTimeoutMs: 10_000,
      http: { host: '127.0.0.1', port: 3000, corsOrigin: '*', maxConnections: 1000 },
      webhooks: {
        timeoutMs: 10_000,
        maxRetries: 6,
        retryDelayMs: 60_000,
        successStatus: [],
        retentionDays: 7,
      },
      messages: {
        retentionDays: 30,
        mediaMaxBytes: 67_108_864,
        mediaFetchTimeoutMs: 60_000,
        mediaUploadTimeoutMs: 120_000,
        ffmpegPath: 'ffmpeg',
        mediaConvertTimeoutMs: 120_000,
        ackTimeoutMs: 5000,
        sendTimeoutMs: 30_000,
      },
      connection: { reconnectDelayMs: 2000, reconnectMaxDelayMs: 60_000, qrRounds: 3 },
    });
    expect(config.connection.qrTimeoutMs).toBeUndefined();
    expect(Object.isFrozen(config.webhooks)).toBe(true);
  });

  it('archives received files if it is asked to, for as long and as large as messages allow', () => {
    const load = (variables: Record<string, string>) =>
      loadConfig({ ...SECRETS, SESSION_PATH: directory, ...variables }).archive;
    expect(load({})).toBeUndefined();
    expect(load({ MEDIA_ARCHIVE_PATH: '/archive' })).toBeUndefined();
    expect(load({ MEDIA_ARCHIVE: 'disk', MESSAGE_RETENTION_DAYS: '90' })).toEqual({
      path: join(directory, '.archive'),
      retentionDays: 90,
      maxBytes: 67_108_864,
    });
    expect(
      load({
        MEDIA_ARCHIVE: 'disk',
        MEDIA_ARCHIVE_PATH: `${directory}-archive`,
        MEDIA_ARCHIVE_RETENTION_DAYS: '7',
        MEDIA_ARCHIVE_MAX_BYTES: '1000',
      }),
    ).toEqual({ path: `${directory}-archive`, retentionDays: 7, maxBytes: 1000 });
    expect(
      faultsOf({
        ...SECRETS,
        SESSION_PATH: directory,
        MEDIA_ARCHIVE_PATH: join(directory, 'media'),
        MEDIA_ARCHIVE_RETENTION_DAYS: '31',
        MEDIA_ARCHIVE_MAX_BYTES: '67108865',
      }),
    ).toEqual(['MEDIA_ARCHIVE_MAX_BYTES', 'MEDIA_ARCHIVE_PATH', 'MEDIA_ARCHIVE_RETENTION_DAYS']);
  });

  it('archives in S3 with a bucket, and with a whole key or none', () => {
    const load = (variables: Record<string, string>) =>
      loadConfig({ ...SECRETS, SESSION_PATH: directory, MEDIA_ARCHIVE: 's3', ...variables }).archive?.s3;
    expect(load({ MEDIA_ARCHIVE_S3_BUCKET: 'files' })).toEqual({
      bucket: 'files',
      prefix: '',
      region: 'us-east-1',
      pathStyle: false,
    });
    expect(
      load({
        MEDIA_ARCHIVE_S3_BUCKET: 'files',
        MEDIA_ARCHIVE_S3_PREFIX: 'miaw/media',
        MEDIA_ARCHIVE_S3_ENDPOINT: 'http://minio:9000',
        MEDIA_ARCHIVE_S3_REGION: 'eu-central-1',
        MEDIA_ARCHIVE_S3_ACCESS_KEY_ID: 'id',
        MEDIA_ARCHIVE_S3_SECRET_ACCESS_KEY: 'secret',
      }),
    ).toEqual({
      bucket: 'files',
      prefix: 'miaw/media/',
      endpoint: 'http://minio:9000',
      region: 'eu-central-1',
      pathStyle: true,
      credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    });
    const faults = (variables: Record<string, string>) =>
      faultsOf({ ...SECRETS, SESSION_PATH: directory, MEDIA_ARCHIVE: 's3', ...variables });
    expect(faults({})).toEqual(['MEDIA_ARCHIVE_S3_BUCKET']);
    expect(
      faults({
        MEDIA_ARCHIVE_S3_BUCKET: 'Files',
        MEDIA_ARCHIVE_S3_PREFIX: '/miaw',
        MEDIA_ARCHIVE_S3_ENDPOINT: 'https://user:password@s3.example',
        MEDIA_ARCHIVE_S3_PATH_STYLE: 'yes',
        MEDIA_ARCHIVE_S3_ACCESS_KEY_ID: 'id',
      }),
    ).toEqual([
      'MEDIA_ARCHIVE_S3_BUCKET',
      'MEDIA_ARCHIVE_S3_ENDPOINT',
      'MEDIA_ARCHIVE_S3_PATH_STYLE',
      'MEDIA_ARCHIVE_S3_PREFIX',
      'MEDIA_ARCHIVE_S3_SECRET_ACCESS_KEY',
    ]);
  });

  it('parses lists and numbers', () => {
    const config = loadConfig({
      ...SECRETS,
      SESSION_PATH: directory,
      WEBHOOK_EVENTS: 'message, ready',
      WEBHOOK_SUCCESS_STATUS: '201,202',
      WEBHOOK_ALLOWED_HOSTS: 'hooks.internal,10.0.0.7',
      CORS_ORIGIN: 'https://a.example, https://b.example:8443',
      QR_TIMEOUT_MS: '1500',
    });
    expect(config.webhooks).toMatchObject({
      events: ['message', 'ready'],
      successStatus: [201, 202],
      allowedHosts: ['hooks.internal', '10.0.0.7'],
    });
    expect(config.http.corsOrigin).toEqual(['https://a.example', 'https://b.example:8443']);
    expect(config.connection.qrTimeoutMs).toBe(1500);
  });

  it('takes an empty variable as unset', () => {
    expect(
      loadConfig({ ...SECRETS, SESSION_PATH: directory, API_PORT: '', WEBHOOK_URL: ' ' }).http.port,
    ).toBe(3000);
  });

  it.each([
    ['API_PORT', '70000'],
    ['API_PORT', '3000x'],
    ['API_PORT', '0x10'],
    ['API_KEY', 'schlüssel'],
    ['API_KEY', 'two words'],
    ['NODE_ENV', 'prod'],
    ['LOG_LEVEL', 'loud'],
    ['CORS_ORIGIN', 'example.com'],
    ['CORS_ORIGIN', 'https://example.com/path'],
    ['WEBHOOK_URL', 'ftp://example.com'],
    ['WEBHOOK_URL', 'https://user:pw@example.com'],
    ['WEBHOOK_EVENTS', 'message,massage'],
    ['WEBHOOK_MAX_RETRIES', '1'],
    ['WEBHOOK_SUCCESS_STATUS', '301'],
    ['WEBHOOK_ALLOWED_HOSTS', 'http://x/y'],
    ['RECONNECT_MAX_DELAY_MS', '1'],
    ['WHATSAPP_EMULATOR_URL', 'http://example.com:4700'],
    ['WHATSAPP_EMULATOR_URL', 'https://127.0.0.1:4700'],
    ['WHATSAPP_EMULATOR_URL', 'http://127.0.0.1.example.com'],
  ])('refuses %s=%s', (variable, value) => {
    expect(faultsOf({ ...SECRETS, SESSION_PATH: directory, [variable]: value })).toEqual([variable]);
  });

  it('takes the URL of a PostgreSQL database, with secrets that are given', () => {
    const url = 'postgres://miaw:geheim@db.internal:5432/miaw?sslmode=verify-full';
    const load = (variables: Record<string, string>) =>
      loadConfig({ ...SECRETS, SESSION_PATH: directory, ...variables }).databaseUrl;
    expect(load({})).toBeUndefined();
    expect(load({ DATABASE_URL: url })).toBe(url);
    expect(load({ DATABASE_URL: 'postgresql:///miaw?host=/run/postgresql' })).toContain('/run/postgresql');
    expect(loadPlaces({ DATABASE_URL: url }).databaseUrl).toBe(url);
    for (const bad of ['miaw', 'mysql://db/miaw', 'postgres://db:5432', 'postgres://miaw:geheim@db/'])
      expect(faultsOf({ ...SECRETS, SESSION_PATH: directory, DATABASE_URL: bad })).toEqual(['DATABASE_URL']);
    expect(() => load({ DATABASE_URL: 'mysql://miaw:geheim@db/miaw' })).not.toThrow(/geheim/);
    expect(faultsOf({ SESSION_PATH: directory, DATABASE_URL: url })).toEqual([
      'API_KEY',
      'API_WEBHOOK_SECRET',
    ]);
  });

  it('names all faults at once, and no secret', () => {
    const attempt = () =>
      loadConfig({ API_KEY: 'geheim ü', API_PORT: 'x', LOG_LEVEL: 'y', SESSION_PATH: directory });
    expect(attempt).toThrow(/API_PORT[^]*|LOG_LEVEL/);
    expect(faultsOf({ API_KEY: 'geheim ü', API_PORT: 'x', LOG_LEVEL: 'y', SESSION_PATH: directory })).toEqual(
      ['API_KEY', 'API_PORT', 'LOG_LEVEL'],
    );
    expect(attempt).not.toThrow(/geheim/);
  });

  it('refuses to start in production without secrets, with those of the example, or with the emulator', () => {
    const production = { NODE_ENV: 'production', SESSION_PATH: directory };
    expect(faultsOf(production)).toEqual(['API_KEY', 'API_WEBHOOK_SECRET']);
    expect(
      faultsOf({
        ...production,
        API_KEY: 'your-secret-api-key-here',
        API_WEBHOOK_SECRET: 'your-webhook-secret-here',
      }),
    ).toEqual(['API_KEY', 'API_WEBHOOK_SECRET']);
    expect(faultsOf({ ...production, ...SECRETS, WHATSAPP_EMULATOR_URL: 'http://127.0.0.1:4700' })).toEqual([
      'WHATSAPP_EMULATOR_URL',
    ]);
    expect(faultsOf({ ...production, ...SECRETS })).toEqual([]);
  });

  it('refuses secrets in production that can be guessed', () => {
    const production = { NODE_ENV: 'production', SESSION_PATH: directory };
    const [short, enough] = ['k'.repeat(15), 'k'.repeat(16)];
    expect(faultsOf({ ...production, API_KEY: short, API_WEBHOOK_SECRET: enough })).toEqual(['API_KEY']);
    expect(faultsOf({ ...production, API_KEY: enough, API_WEBHOOK_SECRET: short })).toEqual([
      'API_WEBHOOK_SECRET',
    ]);
    expect(faultsOf({ SESSION_PATH: directory, API_KEY: 'a', API_WEBHOOK_SECRET: 'b' })).toEqual([]);
  });

  it('refuses to start in production where Node checks no certificates', () => {
    const variables = { ...SECRETS, SESSION_PATH: directory, NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    expect(faultsOf({ ...variables, NODE_ENV: 'production' })).toEqual(['NODE_TLS_REJECT_UNAUTHORIZED']);
    expect(faultsOf(variables)).toEqual([]);
  });

  it('listens to other machines in production alone, unless API_HOST says otherwise', () => {
    const hostOf = (variables: Record<string, string>) =>
      loadConfig({ ...SECRETS, SESSION_PATH: directory, ...variables }).http.host;
    expect(hostOf({ NODE_ENV: 'production' })).toBe('0.0.0.0');
    expect(hostOf({ NODE_ENV: 'test' })).toBe('127.0.0.1');
    expect(hostOf({ API_HOST: '0.0.0.0' })).toBe('0.0.0.0');
  });

  it('makes missing secrets once, for its owner only', () => {
    const first = loadConfig({ SESSION_PATH: directory });
    const again = loadConfig({ SESSION_PATH: directory });
    expect(again.http.apiKey).toBe(first.http.apiKey);
    expect(again.webhooks.secret).toBe(first.webhooks.secret);
    expect(first.http.apiKey).toHaveLength(43);
    expect(first.http.apiKey).not.toBe(first.webhooks.secret);
    for (const { file } of first.secretFiles) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(first.secretFiles.map(({ name }) => name)).toEqual(['API_KEY', 'API_WEBHOOK_SECRET']);
  });

  it('is not content with an emptied secret file', () => {
    writeFileSync(join(directory, '.api-key'), '');
    expect(() => loadConfig({ SESSION_PATH: directory })).toThrow(/is empty/);
  });

  it('lets the process win over a .env file', () => {
    writeFileSync(join(directory, '.env'), 'API_PORT=4000\nLOG_LEVEL=warn\n');
    expect(readVariables(directory, { API_PORT: '5000' })).toMatchObject({
      API_PORT: '5000',
      LOG_LEVEL: 'warn',
    });
  });

  it.each(['.env.example', 'docs/configuration.md'])('has every variable in %s', (file) => {
    const text = readFileSync(join(import.meta.dirname, '../../..', file), 'utf8');
    const shown = [...text.matchAll(/^(?:#?\s?([A-Z][A-Z_0-9]+)=|\| `([A-Z_0-9]+)`)/gm)].map(
      (match) => match[1] ?? match[2],
    );
    expect(new Set(shown)).toEqual(new Set(VARIABLE_NAMES));
  });

  it('shows the defaults that there are in docs/configuration.md', () => {
    const text = readFileSync(join(import.meta.dirname, '../../..', 'docs/configuration.md'), 'utf8');
    const shown = [...text.matchAll(/^\| `([A-Z_0-9]+)` +\| ([^|]*?) *\|/gm)].map(([, name, value]) => [
      name,
      value,
    ]);
    const defaults: Record<string, string | number | boolean | (string | number)[] | undefined> = {
      ...new Environment(),
    };
    /** Words that the guide shows instead of a value. */
    const words: Record<string, string> = {
      API_HOST: '`127.0.0.1`',
      API_KEY: 'generated',
      API_WEBHOOK_SECRET: 'generated',
      WEBHOOK_EVENTS: 'all',
    };
    const expected = VARIABLE_NAMES.map((name) => {
      const value = [defaults[name] ?? []].flat().join(',');
      return [name, words[name] ?? (value && `\`${value}\``)];
    });
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(expected));
  });

  it('is passed on by docker-compose.yml, except for what the image sets', () => {
    const text = readFileSync(join(import.meta.dirname, '../../..', 'docker-compose.yml'), 'utf8');
    const handedOn = [...text.matchAll(/^ {6}([A-Z_0-9]+): \$\{\1\b/gm)].map(([, name]) => name);
    // The shutdown's time belongs to stop_grace_period. A container cannot reach an emulator on loopback.
    const settled = ['NODE_ENV', 'API_HOST', 'API_PORT', 'SESSION_PATH', 'SHUTDOWN_TIMEOUT_MS'];
    expect(new Set(handedOn.concat(settled, 'WHATSAPP_EMULATOR_URL'))).toEqual(new Set(VARIABLE_NAMES));
  });
});
