import 'reflect-metadata';
import { type Config, ConfigurationError, loadConfig, readVariables } from '#libs/config';
import { createLogger, type Logger } from '#libs/observability';
import { described } from './http/refusal.js';
import { Server } from './server.js';

/** Reads the configuration and serves until a signal ends it. */
export async function run(): Promise<void> {
  // All files, also those of libraries, are readable by their owner only.
  process.umask(0o077);
  const config = configure();
  if (!config) return;
  const format = config.logFormat ?? (process.stdout.isTTY ? 'pretty' : 'json');
  const logger = createLogger(config.logLevel, format);
  for (const { name, file } of config.secretFiles)
    logger.warn({ file }, `${name} is not set: using the value in this file`);
  for (const { name, meant } of config.misspelt)
    logger.warn({ variable: name }, `this variable is not known, and has no effect: is ${meant} meant?`);
  process.on('unhandledRejection', (reason) =>
    logger.error({ error: described(reason) }, 'unhandled rejection'),
  );
  process.once('uncaughtException', (error) => {
    logger.fatal({ error: described(error) }, 'uncaught exception');
    process.exit(1);
  });
  await serve(config, logger);
}

function configure(): Config | undefined {
  try {
    return loadConfig(readVariables(process.cwd(), process.env));
  } catch (error) {
    const words = error instanceof ConfigurationError ? error.message : JSON.stringify(described(error));
    process.stderr.write(`${words}\n`);
    process.exitCode = 1;
    return undefined;
  }
}

async function serve(config: Config, logger: Logger): Promise<void> {
  const server = await Server.start(config, logger).catch((error: unknown) => {
    logger.fatal(...reasonOf(error, config));
    process.exit(1);
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void stop(server, logger, signal));
  // Nothing of it can be written from now on, and another server may have the same devices.
  void server.ousted.then((error) => {
    logger.fatal({ error: described(error) }, 'the database was taken from this server, which ends');
    process.exit(1);
  });
  logger.info({ url: await server.url(), environment: config.environment }, 'listening');
}

/** What to log about a start that failed. */
function reasonOf(error: unknown, { http }: Config): [object, string] {
  const { code, port }: { code?: unknown; port?: unknown } = Object(error);
  if (code !== 'EADDRINUSE') return [{ error: described(error) }, 'the server cannot start'];
  const variable = port === http.metricsPort ? 'METRICS_PORT' : 'API_PORT';
  return [{ port }, `the server cannot start: the port is in use; set ${variable} to another one`];
}

async function stop(server: Server, logger: Logger, signal: string): Promise<void> {
  logger.info({ signal }, 'shutting down');
  const proper = await server.close();
  logger.info({ proper }, 'shut down');
  process.exit(proper ? 0 : 1);
}
