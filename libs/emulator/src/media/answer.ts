import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

// Otherwise clients would reuse pooled sockets after a restart of the emulator, and fail.
const CLOSING = { connection: 'close' };

export function answerHead(response: ServerResponse, status: number, headers: OutgoingHttpHeaders): void {
  response.writeHead(status, { ...CLOSING, ...headers });
}

export function answerJson(response: ServerResponse, status: number, body: object): void {
  answerHead(response, status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
