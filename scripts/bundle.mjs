// Makes dist/server/ from what is compiled: the server in a few files. Most of a start is spent on finding, reading and
// linking thousands of modules one by one.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { build } from 'esbuild';

const OUTPUT = 'dist/server';

/** Stay packages of their own. */
const APART = [
  // Native code, which is found beside the package.
  '@photostructure/sqlite',
  'sharp',
  // These are reached into, also their dependencies, which must be there once.
  ...['@whiskeysockets/baileys', 'miaw-core', 'libsignal'].flatMap((name) => [name, ...dependenciesOf(name)]),
  // Other packages load them by name.
  'axios',
  'class-transformer',
  'class-validator',
  // Loaded only when it is configured.
  '@aws-sdk/*',
  '@opentelemetry/*',
  'pg',
  'pg-*',
  // Optional parts of libraries, which are not installed.
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/microservices/*',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  '@nestjs/websockets/*',
];

function dependenciesOf(name) {
  const { dependencies = {} } = JSON.parse(readFileSync(join('node_modules', name, 'package.json'), 'utf8'));
  return Object.keys(dependencies);
}

/** What modules of CommonJS expect to have. */
const COMMONJS = `import { createRequire as requireFrom } from 'node:module';
const require = requireFrom(import.meta.url);
const { dirname: __dirname, filename: __filename } = import.meta;`;

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

rmSync(OUTPUT, { recursive: true, force: true });
await build({
  entryPoints: {
    main: 'dist/apps/api/src/main.js',
    // Threads, which their starters find beside themselves.
    'backup-worker': 'dist/libs/backup/src/backup-worker.js',
    'sound-worker': 'dist/libs/whatsapp/src/media/sound-worker.js',
  },
  outdir: OUTPUT,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  // Stacks in the log name what failed.
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  external: APART,
  banner: { js: COMMONJS },
  logLevel: 'warning',
});

for (const name of readdirSync(OUTPUT).filter((each) => each.endsWith('.map'))) {
  const file = join(OUTPUT, name);
  writeFileSync(file, JSON.stringify(ownLines(JSON.parse(readFileSync(file, 'utf8')))));
}
