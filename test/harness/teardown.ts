import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { OUTPUT } from './process.js';

/** What must never be printed, and how it would look. */
const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
  ['a Signal session', /SessionEntry|_chains|chainKey|ephemeralKeyPair/],
  ['a private key', /privKey|"private"|private:\s*(<Buffer|\{)|PRIVATE KEY/],
  ['a buffer', /<Buffer [0-9a-f]{2} /],
  ['credentials', /advSecretKey|noiseKey|signedPreKey|signedIdentityKey/],
  ['the API key', /api-key-of-the-suite/],
  ['the webhook secret', /webhook-secret-of-the-suite/],
];

/** After all suites: reads what the product printed meanwhile, and fails on anything secret. */
export default function teardown(): void {
  const findings: string[] = [];
  for (const file of list()) {
    const text = readFileSync(join(OUTPUT, file), 'utf8');
    for (const [what, pattern] of FORBIDDEN) if (pattern.test(text)) findings.push(`${file} holds ${what}`);
  }
  if (findings.length > 0) throw new Error(`the product printed what it must not:\n${findings.join('\n')}`);
  rmSync(OUTPUT, { recursive: true, force: true });
}

function list(): string[] {
  try {
    return readdirSync(OUTPUT);
  } catch {
    return [];
  }
}
