import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { loadAll } from 'js-yaml';
import { record } from './envelope.js';
import { ROOT } from './process.js';

const CHART = join(ROOT, 'deploy', 'helm', 'miaw-api');
const require = createRequire(import.meta.url);

/** What a call of helm printed. */
interface Outcome {
  ok: boolean;
  output: string;
  errors: string;
}

/**
 * The program helm. An npm package brings one for Linux on x64, which is unpacked for the run; elsewhere the variable HELM names
 * another one.
 */
export class Helm {
  private constructor(
    private readonly program: string,
    private readonly directory: string,
  ) {}

  /** @throws on a machine that needs HELM, and has none */
  static unpack(): Helm {
    const directory = mkdtempSync(join(tmpdir(), 'miaw-helm-'));
    const own = process.env['HELM'];
    if (own !== undefined && own !== '') return new Helm(own, directory);
    if (process.platform !== 'linux' || process.arch !== 'x64')
      throw new Error('the helm from npm runs on Linux on x64: set HELM to the path of another one');
    const layer = join(dirname(require.resolve('@aws-cdk/asset-kubectl-v20')), 'layer.zip');
    if (!existsSync(layer)) throw new Error(`${layer} is missing: run \`npm ci\``);
    const program = join(directory, 'helm');
    writeFileSync(program, fileIn(readFileSync(layer), 'helm/helm'), { mode: 0o700 });
    return new Helm(program, directory);
  }

  /** Checks the chart as strictly as helm can. */
  lint(values: object): Outcome {
    return this.run('lint', CHART, '--strict', ...this.valuesIn(values));
  }

  template(values: object, release = 'bots'): Outcome {
    return this.run('template', release, CHART, ...this.valuesIn(values));
  }

  /** What `helm install` with these words would do, for the chart of this project. @throws when it refuses them */
  installed([release, chart, ...options]: readonly string[]): Record<string, unknown>[] {
    const { ok, output, errors } = this.run('template', release ?? '', join(ROOT, chart ?? ''), ...options);
    if (!ok) throw new Error(errors);
    return resources(output);
  }

  /** What the chart makes of values. @throws when it refuses them */
  render(values: object, release?: string): Record<string, unknown>[] {
    const { ok, output, errors } = this.template(values, release);
    if (!ok) throw new Error(errors);
    return resources(output);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Values come from a file, as in real life: helm reads its numbers as floating point. */
  private valuesIn(values: object): string[] {
    const file = join(this.directory, 'values.yaml');
    writeFileSync(file, JSON.stringify(values));
    return ['--values', file];
  }

  private run(...words: string[]): Outcome {
    const env = { PATH: process.env['PATH'], HOME: this.directory };
    const { status, stdout, stderr, error } = spawnSync(this.program, words, { env, encoding: 'utf8' });
    if (error) throw error;
    return { ok: status === 0, output: stdout, errors: `${stdout}${stderr}` };
  }
}

function resources(output: string): Record<string, unknown>[] {
  return loadAll(output)
    .filter((each) => each !== null)
    .map((each) => record(each));
}

/** A file of a ZIP archive, by the directory at its end (APPNOTE.TXT 4.3). @throws when it is not there */
function fileIn(zip: Buffer, wanted: string): Buffer {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0) throw new Error('this is no ZIP archive');
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    if (name === wanted) {
      const size = zip.readUInt32LE(at + 20);
      const local = zip.readUInt32LE(at + 42);
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const stored = zip.subarray(start, start + size);
      return zip.readUInt16LE(at + 10) === 0 ? stored : inflateRawSync(stored);
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  throw new Error(`the archive has no ${wanted}`);
}
