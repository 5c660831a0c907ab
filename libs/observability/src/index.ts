export * from './clock.js';
export * from './lanes.js';
export * from './logger.js';
export * from './measures.js';
export * from './rounds.js';
export { sealConsole } from './seal-console.js';
export { readableStack } from './stacks.js';
