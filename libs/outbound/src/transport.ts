import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { LIMITS } from '#libs/config';

/** Sent by a server that answers with nothing but interim answers. */
class InterimFlood extends Error {
  readonly code = 'HPE_INTERIM_FLOOD';
}

/**
 * Makes the requests of axios. A server may send any number of interim answers (100 to 199) before its answer, which cost us
 * more than they cost the server: after a few, the connection is closed.
 */
export const transport = {
  request(options: RequestOptions, answered: (answer: IncomingMessage) => void): ClientRequest {
    const request = (options.protocol === 'https:' ? httpsRequest : httpRequest)(options, answered);
    let interim = 0;
    request.on('information', () => {
      interim += 1;
      if (interim > LIMITS.interimAnswers) request.destroy(new InterimFlood('too many interim answers'));
    });
    return request;
  },
};
