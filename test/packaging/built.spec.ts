import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const SCRIPT = join('scripts', 'built.mjs');
const BUILD = [
  'node scripts/built.mjs --begin',
  'node during.mjs',
  'echo built >> log',
  'node scripts/built.mjs --end',
].join(' && ');

/** A project with a build that counts, and that runs `during.mjs`. */
class Project {
  readonly directory = mkdtempSync(join(tmpdir(), 'miaw-built-'));

  constructor() {
    mkdirSync(join(this.directory, 'scripts'));
    cpSync(SCRIPT, join(this.directory, SCRIPT));
    this.write('package.json', JSON.stringify({ scripts: { build: BUILD } }));
    this.write('during.mjs', '');
    this.write('apps/api/src/main.ts', '1');
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.directory, file)), { recursive: true });
    writeFileSync(join(this.directory, file), text);
  }

  /** @returns how often it has been built, once it is up to date; undefined if the build fails */
  start(): number | undefined {
    const { status } = spawnSync(process.execPath, [SCRIPT], { cwd: this.directory });
    const log = join(this.directory, 'log');
    if (status !== 0) return undefined;
    return existsSync(log) ? readFileSync(log, 'utf8').split('\n').length - 1 : 0;
  }

  remove(file = ''): void {
    rmSync(join(this.directory, file), { recursive: true });
  }
}

describe('npm start', () => {
  let project: Project;
  beforeEach(() => {
    project = new Project();
  });
  afterEach(() => project.remove());

  it('builds when a source is new, changed, renamed or gone, and only then', () => {
    expect(project.start()).toBe(1);
    expect(project.start()).toBe(1);
    project.write('apps/api/src/main.ts', '2');
    expect(project.start()).toBe(2);
    project.write('libs/new/src/index.ts', '');
    expect(project.start()).toBe(3);
    project.remove('libs');
    expect(project.start()).toBe(4);
    project.remove('apps/api/src/main.ts');
    project.write('apps/api/src/run.ts', '2');
    expect(project.start()).toBe(5);
    // Neither is built.
    project.write('apps/api/src/main.spec.ts', '');
    project.write('test/some.e2e.ts', '');
    expect(project.start()).toBe(5);
  });

  it('builds again after a build that failed, and where there is none any longer', () => {
    project.write('during.mjs', 'process.exit(1)');
    expect(project.start()).toBeUndefined();
    expect(project.start()).toBeUndefined();
    project.write('during.mjs', '');
    expect(project.start()).toBe(1);
    project.remove('dist');
    expect(project.start()).toBe(2);
  });

  it('builds again what was changed during a build', () => {
    project.write('during.mjs', "import { writeFileSync } from 'node:fs'; writeFileSync('README.md', '2');");
    expect(project.start()).toBe(1);
    project.write('during.mjs', '');
    expect(project.start()).toBe(2);
    expect(project.start()).toBe(2);
  });
});
