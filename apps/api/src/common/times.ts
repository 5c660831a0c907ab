/** Writes a time as resources do: in ISO 8601, UTC. @param at epoch ms */
export function iso(at: number): string {
  return new Date(at).toISOString();
}
