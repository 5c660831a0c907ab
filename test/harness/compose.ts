import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { record } from './envelope.js';
import { ROOT } from './process.js';

/** The services of docker-compose.yml, by name. Compose merges with `<<`, as YAML 1.1 does. */
export function composeServices(): Record<string, unknown> {
  const text = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
  return record(record(load(text, { schema: YAML11_SCHEMA }))['services']);
}
