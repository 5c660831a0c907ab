export * from './clock.js';
export * from './logger.js';
export { sealConsole } from './seal-console.js';
