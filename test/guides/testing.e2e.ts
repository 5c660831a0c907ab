import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { record } from '../harness/envelope.js';
import { Guide, guidesFor } from '../harness/guide.js';
import { ROOT } from '../harness/process.js';

const GUIDES = guidesFor('testing');
const FILE = join(ROOT, 'examples', 'github-actions', 'test-bot.yml');

describe('the guide to tests', () => {
  it('shows the examples that test/packages executes', () => {
    const readme = new Guide('packages/emulator/README.md');
    for (const name of ['bot.mjs', 'bot.test.mjs'])
      for (const guide of GUIDES) expect(guide.take(name).text).toBe(readme.take(name).text);
  });

  it('shows the workflow, whose ports are those of its emulator', () => {
    const text = readFileSync(FILE, 'utf8');
    for (const guide of GUIDES) expect(guide.take('yaml').text).toBe(text.trimEnd());
    const jobs = record(record(load(text))['jobs']);
    expect(Object.keys(jobs)).toEqual(['test', 'test-with-service']);
    const { services, env, steps } = record(jobs['test-with-service']);
    const { ports, options, env: variables } = record(record(services)['whatsapp']);
    expect(ports).toEqual([
      '127.0.0.1:4700:4700',
      `127.0.0.1:4701:${String(record(variables)['EMULATOR_MEDIA_PORT'])}`,
    ]);
    const { EMULATOR_URL: url } = record(env);
    expect(String(options)).toContain(` ${String(url)}/health"`);
    expect(steps).toEqual(record(jobs['test'])['steps']);
    // The variables are those of the image.
    const entrypoint = readFileSync(join(ROOT, 'deploy', 'docker', 'entrypoint.sh'), 'utf8');
    expect(entrypoint).toContain('MIAW_COMMAND');
    expect(GUIDES.flatMap((guide) => guide.left())).toEqual([]);
  });
});
