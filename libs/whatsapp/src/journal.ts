// The name that the rest of this library still uses.
export { Commits as Journal } from './commits.js';
