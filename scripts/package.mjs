// Builds the package in the working directory, for ES modules and for CommonJS, each with its types: `npm pack` runs it.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const { bin, exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const modules = Object.values(exports).flatMap((each) => (each.require ? [each.require.default] : []));

rmSync('dist', { recursive: true, force: true });
execFileSync(process.execPath, [tsc, '-p', '.'], { stdio: 'inherit' });
await build({
  entryPoints: modules.map((file) => file.replace('./dist/cjs/', 'src/').replace(/\.js$/, '.ts')),
  outdir: 'dist/cjs',
  bundle: true,
  format: 'cjs',
  platform: 'neutral',
  target: 'es2022',
  external: ['node:*'],
  // Of a package that reads its own files.
  define: { 'import.meta.url': '__url' },
  ...(bin && { banner: { js: "const __url = require('node:url').pathToFileURL(__filename).href;" } }),
});
cpSync('dist/esm', 'dist/cjs', {
  recursive: true,
  filter: (path) => !path.endsWith('.js'),
});
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');
