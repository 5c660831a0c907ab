import { PostgresServer } from '../../libs/storage/src/testing/postgres-server.js';

export { PostgresServer };

let server;

/** Starts one for the run and says in TEST_POSTGRES_URL where it is. */
export async function setup() {
  server = await PostgresServer.make();
  process.env.TEST_POSTGRES_URL = server.url;
}

export async function teardown() {
  await server?.remove();
}
