// Builds, unless what the build reads is still what it was at the last build. `npm run build` calls this at its begin, with --begin,
// and at its end, with --end.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = [
  'apps',
  'docs',
  'libs',
  'nest-cli.json',
  'package-lock.json',
  'package.json',
  'packages/client/src',
  'README.md',
  'scripts',
  'tsconfig.build.json',
  'tsconfig.json',
];
const NOT_BUILT = /\.spec\.tsx?$|\.png$/;

const begun = join(root, 'dist', 'sources-of-this-build.txt');
const done = join(root, 'dist', 'sources.txt');

/** A digest of all sources. */
function digest() {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap(filesIn).filter((name) => !NOT_BUILT.test(name))) {
    hash.update(`${file}\n`);
    hash.update(
      createHash('sha256')
        .update(readFileSync(join(root, file)))
        .digest(),
    );
  }
  return hash.digest('hex');
}

function filesIn(path) {
  if (!existsSync(join(root, path))) return [];
  try {
    const entries = readdirSync(join(root, path), { withFileTypes: true });
    return entries
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
      .flatMap((entry) =>
        entry.isDirectory() ? filesIn(`${path}/${entry.name}`) : [`${path}/${entry.name}`],
      );
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
}

if (process.argv.includes('--begin')) {
  // What changes from now on belongs to the next build.
  rmSync(done, { force: true });
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(begun, digest());
} else if (process.argv.includes('--end')) {
  renameSync(begun, done);
} else if (!existsSync(done) || readFileSync(done, 'utf8') !== digest()) {
  execFileSync('npm', ['run', 'build'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
}
