import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

// Clients' pools would otherwise trip over the sockets of an emulator that was restarted.
const CLOSING = { connection: 'close' };

export function answerHead(response: ServerResponse, status: number, headers: OutgoingHttpHeaders): void {
  response.writeHead(status, { ...CLOSING, ...headers });
}

export function answerJson(response: ServerResponse, status: number, body: object): void {
  answerHead(response, status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
