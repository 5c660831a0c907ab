import type { WebhookEvent } from '#libs/events';
import type { LOG_LEVELS, NODE_ENVS } from './environment.js';

/** The server's configuration, complete and frozen. Durations are milliseconds, sizes bytes. */
export interface Config {
  environment: (typeof NODE_ENVS)[number];
  production: boolean;
  logLevel: (typeof LOG_LEVELS)[number];
  /** Absolute path of the one directory that holds everything. */
  sessionPath: string;
  shutdownTimeoutMs: number;
  http: HttpConfig;
  webhooks: WebhooksConfig;
  messages: MessagesConfig;
  connection: ConnectionConfig;
  /** Which secrets were not given, and the files that hold the ones made instead. */
  secretFiles: { name: string; file: string }[];
}

export interface HttpConfig {
  host: string;
  /** 0: any free port. */
  port: number;
  apiKey: string;
  /** `*` or the origins that browsers may call from. */
  corsOrigin: '*' | string[];
  /** Connections that may be open at a time. */
  maxConnections: number;
  /** Requests a minute with the key, and from one address without it or for the public pages; 0: any number. */
  rateLimit: number;
  /** Requests a minute about one instance; 0: any number. */
  instanceRateLimit: number;
}

export interface WebhooksConfig {
  secret: string;
  previousSecret?: string;
  /** The global target, which hears every instance. */
  url?: string;
  /** Undefined: all there are. */
  events?: WebhookEvent[];
  timeoutMs: number;
  /** The attempt at which a delivery is given up. */
  maxRetries: number;
  retryDelayMs: number;
  /** HTTP codes that succeed beyond 200 and 204. */
  successStatus: number[];
  allowedHosts: string[];
  retentionDays: number;
}

export interface MessagesConfig {
  retentionDays: number;
  mediaMaxBytes: number;
  /** For everything from the name's lookup to the last byte of a media URL. */
  mediaFetchTimeoutMs: number;
  /** How much longer a send may take that uploads a file first. */
  mediaUploadTimeoutMs: number;
  ackTimeoutMs: number;
  sendTimeoutMs: number;
  /** Of instances without a rate of their own; 0: any number. */
  sendRatePerMinute: number;
}

export interface ConnectionConfig {
  reconnectDelayMs: number;
  reconnectMaxDelayMs: number;
  /** Undefined: WhatsApp's own times. */
  qrTimeoutMs?: number;
  qrRounds: number;
  emulatorUrl?: string;
}
