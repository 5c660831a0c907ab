import type { FastifyInstance } from 'fastify';
import type { Account } from '../accounts/account.js';
import type { OfflineQueue } from '../accounts/offline-queue.js';
import type { WhatsAppServer } from '../assembly.js';
import { Fields } from '../state/fields.js';
import { accountOf } from './parameters.js';

function queues(account: Account): OfflineQueue[] {
  return [...account.companions.values()].map((companion) => companion.queue);
}

/** Reports about the emulator: trust, health, counters and unhandled stanzas. */
export function reportRoutes(
  http: FastifyInstance,
  server: WhatsAppServer,
  webSocketUrl: () => string,
): void {
  http.get('/trust', () => ({
    noiseRootPublicKey: Buffer.from(server.trust.noise.public).toString('hex'),
    mediaCaPem: server.trust.tls.certificate,
    webSocketUrl: webSocketUrl(),
  }));

  http.get('/health', () => ({
    status: 'ok',
    connections: server.connections.size,
    errors: server.errors.count,
  }));

  const perAccount = (account: Account) => ({
    logins: server.stats.logins.get(account.phone) ?? 0,
    replaced: server.stats.replacements.get(account.phone) ?? 0,
    connected: server.connections.of(account).length,
    queued: queues(account).reduce((sum, queue) => sum + queue.size, 0),
    unacknowledged: queues(account).reduce((sum, queue) => sum + queue.unacknowledged, 0),
    acknowledged: Object.fromEntries(
      [...account.companions.values()].map(({ number, queue }) => [number, queue.acknowledged.length]),
    ),
  });

  http.get('/stats', () => {
    const { stanzasIn, stanzasOut, redelivered, acknowledged, refused, received, retries } = server.stats;
    const accounts = server.directory.all.filter(
      (account) => account.companions.size > 0 || server.stats.logins.has(account.phone),
    );
    const phones = Object.fromEntries(accounts.map((account) => [account.phone, perAccount(account)]));
    const total = (field: 'queued' | 'unacknowledged') =>
      Object.values(phones).reduce((sum, entry) => sum + entry[field], 0);
    return {
      connections: server.connections.size,
      accounts: server.directory.all.length,
      stanzasIn,
      stanzasOut,
      queued: total('queued'),
      unacknowledged: total('unacknowledged'),
      acknowledged,
      refused,
      redelivered,
      received,
      retries,
      complaints: server.complaints.count,
      errors: server.errors.count,
      phones,
    };
  });

  http.get('/stats/:phone/acknowledged', (request) => {
    const account = accountOf(server, request);
    return [...new Set(queues(account).flatMap((queue) => queue.acknowledged))];
  });

  http.get('/complaints', () => ({
    count: server.complaints.count,
    complaints: server.complaints.list,
  }));

  http.delete('/complaints', () => {
    server.complaints.clear();
    return {};
  });

  http.get('/settings', () => server.behaviour.current);

  http.patch('/settings', (request) => server.behaviour.change(Fields.of(request.body)));

  http.get('/unhandled', () => ({ count: server.unhandled.count, stanzas: server.unhandled.stanzas }));

  http.delete('/unhandled', () => {
    server.unhandled.clear();
    return {};
  });
}
