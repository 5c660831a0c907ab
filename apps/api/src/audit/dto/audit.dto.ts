import { ApiProperty } from '@nestjs/swagger';
import type { AuditFilter, AuditRow } from '#libs/storage';
import { iso } from '../../common/times.js';
import { PageQuery } from '../../common/page.query.dto.js';
import { Identifier, Time } from '../../http/fields.js';

/** One request that changed something, or that its key was not allowed to make. */
export class AuditEntryDto {
  /** When it was answered. */
  @ApiProperty({ format: 'date-time' })
  at: string;

  /**
   * Id of the key; `root` for the root key.
   * @example k3yAbCd9
   */
  keyId: string;

  /**
   * Name of the key at that time.
   * @example order service
   */
  keyName: string;

  /**
   * Id of the operation in the OpenAPI document.
   * @example sendText
   */
  operation: string;

  /**
   * Id of the instance; absent if the request was about no instance.
   * @example my-bot-1
   */
  instanceId?: string;

  /**
   * What it was about: the ids in its path, or the recipient.
   * @example 3EB0C431C26A1916E07A
   */
  target?: string;

  /** Status of the answer. */
  @ApiProperty({ type: 'integer' })
  status: number;

  /**
   * Error code of the answer; absent if it succeeded.
   * @example INSTANCE_NOT_CONNECTED
   */
  code?: string;

  /** `X-Request-Id` of the answer, and `requestId` in the log. */
  correlationId: string;

  /**
   * IP address of the caller, or of the proxy in front of this server.
   * @example 203.0.113.7
   */
  address: string;

  static of(row: AuditRow): AuditEntryDto {
    return {
      at: iso(row.at),
      keyId: row.key,
      keyName: row.key_name,
      operation: row.operation,
      ...(row.instance_id !== null && { instanceId: row.instance_id }),
      ...(row.subject !== null && { target: row.subject }),
      status: row.status,
      ...(row.code !== null && { code: row.code }),
      correlationId: row.correlation_id,
      address: row.address,
    };
  }
}

export class AuditPageDto {
  /** Newest first. */
  entries: AuditEntryDto[];

  /** Pass it as `cursor` to get the next page; absent on the last page. */
  nextCursor?: string;
}

/** Selects entries of the audit log, and the page to return. */
export class AuditQuery extends PageQuery {
  /** Return only what was done with this key: its id, or `root`. */
  @Identifier({ optional: true, example: 'k3yAbCd9' })
  keyId?: string;

  /** Return only this operation: its id in the OpenAPI document. */
  @Identifier({ optional: true, example: 'sendText' })
  operation?: string;

  /** Return only requests about this instance. */
  @Identifier({ optional: true, example: 'my-bot-1' })
  instanceId?: string;

  /** Return only requests that were answered at this time or later. */
  @Time({ optional: true })
  from?: string;

  /** Return only requests that were answered before this time. */
  @Time({ optional: true })
  to?: string;

  static filter({ keyId, operation, instanceId, from, to }: AuditQuery): AuditFilter {
    return {
      key: keyId,
      operation,
      instanceId,
      from: from === undefined ? undefined : Date.parse(from),
      to: to === undefined ? undefined : Date.parse(to),
    };
  }
}
