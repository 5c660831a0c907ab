import { ERROR_CODES } from '../http/error-catalogue.js';
import { REQUEST_ID_HEADER } from '../http/request-id.js';

const FIELD_FAULTS = {
  type: 'array',
  description: 'INVALID_REQUEST: the fields at fault',
  items: {
    type: 'object',
    required: ['field', 'reason'],
    properties: {
      field: { type: 'string', description: 'Path of the field', examples: ['webhookUrl'] },
      reason: { type: 'string' },
    },
  },
};

/** Schema of every answer that is not a success. */
export const ERROR_ENVELOPE = {
  type: 'object',
  required: ['success', 'error'],
  properties: {
    success: { type: 'boolean', enum: [false] },
    error: {
      type: 'object',
      required: ['code', 'message', 'correlationId'],
      properties: {
        code: { type: 'string', enum: [...ERROR_CODES] },
        message: { type: 'string', description: 'For people; may change' },
        details: {
          type: 'object',
          description: 'What the code leaves open',
          additionalProperties: true,
          properties: {
            fields: FIELD_FAULTS,
            outcome: {
              type: 'string',
              enum: ['not_sent', 'unknown'],
              description: '503 and 504: whether the operation certainly did not happen, or may have',
            },
          },
        },
        correlationId: {
          type: 'string',
          description: `Finds the request in the log; also in ${REQUEST_ID_HEADER}`,
        },
      },
    },
  },
};

export const REQUEST_ID = {
  description: "The request's id, as in the log and in `error.correlationId`",
  schema: { type: 'string', format: 'uuid' },
};
