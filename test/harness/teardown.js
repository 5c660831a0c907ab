import { teardown as readOutput } from './output.js';
import { teardown as stopPostgres } from './postgres.js';

export default async function teardown() {
  await stopPostgres();
  await readOutput();
}
