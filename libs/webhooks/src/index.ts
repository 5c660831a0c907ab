export { eventBody, type LoggedEvent } from './body.js';
export { Dispatcher, type DispatcherOptions, type DispatcherParts } from './dispatcher.js';
export { newSecret } from './endpoint-secrets.js';
export { isShaped } from './formats/format.js';
export {
  type HeaderDescription,
  type HeaderFault,
  headerFaults,
  MAX_CUSTOM_HEADERS,
  MAX_HEADER_LENGTH,
  WEBHOOK_HEADERS,
} from './headers.js';
export { HttpPoster } from './http-poster.js';
export type { PostOutcome, PostRequest } from './poster.js';
export type { SigningSecrets } from './signature.js';
export { PER_TARGET } from './slots.js';
export { TestDelivery, type TestOutcome } from './test-delivery.js';
