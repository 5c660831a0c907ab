import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { record } from '../harness/envelope.js';
import { ROOT } from '../harness/process.js';

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

function manifest(directory: string): Record<string, unknown> {
  return record(JSON.parse(read(join(directory, 'package.json'))));
}

const PACKAGES = ['.', ...readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}`)];

describe('a release', () => {
  it('has one version, whatever it consists of', () => {
    const { version } = manifest('.');
    for (const directory of PACKAGES) expect(manifest(directory)).toMatchObject({ version });
    expect(read('clients/python/pyproject.toml')).toContain(`\nversion = "${String(version)}"\n`);
    expect(load(read('deploy/helm/miaw-api/Chart.yaml'))).toMatchObject({ version, appVersion: version });
  });

  it('publishes every package, after the tests, with commands that exist', () => {
    const { jobs } = record(load(read('.github/workflows/release.yml')));
    const { test, packages, image } = record(jobs);
    expect([packages, image]).toEqual([
      expect.objectContaining({ needs: 'test' }),
      expect.objectContaining({ needs: 'test' }),
    ]);
    const runs = [record(test)['steps']].flat().map((step) => record(step)['run']);
    expect(runs).toContain('.ci/run');
    accessSync(join(ROOT, '.ci', 'run'), constants.X_OK);
    const published = [record(packages)['steps']].flat().map((step) => record(step)['run']);
    const workspaces = [manifest('.')['workspaces']].flat();
    for (const directory of PACKAGES) {
      const { name, files, license } = manifest(directory);
      expect({ name, files, license }).toEqual({
        name: expect.any(String),
        files: expect.arrayContaining([expect.stringMatching(/^dist/)]),
        license: expect.stringMatching(/^MIT/),
      });
      const command = 'npm publish --access public';
      if (directory === '.') expect(published).toContain(command);
      else if (workspaces.includes(directory)) expect(published).toContain(`${command} --workspaces`);
      else expect(published).toContain(`${command} ./${directory}`);
    }
    const kept = PACKAGES.filter((directory) => manifest(directory)['private'] === true);
    expect(kept).toEqual([]);
  });
});
