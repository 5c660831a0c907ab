import type { ClusterNews } from '../cluster/cluster-news.js';
import type { ClusterTables } from '../cluster/cluster-tables.js';
import type { Database } from '../database.js';
import { PostgresNews } from './cluster-news.js';
import { PostgresClusterTables } from './cluster-tables.js';
import { PostgresDatabase, type Sharing } from './database.js';
import { PostgresMessageSearch } from './message-search.js';
import { PostgresScheduledFiles } from './scheduled-files.js';

/** What is needed to use a database of a PostgreSQL server. */
interface Opened {
  database: Database;
  partsOf: (database: Database) => { search: PostgresMessageSearch; scheduledFiles: PostgresScheduledFiles };
  /** Undefined if nobody shares the database. */
  cluster: ClusterTables | undefined;
  news: ClusterNews | undefined;
}

/** @param sharing undefined: with nobody */
export async function openPostgres(url: string, sharing: Sharing | undefined): Promise<Opened> {
  const database = await PostgresDatabase.open(url, sharing);
  return {
    database,
    partsOf: (held) => ({
      search: new PostgresMessageSearch(held.read),
      scheduledFiles: new PostgresScheduledFiles(held),
    }),
    cluster: sharing && new PostgresClusterTables(database),
    news: sharing && new PostgresNews(url, sharing.node, database),
  };
}
