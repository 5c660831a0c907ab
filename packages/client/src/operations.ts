export { createClient, createConfig, type Client } from './generated/client/index.js';
export * from './generated/index.js';
