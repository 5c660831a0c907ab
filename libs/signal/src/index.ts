export { repairLibsignal } from './repairs.js';
