export * from './catalogue.js';
export * from './examples.js';
export * from './formats.js';
export * from './location.dto.js';
export * from './message-parts.dto.js';
export * from './payloads.dto.js';
