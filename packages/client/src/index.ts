export type { CallOptions, KeyedOptions } from './caller.js';
export {
  type AnyCode,
  ApiError,
  ConflictError,
  type FieldFault,
  ForbiddenError,
  InvalidRequestError,
  MiawError,
  NoAnswerError,
  NotFoundError,
  RateLimitedError,
  type Refusal,
  TimeoutError,
  UnauthorizedError,
  UnavailableError,
  WhatsAppError,
} from './errors.js';
export type { FollowOptions } from './event-log.js';
export type * from './generated/types.gen.js';
export { type InstanceClient, Miaw, type MiawOptions } from './miaw.js';
export { Paged } from './pages.js';
export * as webhooks from './webhooks.js';
