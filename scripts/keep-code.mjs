// Keeps V8's code of a program that scripts/bundle.mjs has made, with all functions that its start has called:
//   node scripts/keep-code.mjs <directory> <what it writes when it is up>
import { chmodSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// The program finds no arguments.
const [directory, up] = process.argv.splice(2);
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (text, ...more) => {
  if (!String(text).includes(up)) return write(text, ...more);
  const file = join(directory, 'program.code');
  writeFileSync(file, script.createCachedData());
  // The program may have kept what it writes from others, who are to start it as well.
  chmodSync(file, 0o644);
  return process.exit(0);
};
const { script } = await import(pathToFileURL(resolve(directory, 'main.js')));
