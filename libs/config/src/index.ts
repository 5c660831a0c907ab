export type * from './config.js';
export { LIMIT_TEXTS, LIMITS } from './limits.js';
export {
  ConfigurationError,
  type ConfigurationFault,
  loadConfig,
  loadPlaces,
  readVariables,
  VARIABLE_NAMES,
  type Variables,
} from './load-config.js';
export { isChatAddress } from './rules.js';
export { ROOT, VERSION } from './package.js';
