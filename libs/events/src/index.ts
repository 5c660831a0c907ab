export * from './catalogue.js';
export * from './payloads.dto.js';
