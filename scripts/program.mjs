#!/usr/bin/env node
// Starts the program beside this file, which scripts/bundle.mjs has made, with what V8 has kept of it. Another V8 than the
// one that kept it does not use it, and takes longer.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';

const directory = import.meta.dirname;
const filename = join(directory, 'program.cjs');
const kept = join(directory, 'program.code');

export const script = new Script(readFileSync(filename, 'latin1'), {
  filename,
  ...(existsSync(kept) && { cachedData: readFileSync(kept) }),
});

const module = { exports: {} };
script.runInThisContext()(module.exports, createRequire(filename), module, filename, directory);
