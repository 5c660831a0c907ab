export { Commits as Journal } from './commits.js';
