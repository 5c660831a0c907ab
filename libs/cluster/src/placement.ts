import type { NodeId } from '#libs/storage';

/** How many instances each of some servers has. */
export type Loads = Map<NodeId, number>;

/** A server has too many instances if it has so many times its share. */
const TOLERANCE = 1.1;

/** The server with the fewest instances; undefined if there is none. */
export function leastLoaded(loads: Loads): NodeId | undefined {
  let least: [NodeId, number] | undefined;
  for (const each of loads) if (!least || each[1] < least[1]) least = each;
  return least?.[0];
}

/**
 * The server to which one with `own` instances should give one of them; undefined if it has no more than its share. Nobody gives one
 * to a server that would then have more than who gave it.
 * @param others the other servers that take instances
 */
export function whomToGive(own: number, others: Loads): NodeId | undefined {
  const to = leastLoaded(others);
  if (to === undefined) return undefined;
  const all = [...others.values()].reduce((sum, count) => sum + count, own);
  const fair = all / (others.size + 1);
  return own > fair * TOLERANCE && own - (others.get(to) ?? 0) >= 2 ? to : undefined;
}
