import type { Misspelt } from './misspelt.js';
import type { EventSelector } from '#libs/events';
import type { LOG_FORMATS, LOG_LEVELS, NODE_ENVS, OTLP_PROTOCOLS } from './environment.js';

/** The server's complete configuration, frozen. Durations are in milliseconds, sizes in bytes. */
export interface Config {
  environment: (typeof NODE_ENVS)[number];
  production: boolean;
  logLevel: (typeof LOG_LEVELS)[number];
  /** Undefined: `pretty` in a terminal, `json` otherwise. */
  logFormat?: (typeof LOG_FORMATS)[number];
  /** Absolute path of the directory that holds all state. */
  sessionPath: string;
  /** URL of the PostgreSQL database, with its password; undefined: SQLite, in `sessionPath`. */
  databaseUrl?: string;
  cluster: ClusterConfig;
  backups: BackupsConfig;
  shutdownTimeoutMs: number;
  http: HttpConfig;
  webhooks: WebhooksConfig;
  messages: MessagesConfig;
  /** Undefined: received files are not archived. */
  archive?: ArchiveConfig;
  connection: ConnectionConfig;
  /** Undefined: no spans are recorded. */
  traces?: TracesConfig;
  /** Variables that are not known but look like one that is. */
  misspelt: Misspelt[];
  /** The secrets that were not given, each with the file that holds the generated one. */
  secretFiles: { name: string; file: string }[];
}

/** How servers share a PostgreSQL database. */
export interface ClusterConfig {
  /** Where other servers reach this one, without a path. */
  url: string;
  /** How long after its last sign of life a server is gone. */
  leaseMs: number;
}

export interface BackupsConfig {
  /** Absolute path of the directory that holds them. */
  path: string;
  /** How many of them are kept. */
  keep: number;
}

/** Where everything is. Paths are absolute. */
export type Places = Pick<Config, 'sessionPath' | 'databaseUrl' | 'backups'>;

export interface HttpConfig {
  host: string;
  /** 0: any free port. */
  port: number;
  apiKey: string;
  /** Log a line for every request. */
  logRequests: boolean;
  /** Port that serves the metrics without a key; undefined: metrics need a key. */
  metricsPort?: number;
  /** How agents may use the server by the Model Context Protocol; undefined: they cannot. */
  mcp?: McpConfig;
  /** `*` or the origins that browsers may call from. */
  corsOrigin: '*' | string[];
  /** Connections that may be open at a time. */
  maxConnections: number;
  /** Requests per minute with the key, and per address without it or for the public pages; 0: no limit. */
  rateLimit: number;
  /** Requests per minute for one instance; 0: no limit. */
  instanceRateLimit: number;
  auditRetentionDays: number;
}

export interface McpConfig {
  /** Nothing is sent without a confirmation. */
  approval: boolean;
  /** Phone numbers and JIDs of the chats that may be used; undefined: all. */
  chats?: string[];
}

export interface WebhooksConfig {
  secret: string;
  previousSecret?: string;
  /** URL of the global target, which receives the events of every instance. */
  url?: string;
  /** Undefined: all events. */
  events?: EventSelector[];
  timeoutMs: number;
  /** The number of the attempt that is no longer made (6 means five attempts). */
  maxRetries: number;
  retryDelayMs: number;
  /** Status codes that count as success besides 200 and 204. */
  successStatus: number[];
  allowedHosts: string[];
  retentionDays: number;
}

export interface MessagesConfig {
  retentionDays: number;
  mediaMaxBytes: number;
  /** Limit for fetching a media URL, from the DNS lookup to the last byte. */
  mediaFetchTimeoutMs: number;
  /** Additional time for a send that uploads a file first. */
  mediaUploadTimeoutMs: number;
  /** The program that converts audio and video: its path, or its name in PATH. */
  ffmpegPath: string;
  /** Limit for one conversion. */
  mediaConvertTimeoutMs: number;
  ackTimeoutMs: number;
  sendTimeoutMs: number;
  /** Of instances without a rate of their own; 0: no limit. */
  sendRatePerMinute: number;
}

export interface ArchiveConfig {
  /** Absolute path of the directory of the files; with S3, of those on their way there. */
  path: string;
  /** Where the files are, if they are not in the directory. */
  s3?: S3Config;
  /** At most as long as messages are kept. */
  retentionDays: number;
  /** Larger files are not archived. */
  maxBytes: number;
}

export interface S3Config {
  bucket: string;
  /** What the keys begin with: empty, or ends with a slash. */
  prefix: string;
  /** Undefined: AWS. */
  endpoint?: string;
  region: string;
  /** Whether the bucket is in the path of URLs, not in the host name. */
  pathStyle: boolean;
  /** Undefined: what the environment of the process offers, such as a role. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

export interface TracesConfig {
  protocol: (typeof OTLP_PROTOCOLS)[number];
  /** All OTEL_ variables, which the SDK reads itself. */
  variables: Record<string, string>;
}

export interface ConnectionConfig {
  /** How many instances may exist. */
  maxInstances: number;
  reconnectDelayMs: number;
  reconnectMaxDelayMs: number;
  /** Undefined: as long as WhatsApp itself shows a code (60 s for the first, 20 s for the others). */
  qrTimeoutMs?: number;
  qrRounds: number;
  emulatorUrl?: string;
}
