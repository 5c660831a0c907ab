import type { Migration, MigrationProvider } from 'kysely';
import * as foundation from './0001-foundation.js';
import * as conversations from './0002-conversations.js';
import * as presence from './0003-presence.js';
import * as contacts from './0004-contacts.js';
import * as deliveryLog from './0005-delivery-log.js';
import * as idempotency from './0006-idempotency.js';
import * as scheduled from './0007-scheduled.js';
import * as pace from './0008-pace.js';
import * as inboxFault from './0009-inbox-fault.js';
import * as targetEvents from './0010-target-events.js';
import * as deliveriesByInstance from './0011-deliveries-by-instance.js';
import * as recipients from './0012-recipients.js';
import * as messageMarks from './0013-message-marks.js';
import * as accounts from './0014-accounts.js';
import * as labels from './0015-labels.js';
import * as chatStates from './0016-chat-states.js';
import * as channelPosts from './0017-channel-posts.js';
import * as statusPosts from './0018-status-posts.js';
import * as memberLabels from './0019-member-labels.js';
import * as pinsAndReceipts from './0020-pins-and-receipts.js';
import * as search from './0021-search.js';
import * as callsAndReplies from './0022-calls-and-replies.js';
import * as retiredInstances from './0023-retired-instances.js';
import * as apiKeys from './0024-api-keys.js';
import * as endpoints from './0025-endpoints.js';
import * as metadata from './0027-metadata.js';
import * as instanceSettings from './0028-instance-settings.js';
import * as traces from './0031-traces.js';
import * as chatMoves from './0032-chat-moves.js';
import * as archivedFiles from './0033-archived-files.js';
import * as searchPrefixes from './0034-search-prefixes.js';
import * as contactUpdate from './0035-contact-update.js';
import * as scheduledFiles from './0036-scheduled-files.js';
import * as boundedIds from './0037-bounded-ids.js';
import * as cluster from './0038-cluster.js';
import * as writers from './0039-writers.js';
import * as anyNode from './0040-any-node.js';
import * as endpointFormats from './0041-endpoint-formats.js';

/** All migrations in order. A released one must not change. */
export const migrations: MigrationProvider = {
  async getMigrations(): Promise<Record<string, Migration>> {
    return {
      '0001-foundation': foundation,
      '0002-conversations': conversations,
      '0003-presence': presence,
      '0004-contacts': contacts,
      '0005-delivery-log': deliveryLog,
      '0006-idempotency': idempotency,
      '0007-scheduled': scheduled,
      '0008-pace': pace,
      '0009-inbox-fault': inboxFault,
      '0010-target-events': targetEvents,
      '0011-deliveries-by-instance': deliveriesByInstance,
      '0012-recipients': recipients,
      '0013-message-marks': messageMarks,
      '0014-accounts': accounts,
      '0015-labels': labels,
      '0016-chat-states': chatStates,
      '0017-channel-posts': channelPosts,
      '0018-status-posts': statusPosts,
      '0019-member-labels': memberLabels,
      '0020-pins-and-receipts': pinsAndReceipts,
      '0021-search': search,
      '0022-calls-and-replies': callsAndReplies,
      '0023-retired-instances': retiredInstances,
      '0024-api-keys': apiKeys,
      '0025-endpoints': endpoints,
      '0027-metadata': metadata,
      '0028-instance-settings': instanceSettings,
      '0031-traces': traces,
      '0032-chat-moves': chatMoves,
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
