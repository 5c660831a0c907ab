import { ApiProperty } from '@nestjs/swagger';
import type { ServerState, ServerView } from '#libs/cluster';
import { iso } from '../../common/times.js';

/** States of a server. */
export const NODE_STATES = ['live', 'draining', 'silent'] as const satisfies readonly ServerState[];

/** One of the servers that share a database. */
export class NodeDto {
  /**
   * Id of the server, for as long as its process runs.
   * @example nod_019ad9e0c3a8f1b2c3d4e5f60718293a4b
   */
  id: string;

  /**
   * Where the other servers reach it.
   * @example http://10.0.0.1:3000
   */
  url: string;

  /**
   * Its version.
   * @example 0.1.0
   */
  version: string;

  /** When it started. */
  @ApiProperty({ format: 'date-time' })
  startedAt: string;

  /** `draining`: it is about to end. `silent`: it gives no signs of life, and is about to lose its instances. */
  @ApiProperty({ enum: NODE_STATES, enumName: 'NodeState' })
  state: ServerState;

  /** Number of instances that it has. */
  @ApiProperty({ type: 'integer', example: 12 })
  instances: number;

  /** Whether it is the server that answers. */
  self: boolean;

  static of({ startedAt, ...server }: ServerView): NodeDto {
    return { ...server, startedAt: iso(startedAt) };
  }
}
