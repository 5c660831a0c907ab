import { ERROR_CODES } from '../http/error-catalogue.js';
import { REQUEST_ID_HEADER } from '../http/request-id.js';

const FIELD_FAULTS = {
  type: 'array',
  description: 'With `INVALID_REQUEST`: the invalid fields',
  items: {
    type: 'object',
    required: ['field', 'reason'],
    properties: {
      field: { type: 'string', description: 'Path of the field', examples: ['webhookUrl'] },
      reason: { type: 'string', description: 'What is wrong with the field' },
    },
  },
};

/** Schema of every error. */
export const ERROR_ENVELOPE = {
  type: 'object',
  required: ['success', 'error'],
  properties: {
    success: { type: 'boolean', description: 'Always false', enum: [false] },
    error: {
      type: 'object',
      description: 'What went wrong',
      required: ['code', 'message', 'correlationId'],
      properties: {
        code: { type: 'string', description: 'For programs; stable', enum: [...ERROR_CODES] },
        message: { type: 'string', description: 'For people; may change' },
        details: {
          type: 'object',
          description: 'Details of the error, depending on `code`',
          additionalProperties: true,
          properties: {
            fields: FIELD_FAULTS,
            outcome: {
              type: 'string',
              enum: ['not_sent', 'unknown'],
              description:
                '`not_sent`: the request had no effect and will not have any. `unknown`: it may have had an effect',
            },
          },
        },
        correlationId: {
          type: 'string',
          description: `Id of the request in the server's log, also in the header ${REQUEST_ID_HEADER}`,
        },
      },
    },
  },
};

export const REQUEST_ID = {
  description: "Id of the request, as in the server's log and in `error.correlationId`",
  schema: { type: 'string', format: 'uuid' },
};
