export { teardown as default } from './output.js';
