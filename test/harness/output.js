import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OUTPUT = fileURLToPath(new URL('../.output', import.meta.url));

/** What must never be printed, and how it would look. */
const FORBIDDEN = [
  ['a Signal session', /SessionEntry|_chains|chainKey|ephemeralKeyPair/],
  ['a private key', /privKey|"private"|private:\s*(<Buffer|\{)|PRIVATE KEY/],
  ['a buffer', /<Buffer [0-9a-f]{2} |"type":"Buffer"/],
  ['credentials', /advSecretKey|noiseKey|signedPreKey|signedIdentityKey/],
  ['the API key', /api-key-of-the-suite/],
  ['the key of S3', /S3RVER|s3-secret-of-the-suite/],
  ['the password of the database', /password-of-the-database/],
  ['the webhook secret', /webhook-secret-of-the-suite/],
];

/** Before all suites: forgets what an earlier run printed. */
export async function setup() {
  rmSync(OUTPUT, { recursive: true, force: true });
}

/** After all suites: reads what the product printed meanwhile, and fails on anything secret. */
export async function teardown() {
  const findings = [];
  for (const file of list()) {
    const text = readFileSync(join(OUTPUT, file), 'utf8');
    for (const [what, pattern] of FORBIDDEN) if (pattern.test(text)) findings.push(`${file} holds ${what}`);
  }
  if (findings.length > 0) throw new Error(`the product printed what it must not:\n${findings.join('\n')}`);
}

function list() {
  try {
    return readdirSync(OUTPUT);
  } catch {
    return [];
  }
}
