import type { Migration, MigrationProvider } from 'kysely';
import * as base from './0032-base.js';
import * as archivedFiles from './0033-archived-files.js';
import * as searchPrefixes from './0034-search-prefixes.js';
import * as contactUpdate from './0035-contact-update.js';
import * as scheduledFiles from './0036-scheduled-files.js';
import * as boundedIds from './0037-bounded-ids.js';
import * as cluster from './0038-cluster.js';
import * as writers from './0039-writers.js';
import * as anyNode from './0040-any-node.js';
import * as endpointFormats from './0041-endpoint-formats.js';

/** All migrations in order, with the names of those of SQLite from the base on. A released one must not change. */
export const migrations: MigrationProvider = {
  async getMigrations(): Promise<Record<string, Migration>> {
    return {
      '0032-base': base,
      '0033-archived-files': archivedFiles,
      '0034-search-prefixes': searchPrefixes,
      '0035-contact-update': contactUpdate,
      '0036-scheduled-files': scheduledFiles,
      '0037-bounded-ids': boundedIds,
      '0038-cluster': cluster,
      '0039-writers': writers,
      '0040-any-node': anyNode,
      '0041-endpoint-formats': endpointFormats,
    };
  },
};
