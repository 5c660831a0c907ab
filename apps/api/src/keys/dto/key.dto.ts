import { ApiProperty } from '@nestjs/swagger';
import type { ApiKeyRow } from '#libs/storage';
import { textsIn } from '../../access/key-ring.js';
import type { Principal } from '../../access/principal.js';
import { isScope, type Scope, SCOPE_NAMES } from '../../access/scopes.js';
import { iso } from '../../common/times.js';

/** An API key, without its secret. */
export class KeyDto {
  /**
   * Id of the key: the 8 characters after `miaw_`. It is not secret.
   * @example k3yAbCd9
   */
  keyId: string;

  /**
   * What it is for.
   * @example order service
   */
  name: string;

  /** What the key may do. */
  @ApiProperty({ enum: SCOPE_NAMES, enumName: 'Scope', isArray: true })
  scopes: Scope[];

  /**
   * Ids of the instances that it is for; null: all instances, also future ones.
   * @example ["my-bot-1"]
   */
  @ApiProperty({ type: [String], nullable: true })
  instances: string[] | null;

  /** When it ends; null: never. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expiresAt: string | null;

  /** Largest number of requests per minute; 0: no limit; null: `RATE_LIMIT_PER_MINUTE`. */
  @ApiProperty({ type: 'integer', nullable: true })
  rateLimitPerMinute: number | null;

  /** When it was made. */
  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  /**
   * Id of the key that made it; `root` for the root key.
   * @example root
   */
  createdBy: string;

  /** When it was last used, to the minute; null: never. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastUsedAt: string | null;

  /** Until when the key before the last rotation is valid, too; null: it is not. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  previousValidUntil: string | null;

  static of(row: ApiKeyRow, now: number): KeyDto {
    const { previous_until: until } = row;
    return {
      keyId: row.id,
      name: row.name,
      scopes: textsIn(row.scopes).filter(isScope),
      instances: row.instances === null ? null : [...textsIn(row.instances)],
      expiresAt: timeOf(row.expires_at),
      rateLimitPerMinute: row.rate_limit,
      createdAt: iso(row.created_at),
      createdBy: row.created_by,
      lastUsedAt: timeOf(row.used_at),
      previousValidUntil: until !== null && until > now ? iso(until) : null,
    };
  }
}

export class KeysPageDto {
  /** Oldest first. */
  keys: KeyDto[];

  /** Pass it as `cursor` to get the next page; absent on the last page. */
  nextCursor?: string;
}

/** The API key that a request carries. */
export class OwnKeyDto {
  /**
   * Id of the key; `root` for the root key.
   * @example k3yAbCd9
   */
  keyId: string;

  /**
   * What it is for.
   * @example order service
   */
  name: string;

  /** What the key may do. */
  @ApiProperty({ enum: SCOPE_NAMES, enumName: 'Scope', isArray: true })
  scopes: Scope[];

  /**
   * Ids of the instances that it is for; null: all instances, also future ones.
   * @example ["my-bot-1"]
   */
  @ApiProperty({ type: [String], nullable: true })
  instances: string[] | null;

  /** When the key that was used ends, with a previous secret the end of the grace; null: never. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expiresAt: string | null;

  static of({ id, name, scopes, instances, endsAt }: Principal): OwnKeyDto {
    return {
      keyId: id,
      name,
      scopes: [...scopes],
      instances: instances ? [...instances] : null,
      expiresAt: timeOf(endsAt ?? null),
    };
  }
}

/** An API key that was just made, with its secret. */
export class NewKeyDto extends KeyDto {
  /**
   * The whole key. This is the only answer that contains it.
   * @example miaw_k3yAbCd9_0000000000000000000000000000000000000000000000000
   */
  key: string;
}

export class RevokedKeyDto {
  /**
   * Id of the key.
   * @example k3yAbCd9
   */
  keyId: string;

  /** Always true. */
  @ApiProperty({ enum: [true] })
  revoked: boolean;
}

function timeOf(at: number | null): string | null {
  return at === null ? null : iso(at);
}
