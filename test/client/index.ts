import { type Client, createClient, createConfig } from './generated/client/index.js';

export * from './generated/index.js';
export type { Client } from './generated/client/index.js';

/** A generated client for the server at `baseUrl`: hand it to the operations as `client`. */
export function connectClient(baseUrl: string, apiKey: string): Client {
  return createClient(createConfig({ baseUrl, auth: apiKey }));
}
