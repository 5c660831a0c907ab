import { Fields } from '../../state/fields.js';
import { child, stanza, text } from '../../wire/stanza.js';
import type { IqHandler, IqRequest } from './registry.js';

/** Thrown to answer a query in GraphQL with an error. */
export class GraphRefusal extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** Answers one query in GraphQL with its data. */
export type GraphAnswer = (request: IqRequest, variables: Fields) => object;

/** Queries in GraphQL, by the ids under which WhatsApp's server stores them. All others are unhandled. */
export function graphHandlers(answers: Readonly<Record<string, GraphAnswer>>): IqHandler[] {
  return [
    {
      xmlns: 'w:mex',
      type: 'get',
      child: 'query',
      serves: (node) => (child(node, 'query')?.attrs.query_id ?? '') in answers,
      answer: (request) => {
        const query = child(request.node, 'query');
        const answer = answers[query?.attrs.query_id ?? ''];
        return { content: [stanza('result', {}, JSON.stringify(replyOf(answer, request, text(query))))] };
      },
    },
  ];
}

function replyOf(answer: GraphAnswer | undefined, request: IqRequest, asked = '{}'): object {
  try {
    return { data: answer?.(request, Fields.of(JSON.parse(asked)).child('variables')) };
  } catch (error) {
    if (!(error instanceof GraphRefusal)) throw error;
    const extensions = { error_code: error.code, is_retryable: false, severity: 'CRITICAL' };
    return { data: null, errors: [{ message: error.message, path: [], extensions }] };
  }
}
