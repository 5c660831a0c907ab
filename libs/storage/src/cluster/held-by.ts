import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { NodeId } from '../ids.js';

/**
 * The condition that a row is of an instance that a server has.
 * @param node undefined: there is one server, which has all
 * @param column that names the instance
 */
export function heldBy(node: NodeId | undefined, column: string): RawBuilder<SqlBool> {
  if (node === undefined) return sql`true`;
  return sql`${sql.ref(column)} in (select instance from leases where node = ${node})`;
}
