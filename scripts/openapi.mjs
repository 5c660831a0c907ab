// `--built` makes dist/openapi.json, which the server serves. Without it, that is written to openapi.json, readable; with
// `--check`, it fails when the committed file differs.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = fileURLToPath(new URL('../dist/openapi.json', import.meta.url));
const committed = fileURLToPath(new URL('../openapi.json', import.meta.url));

if (process.argv.includes('--built')) {
  const { describeApi } = await import('../dist/apps/api/src/describe-api.js');
  writeFileSync(built, JSON.stringify(await describeApi()));
} else {
  const text = `${JSON.stringify(JSON.parse(readFileSync(built, 'utf8')), null, 2)}\n`;
  if (!process.argv.includes('--check')) {
    writeFileSync(committed, text);
  } else if (readFileSync(committed, 'utf8') !== text) {
    console.error('openapi.json is not what the server says: run `npm run openapi` and commit the result');
    process.exitCode = 1;
  }
}
