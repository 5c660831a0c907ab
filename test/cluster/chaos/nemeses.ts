import { eventually } from '../../harness/waiting.js';
import type { Fleet, Node } from './fleet.js';

/** What a fault has led to. */
export interface Effect {
  /** How long each instance was without a connection that changed hands, ms. */
  tookMs: number[];
  /** How many devices may have been seen logging in while their last connection was open. */
  replaced: number;
}

/** A fault, from its beginning until it is over. */
export type Nemesis = (fleet: Fleet, lifetimeMs: number) => Promise<Effect>;

const nothing: Effect = { tookMs: [], replaced: 0 };

/** Of a database that is far away and under load, ms. */
const SLOW_MS = 150;

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

/** The server with the most instances: a fault of it is worth most. */
async function busiest(fleet: Fleet): Promise<Node> {
  const sizes = await Promise.all(fleet.nodes.map(async (node) => (await fleet.placesAt(node)).length));
  const node = fleet.nodes[sizes.indexOf(Math.max(...sizes))];
  if (!node) throw new Error('there is no server');
  return node;
}

export const NEMESES: Readonly<Record<string, Nemesis>> = {
  /** A server is killed, and started again. */
  kill: async (fleet) => {
    const node = await busiest(fleet);
    const before = await fleet.placesAt(node);
    const since = performance.now();
    await node.server.kill();
    const tookMs = await fleet.connectedAgain(before, since);
    await node.server.start();
    return { tookMs, replaced: 0 };
  },

  /** A server stops without a word, and goes on long after others have taken its place. */
  stop: async (fleet) => {
    const node = await busiest(fleet);
    const before = await fleet.placesAt(node);
    const { pid } = node.server;
    if (pid === undefined) throw new Error('the server does not run');
    const since = performance.now();
    process.kill(pid, 'SIGSTOP');
    try {
      return { tookMs: await fleet.connectedAgain(before, since), replaced: before.length };
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  },

  /** The cable between a server and the database is pulled. */
  partition: async (fleet) => {
    const node = await busiest(fleet);
    const before = await fleet.placesAt(node);
    const since = performance.now();
    node.cable.mute();
    try {
      return { tookMs: await fleet.connectedAgain(before, since), replaced: 0 };
    } finally {
      node.cable.unmute();
    }
  },

  /** A server asks, and hears no answers; whether the database does what it is asked, nobody knows. */
  deaf: async (fleet) => {
    const node = await busiest(fleet);
    const before = await fleet.placesAt(node);
    const since = performance.now();
    node.cable.mute('answers');
    try {
      return { tookMs: await fleet.connectedAgain(before, since), replaced: 0 };
    } finally {
      node.cable.unmute();
    }
  },

  /** Whatever a server asks the database takes long, but not so long that it loses what it has. */
  slow: async (fleet, lifetimeMs) => {
    const { cable } = await busiest(fleet);
    cable.slowMs = SLOW_MS;
    await pause(2 * lifetimeMs);
    cable.slowMs = 0;
    return nothing;
  },

  /** WhatsApp does not hear a server any longer, nor the server WhatsApp. It keeps what it has. */
  silence: async (fleet, lifetimeMs) => {
    const node = await busiest(fleet);
    const before = await fleet.placesAt(node);
    node.door.shut();
    await pause(2 * lifetimeMs);
    node.door.open();
    const after = await fleet.placesAt(node);
    if (before.some(({ instanceId }) => after.every((place) => place.instanceId !== instanceId)))
      throw new Error('instances have changed hands for a fault of WhatsApp');
    return nothing;
  },

  /** The database crashes and is back at once. */
  restart: async (fleet) => {
    await fleet.postgres.stop();
    await fleet.postgres.start();
    return nothing;
  },

  /** The database is away for so long that every server gives up what it has. */
  outage: async (fleet, lifetimeMs) => {
    await fleet.postgres.stop();
    await pause(2 * lifetimeMs);
    await fleet.postgres.start();
    return nothing;
  },

  /** Each server ends in order, and is started again, one after the other. */
  roll: async (fleet) => {
    const tookMs: number[] = [];
    for (const node of fleet.nodes) {
      const before = await fleet.placesAt(node);
      const since = performance.now();
      const code = node.server.halt();
      tookMs.push(...(await fleet.connectedAgain(before, since)));
      // 1: a part of it took too long, as on a machine that is too busy.
      if ((await code) === null) throw new Error('a server did not end by itself');
      await node.server.start();
    }
    return { tookMs, replaced: 0 };
  },

  /** The connections to WhatsApp break. */
  drop: async (fleet) => {
    for (const { phone } of fleet.bots)
      await fleet.world.emulator.request('POST', '/faults', { kind: 'drop', phone });
    return nothing;
  },

  /** One more server comes, and goes again. */
  join: async (fleet) => {
    const node = await fleet.add();
    await eventually(
      () => fleet.query(`select from nodes where url = '${node.server.url}'`),
      (rows) => rows.length === 1,
      'the new server to be known',
    );
    await fleet.remove(node);
    return nothing;
  },
};
