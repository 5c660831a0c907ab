export { eventBody, type JournalledEvent } from './body.js';
export { Dispatcher, type DispatcherOptions, type DispatcherParts } from './dispatcher.js';
export { type HeaderFault, headerFaults } from './headers.js';
export { HttpPoster } from './http-poster.js';
export { Poster, type PostOutcome, type PostRequest } from './poster.js';
export { miawSignature, type SigningSecrets, standardSignature } from './signature.js';
export { TestDelivery, type TestOutcome } from './test-delivery.js';
