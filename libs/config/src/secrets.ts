import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The values of `.env.example`. Production refuses them, because everybody knows them. */
export const EXAMPLE_VALUES: Readonly<Record<SecretName, string>> = {
  API_KEY: 'your-secret-api-key-here',
  API_WEBHOOK_SECRET: 'your-webhook-secret-here',
};

/** The leading dot prevents a collision with an instance's directory, whose name cannot begin with one. */
const FILES: Readonly<Record<SecretName, string>> = {
  API_KEY: '.api-key',
  API_WEBHOOK_SECRET: '.webhook-secret',
};

export const SECRET_NAMES = ['API_KEY', 'API_WEBHOOK_SECRET'] as const;
export type SecretName = (typeof SECRET_NAMES)[number];

/** A secret and, if it was generated, the file that holds it. */
export interface Secret {
  value: string;
  file?: string;
}

/**
 * Reads the secret from its file in `directory`, or generates one and writes the file with mode 0600.
 * @throws if the file is empty, or cannot be read or written
 */
export function keptSecret(directory: string, name: SecretName): Secret & { file: string } {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, FILES[name]);
  if (!existsSync(file)) place(file, randomBytes(32).toString('base64url'));
  chmodSync(file, 0o600);
  const value = readFileSync(file, 'utf8').trim();
  if (value === '') throw new Error(`${file} is empty: remove it, or set ${name}`);
  return { value, file };
}

/** Creates the file atomically, and never replaces one that another process created meanwhile. */
function place(file: string, value: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${value}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(draft);
  }
}
