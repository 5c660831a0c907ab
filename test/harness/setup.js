import { setup as forgetOutput } from './output.js';
import { setup as startPostgres } from './postgres.js';

/** `DATABASE=postgres`: servers use a PostgreSQL server that is started here, each a database of its own. */
export default async function setup() {
  await forgetOutput();
  if (process.env.DATABASE === 'postgres') await startPostgres();
}
