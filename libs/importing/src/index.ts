export { readBaileys } from './baileys.js';
export { readEvolution } from './evolution.js';
export { type Imported, importSession } from './import-session.js';
export type { ForeignSession } from './session.js';
export { readWaha } from './waha.js';
