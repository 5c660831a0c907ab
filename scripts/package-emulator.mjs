// Puts the program of the emulator, which the build has made, into the package in the working directory, with the page that it
// shows: `npm pack` runs it.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
execFileSync(process.execPath, ['scripts/built.mjs'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });

const built = join(root, 'dist');
mkdirSync('dist/emulator');
// Not what V8 has kept of it: that is of one version of Node on one kind of machine.
for (const name of ['main.js', 'program.cjs', 'program.cjs.map', 'NOTICES.txt'])
  copyFileSync(join(built, 'emulator', name), join('dist/emulator', name));
// The page with the phones.
mkdirSync('dist/console');
copyFileSync(join(built, 'console', 'phones.html'), 'dist/console/phones.html');
cpSync(join(built, 'console', 'assets'), 'dist/console/assets', { recursive: true });
