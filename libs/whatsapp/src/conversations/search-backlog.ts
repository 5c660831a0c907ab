import { type Clock, type Logger, Rounds } from '#libs/observability';
import { MESSAGES_PER_COMMIT, type MessageRow, type Storage } from '#libs/storage';
import { interpret } from '../codec/content.js';
import { contentOf } from '../codec/known-message.js';
import { detailsOf } from '../codec/search.js';

/** Wait before another attempt if the database could not be written to, ms. */
const AGAIN_MS = 5_000;

/** Adds the messages that an earlier version of the server has stored to the search, in small commits. */
export class SearchBacklog {
  private readonly rounds: Rounds;
  private isEnding = false;

  constructor(
    private readonly storage: Storage,
    clock: Clock,
    logger: Logger,
  ) {
    this.rounds = new Rounds(() => this.drain(), {
      clock,
      againMs: AGAIN_MS,
      onError: (error) => logger.error({ err: error }, 'messages could not be added to the search'),
    });
  }

  start(): void {
    this.rounds.wake();
  }

  async end(): Promise<void> {
    this.isEnding = true;
    await this.rounds.stop();
  }

  private async drain(): Promise<void> {
    const { search, database } = this.storage;
    while (!this.isEnding && (await search.isBehind()))
      // Read in the same unit, so that no edit or deletion comes in between.
      await database.write(async (write) => {
        const rows = await search.missing(write, MESSAGES_PER_COMMIT);
        const details = rows.map((row) => ({ position: row.position, details: detailsIn(row) }));
        await search.add(write, details);
      });
  }
}

function detailsIn(row: MessageRow): string | null {
  const content = contentOf(row);
  const said = content && interpret(content);
  return said?.kind === 'content' ? detailsOf(said) : null;
}
