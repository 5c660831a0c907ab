// Makes the server and the emulator, of what is compiled, into a program of one file each, with their libraries, and keeps
// V8's code of it. Most of a start would be spent on finding, reading, linking and compiling thousands of modules. The other
// programs are bundled, too, so that who installs the package needs few others.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { build } from 'esbuild';
import { writeNotices } from './notices.mjs';

/** Stay packages of their own, and are the dependencies of package.json. */
const APART = [
  // Native code, which is found beside the package.
  '@photostructure/sqlite',
  'sharp',
  // Loaded only when it is configured.
  '@aws-sdk/*',
  '@opentelemetry/*',
  'pg',
  'pg-*',
];

/** Optional parts of libraries, which are not installed. */
const ABSENT = [
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/microservices/*',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  '@nestjs/websockets/*',
  // Of another version of the package, which Nest looks for as well.
  'class-transformer/storage',
  // Of Baileys and of ws.
  'audio-decode',
  'bufferutil',
  'jimp',
  'link-preview-js',
  'utf-8-validate',
];

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
/** The modules in the bundles of a directory. */
const contents = new Map();

/** Nest requires some packages by a function that it makes for itself, which would find a second copy of them. */
const requiredByNest = {
  name: 'required by Nest',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]@nestjs[/\\].*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace('const require = createRequire(import.meta.url);', ''),
      loader: 'js',
    }));
  },
};

const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  // Stacks in the log name what failed.
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  external: [...APART, ...ABSENT],
  metafile: true,
  plugins: [requiredByNest],
  logLevel: 'warning',
};

/** A program of one script, which is an expression of a function: scripts/program.mjs calls it. */
const SCRIPT = {
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  // What V8 keeps of a script cannot be used by one that imports at run time.
  supported: { 'dynamic-import': false },
  // One byte for each character, which is read without being decoded.
  charset: 'ascii',
  legalComments: 'none',
  define: {
    'import.meta.url': '__url',
    'import.meta.dirname': '__dirname',
    'import.meta.filename': '__filename',
    'import.meta.resolve': '__resolve',
  },
  banner: {
    js: `(function (exports, require, module, __filename, __dirname) { 'use strict';
const { pathToFileURL: __toUrl } = require('node:url');
const __url = __toUrl(__filename).href;
const __resolve = (name) => __toUrl(require.resolve(name)).href;`,
  },
  footer: { js: '})' },
};

/** A map of the lines that are our own, without those of libraries: the log is not to wait while a large one is read. */
function ownLines({ sources, mappings, ...map }) {
  const own = sources.map((source) => !source.includes('node_modules/'));
  const lines = decode(mappings).map((segments) => {
    const first = segments.find(([, source]) => own[source]);
    return first ? [[0, first[1], first[2], 0]] : [];
  });
  return {
    ...map,
    sources: sources.map((source, index) => (own[index] ? source : null)),
    names: [],
    mappings: encode(lines),
  };
}

async function bundle(entries, outdir, options) {
  const { metafile } = await build({ ...COMMON, ...options, entryPoints: entries, outdir });
  for (const file of Object.keys(metafile.outputs).filter((name) => name.endsWith('.map')))
    writeFileSync(file, JSON.stringify(ownLines(JSON.parse(readFileSync(file, 'utf8')))));
  checkWhatStaysApart(metafile);
  const modules = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  contents.set(outdir, [...(contents.get(outdir) ?? []), ...modules]);
  writeNotices(outdir, contents.get(outdir));
}

/** @throws if a bundle needs a package that would not be installed with it */
function checkWhatStaysApart({ outputs }) {
  const imported = Object.values(outputs).flatMap(({ imports }) =>
    imports.filter(({ external }) => external),
  );
  const names = imported.flatMap(({ path }) =>
    path.startsWith('node:') || isBuiltin(path) ? [] : [path.match(/^(?:@[^/]+\/)?[^/]+/)[0]],
  );
  const known = [...Object.keys(dependencies), ...ABSENT, 'class-transformer'];
  const missing = [...new Set(names)].filter((name) => !known.includes(name));
  if (missing.length > 0)
    throw new Error(`not in the bundle, and not in the dependencies of package.json: ${missing.join(', ')}`);
}

/** Runs the program until it says that it is up, in a process of its own that keeps V8's code of it. */
async function keepCode(directory, up, env) {
  const state = mkdtempSync(join(tmpdir(), 'miaw-build-'));
  try {
    const child = spawn(process.execPath, ['scripts/keep-code.mjs', directory, up], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { PATH: process.env.PATH, ...env(state) },
    });
    const code = await new Promise((done) => child.once('close', done));
    if (code !== 0) throw new Error(`the program in ${directory} did not start`);
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

async function makeProgram(directory, entry, up, env) {
  await bundle({ program: entry }, directory, SCRIPT);
  copyFileSync('scripts/program.mjs', join(directory, 'main.js'));
  await keepCode(directory, up, env);
}

/** A module that requires what is CommonJS. */
const MODULE = {
  format: 'esm',
  banner: {
    js: `import { createRequire as __requireFrom } from 'node:module';
const require = __requireFrom(import.meta.url);
const { dirname: __dirname, filename: __filename } = import.meta;`,
  },
};

for (const directory of ['dist/server', 'dist/emulator', 'dist/programs'])
  rmSync(directory, { recursive: true, force: true });
// Threads, which their starters find beside themselves.
await bundle(
  {
    'backup-worker': 'dist/libs/backup/src/backup-worker.js',
    'sound-worker': 'dist/libs/whatsapp/src/media/sound-worker.js',
  },
  'dist/server',
  MODULE,
);
await bundle(
  Object.fromEntries(
    ['backup', 'import', 'mcp', 'migrate', 'sandbox'].map((name) => [name, `dist/apps/${name}/src/main.js`]),
  ),
  'dist/programs',
  { ...MODULE, splitting: true },
);
const PORT_OF_ITS_OWN = '0';
await makeProgram('dist/server', 'dist/apps/api/src/main.js', '"listening"', (state) => ({
  NODE_ENV: 'test',
  LOG_FORMAT: 'json',
  API_KEY: 'of-the-build',
  API_WEBHOOK_SECRET: 'of-the-build',
  API_HOST: '127.0.0.1',
  API_PORT: PORT_OF_ITS_OWN,
  SESSION_PATH: state,
}));
await makeProgram('dist/emulator', 'dist/apps/emulator/src/main.js', 'WhatsApp emulator on', () => ({
  EMULATOR_PORT: PORT_OF_ITS_OWN,
}));
