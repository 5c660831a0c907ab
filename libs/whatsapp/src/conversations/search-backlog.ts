import type { Clock, Logger } from '#libs/observability';
import { MESSAGES_PER_COMMIT, type MessageRow, type Storage } from '#libs/storage';
import { interpret } from '../codec/content.js';
import { contentOf } from '../codec/known-message.js';
import { detailsOf } from '../codec/search.js';
import { Backlog } from '../context/backlog.js';

/** Adds the messages that an earlier version of the server has stored to the search. */
export function searchBacklog(storage: Storage, clock: Clock, logger: Logger): Backlog {
  return new Backlog(() => addSome(storage), 'messages could not be added to the search', clock, logger);
}

/** @returns whether there may be more */
async function addSome({ search, database }: Storage): Promise<boolean> {
  if (!(await search.isBehind())) return false;
  // Read in the same unit, so that no edit or deletion comes in between.
  await database.write(async (write) => {
    const rows = await search.missing(write, MESSAGES_PER_COMMIT);
    const details = rows.map((row) => ({ position: row.position, details: detailsIn(row) }));
    await search.add(write, details);
  });
  return true;
}

function detailsIn(row: MessageRow): string | null {
  const content = contentOf(row);
  const said = content && interpret(content);
  return said?.kind === 'content' ? detailsOf(said) : null;
}
