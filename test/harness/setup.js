export { setup as default } from './output.js';
