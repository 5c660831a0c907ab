interface ErrorDefinition {
  status: number;
  /** When this error is answered, for the documentation. */
  description: string;
}

/** All error codes. The exception filter, the OpenAPI document and the guide of errors are made from this list. */
export const ERRORS = {
  INVALID_REQUEST: { status: 400, description: 'The request is malformed, or one of its fields is invalid' },
  UNAUTHORIZED: { status: 401, description: 'The API key is missing or wrong' },
  FORBIDDEN: {
    status: 403,
    description: 'The API key may not do this; `details.missingScope` names the scope that it lacks',
  },
  NOT_FOUND: { status: 404, description: 'The route does not exist' },
  INSTANCE_NOT_FOUND: { status: 404, description: 'The instance does not exist' },
  MESSAGE_NOT_FOUND: { status: 404, description: 'The message is unknown' },
  CONTACT_NOT_FOUND: { status: 404, description: 'The contact is unknown, or not on WhatsApp' },
  GROUP_NOT_FOUND: { status: 404, description: 'The group or the invite code is unknown' },
  COMMUNITY_NOT_FOUND: {
    status: 404,
    description: 'The community or the invite code is unknown, or the JID is that of an ordinary group',
  },
  PRODUCT_NOT_FOUND: {
    status: 404,
    description: 'The catalog has no such product, or no such picture of it',
  },
  ORDER_NOT_FOUND: { status: 404, description: 'There is no order with this id and token' },
  CHANNEL_NOT_FOUND: { status: 404, description: 'The channel or the invite code is unknown' },
  LABEL_NOT_FOUND: { status: 404, description: 'The label is unknown' },
  KEY_NOT_FOUND: { status: 404, description: 'The API key is unknown' },
  CALL_NOT_FOUND: { status: 404, description: 'The call is unknown' },
  QUICK_REPLY_NOT_FOUND: { status: 404, description: 'The quick reply is unknown' },
  BACKUP_NOT_FOUND: { status: 404, description: 'The backup is unknown' },
  DELIVERY_NOT_FOUND: { status: 404, description: 'The delivery is unknown' },
  ENDPOINT_NOT_FOUND: { status: 404, description: 'The webhook endpoint is unknown' },
  METHOD_NOT_ALLOWED: { status: 405, description: 'The route does not support this method' },
  CONFLICT: {
    status: 409,
    description: 'The current state does not allow the request, or an id is ambiguous',
  },
  INSTANCE_ALREADY_EXISTS: { status: 409, description: 'An instance with this id already exists' },
  PAYLOAD_TOO_LARGE: { status: 413, description: 'The body is larger than the limit' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, description: 'The route does not accept this type of body or file' },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    description: 'The idempotency key was already used for a different request',
  },
  MEDIA_FETCH_FAILED: {
    status: 422,
    description: 'The file could not be fetched or processed; see `details.reason`',
  },
  NOT_SUPPORTED: {
    status: 422,
    description: 'Linked devices cannot do this; `details.alternative` names a route to use instead',
  },
  CONVERSION_UNAVAILABLE: {
    status: 422,
    description: 'The server has no program that converts the file',
  },
  RATE_LIMITED: { status: 429, description: 'Too many requests' },
  INTERNAL_ERROR: { status: 500, description: 'The server failed; search its log for `correlationId`' },
  WHATSAPP_ERROR: { status: 500, description: 'WhatsApp refused the request; its own code is in `details`' },
  WEBHOOK_FAILED: { status: 500, description: 'The webhook receiver did not accept the delivery' },
  INSTANCE_NOT_CONNECTED: { status: 503, description: 'The instance is not connected to WhatsApp' },
  NOT_READY: { status: 503, description: 'The server cannot work right now; see `details`' },
  INSUFFICIENT_STORAGE: {
    status: 507,
    description: 'The disk of the server is full, or nearly: nothing was done',
  },
  UPSTREAM_TIMEOUT: { status: 504, description: 'WhatsApp did not answer in time; see `details.outcome`' },
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof ERRORS;

export function isErrorCode(name: string): name is ErrorCode {
  return Object.hasOwn(ERRORS, name);
}

/** All codes, in the order of the documentation. */
export const ERROR_CODES: readonly ErrorCode[] = Object.keys(ERRORS).filter(isErrorCode);

/** Errors of routes that need an answer from WhatsApp over the connection of an instance. */
export const UPSTREAM_FAULTS: readonly ErrorCode[] = [
  'INSTANCE_NOT_FOUND',
  'WHATSAPP_ERROR',
  'INSTANCE_NOT_CONNECTED',
  'UPSTREAM_TIMEOUT',
];
