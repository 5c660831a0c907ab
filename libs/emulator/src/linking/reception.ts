import { type BinaryNode, type proto, toNumber } from '@whiskeysockets/baileys';
import type { Directory } from '../accounts/directory.js';
import type { Faults } from '../faults/faults.js';
import { nowSeconds } from '../wire/ids.js';
import { SERVER_JID } from '../wire/jid.js';
import type { ClientProof } from '../wire/noise.js';
import { type Attributes, stanza } from '../wire/stanza.js';
import { type Connection, type Login, streamError } from '../routing/connection.js';
import type { Connections } from '../routing/connections.js';
import type { Pairing } from './pairing.js';
import type { Stats } from '../reports/stats.js';

function failure(code: number, more: Attributes = {}): BinaryNode {
  return stanza('failure', { reason: code, location: 'frc', ...more });
}

/** Identifies a client after its handshake: a new client registers, a companion logs in. */
export class Reception {
  constructor(
    private readonly directory: Directory,
    private readonly connections: Connections,
    private readonly pairing: Pairing,
    private readonly faults: Faults,
    private readonly stats: Stats,
  ) {}

  admit(connection: Connection, proof: ClientProof): void {
    const { username } = proof.payload;
    if (username === null || username === undefined) {
      this.pairing.register(connection, proof);
      return;
    }
    const phone = String(toNumber(username));
    const failing = this.faults.take('login-failure', { phone });
    const login = this.identify(phone, proof);
    if (failing) connection.end(failure(failing.code ?? 500, failing.attributes));
    else if (login) this.welcome(connection, login);
    else connection.end(failure(401));
  }

  private identify(phone: string, { payload, staticKey }: ClientProof): Login | undefined {
    const account = this.directory.find(phone);
    const companion = account?.companions.get(this.deviceOf(payload));
    return account && companion?.keys.noise.equals(staticKey) ? { account, companion } : undefined;
  }

  private deviceOf(payload: proto.IClientPayload): number {
    return payload.device ?? 0;
  }

  private welcome(connection: Connection, login: Login): void {
    const { account, companion } = login;
    if (this.connections.replace(companion, streamError(440))) this.stats.replaced(account.phone);
    connection.login = login;
    this.stats.login(account.phone);
    connection.send(
      stanza('success', {
        t: nowSeconds(),
        lid: account.jid('lid', companion.number),
        location: 'frc',
        props: 27,
        abprops: 5,
        group_abprops: 5,
        display_name: account.name || undefined,
        creation: Math.floor(companion.linkedAt / 1000),
      }),
    );
    // Clients repeat it in front of their next handshake, so that they reach the same server again.
    const routing = stanza('routing_info', {}, `emulator ${account.phone}`);
    connection.send(stanza('ib', { from: SERVER_JID }, [stanza('edge_routing', {}, [routing])]));
    for (const [type, timestamp] of companion.dirty)
      connection.send(stanza('ib', { from: SERVER_JID }, [stanza('dirty', { type, timestamp })]));
  }
}
