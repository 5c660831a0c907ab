import type { FastifyInstance } from 'fastify';
import { Fields } from '../state/fields.js';
import { type FaultRequest, readFault } from '../faults/fault.js';
import type { Fault } from '../faults/faults.js';
import { streamError } from '../routing/connection.js';
import type { WhatsAppServer } from '../assembly.js';
import { parameters, query } from './parameters.js';
import { Refusal } from './refusal.js';

/**
 * Applies an immediate fault.
 * @returns the number of connections it hit, undefined for faults that wait
 */
function strike(server: WhatsAppServer, request: FaultRequest): number | undefined {
  const account = request.phone === undefined ? undefined : server.directory.ensure(request.phone);
  const live = account ? server.connections.of(account) : [];
  const blows: Partial<Record<FaultRequest['kind'], (connection: (typeof live)[number]) => void>> = {
    drop: (connection) => connection.drop(),
    'half-open': (connection) => connection.freeze(),
    'stream-error': (connection) => connection.end(streamError(request.code ?? 500)),
    'stream-end': (connection) => connection.end(streamError(428)),
  };
  const blow = blows[request.kind];
  if (!blow) return undefined;
  for (const connection of live) blow(connection);
  return live.length;
}

/** What remains of a fault after it struck: stream faults can repeat. */
function remaining(request: FaultRequest, struck: number | undefined): FaultRequest | undefined {
  if (struck === undefined) return request;
  const times = request.times === undefined ? 0 : request.times - (struck > 0 ? 1 : 0);
  return times > 0 ? { ...request, times } : undefined;
}

/** Faults: adding, listing and removing them. */
export function faultRoutes(http: FastifyInstance, server: WhatsAppServer): void {
  const show = (fault: Fault) => ({ ...fault, holding: server.faults.holding(fault.id) });

  http.get('/faults', () => server.faults.list.map(show));

  http.post('/faults', (request) => {
    const asked = readFault(Fields.of(request.body));
    const struck = strike(server, asked);
    const left = remaining(asked, struck);
    const id = left && server.faults.add(left).id;
    return { id: id ?? null, struck: struck ?? 0 };
  });

  http.delete('/faults', (request) => {
    server.faults.clear(query(request).only('release').optionalText('release') === 'true');
    return {};
  });

  http.delete('/faults/:id', (request) => {
    const release = query(request).only('release').optionalText('release') === 'true';
    if (!server.faults.remove(parameters(request).text('id'), release))
      throw new Refusal(404, 'unknown fault', 'id');
    return {};
  });
}
