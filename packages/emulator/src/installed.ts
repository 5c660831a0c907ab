import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const MISSING = `startApi() found no miaw-api. Do one of these:
- npm install --save-dev miaw-api
- startApi({ emulator, from: '../miaw-api' }): the folder of a clone, after npm run build
- startApi({ emulator, url, apiKey }): a server that runs, with WHATSAPP_EMULATOR_URL set to emulator.url`;

/**
 * The program that starts the server.
 * @param from the folder of the package; without it, what is installed for the working directory
 * @throws Error that says what to do if there is none
 */
export function serverProgram(from: string | undefined): string {
  const folder = from === undefined ? installed() : resolve(from);
  if (folder === undefined) throw new Error(MISSING);
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) throw new Error(`${folder} is not the folder of miaw-api\n${MISSING}`);
  const { name, bin }: { name?: unknown; bin?: Record<string, string> } = JSON.parse(
    readFileSync(manifest, 'utf8'),
  );
  const program = bin?.['miaw-api'];
  if (name !== 'miaw-api' || program === undefined)
    throw new Error(`${folder} is not the folder of miaw-api\n${MISSING}`);
  return join(folder, program);
}

function installed(): string | undefined {
  try {
    return dirname(createRequire(join(process.cwd(), 'any.js')).resolve('miaw-api/package.json'));
  } catch {
    return undefined;
  }
}
