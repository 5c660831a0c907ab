import { withoutDevice } from '../jids.js';
import { CompiledQuery } from 'kysely';
import { archiveQueries } from '../conversations/archived-files.js';
import { contactQueries } from '../conversations/contacts.js';
import { chatQueries } from '../conversations/chats.js';
import { labelQueries } from '../conversations/labels.js';
import { starQueries } from '../conversations/chat-states.js';
import { memberLabelQueries } from '../conversations/member-labels.js';
import { messageQueries } from '../conversations/messages.js';
import { statusQueries } from '../conversations/status-posts.js';
import type { Read } from '../database.js';
import { claimQueries, type Line } from '../deliveries/claim-queries.js';
import { type DeliveryFilter, logQueries } from '../deliveries/delivery-log.js';
import { wantingTargets } from '../deliveries/targets.js';
import { trafficQueries } from '../deliveries/traffic.js';
import { searchQuery } from './message-search.js';
import { StorageBench } from '../testing/storage-bench.js';

const ANNA = withoutDevice('15550001111@s.whatsapp.net');
const BEN = withoutDevice('15550002222@s.whatsapp.net');
const LINE: Line = { instance: 'ins_1', chat: ANNA };
const RANGE = { after: 5000, upTo: 20_000, limit: 10 };

type Query = (read: Read) => CompiledQuery;

describe('what is asked often walks an index in order', () => {
  let bench: StorageBench;

  beforeAll(async () => {
    bench = await StorageBench.open();
  });

  afterAll(() => bench.close());

  /**
   * SQLite plans without statistics, so that an empty table shows what a full one would: nobody runs ANALYZE, after
   * which it would take tables full of one target for typical.
   */
  async function planOf(query: Query): Promise<string> {
    const { read } = bench.storage.database;
    const { sql, parameters } = query(read);
    const plan = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]);
    return JSON.stringify((await read.executeQuery(plan)).rows);
  }

  it.each<[string, Query, RegExp[]]>([
    [
      'the chats of a label',
      (read) => labelQueries.chats(read, 'ins_1', '1', { limit: 50, after: ANNA }).compile(),
      [/label_assignments USING PRIMARY KEY \(instance=\? AND label=\? AND message=\? AND chat>\?\)/],
    ],
    [
      'the messages of a label',
      (read) =>
        labelQueries
          .messages(read, 'ins_1', '1', { limit: 50, after: { message: 'M', chat: ANNA } })
          .compile(),
      [/label_assignments USING PRIMARY KEY \(instance=\? AND label=\?/],
    ],
    [
      'the next file to archive',
      (read) => archiveQueries.due(read, undefined, 5, ['fil_1']).compile(),
      [/INDEX archived_files_due \(due_at<\?\)/],
    ],
    [
      'archived files of messages',
      (read) => archiveQueries.ofMessages(read, [5, 6]).compile(),
      [/INDEX sqlite_autoindex_archived_files_2 \(message=\?\)/],
    ],
    [
      'archived files whose message was removed',
      (read) => archiveQueries.orphans(read, 100, []).compile(),
      [/INDEX sqlite_autoindex_archived_files_2 \(message=\?\)/],
    ],
    [
      'archived files that are too old',
      (read) => archiveQueries.old(read, 5, 100).compile(),
      [/INDEX archived_files_age \(archived_at<\?\)/],
    ],
    [
      'who wants an event',
      (read) => wantingTargets('ins_1', 'message').compile(read),
      [/INDEX targets_named \(instance=\?\)/, /target_events USING PRIMARY KEY \(target=\? AND event=\?\)/],
    ],
    [
      'what has waited longest for a target',
      (read) => claimQueries.oldest(read, 'tgt_1').compile(),
      [/INDEX deliveries_states \(target=\? AND state=\?\)/],
    ],
    [
      'what waits of an instance',
      (read) => claimQueries.untried(read, 'tgt_1', 'ins_1', 5000, 200).compile(),
      [/INDEX deliveries_untried \(target=\? AND instance=\? AND position>\?\)/],
    ],
    [
      'the next of a chat',
      (read) => claimQueries.inLine(read, 'tgt_1', LINE, RANGE).compile(),
      [/INDEX deliveries_lines \(target=\? AND instance=\? AND chat=\? AND position>\? AND position<\?\)/],
    ],
    [
      'the next without a chat',
      (read) => claimQueries.inLine(read, 'tgt_1', { ...LINE, chat: null }, RANGE).compile(),
      [/INDEX deliveries_lines \(target=\? AND instance=\? AND chat=\? AND position>\? AND position<\?\)/],
    ],
    [
      'retries that are due',
      (read) => claimQueries.dueRetries(read, 'tgt_1', undefined, 20_000, 8).compile(),
      [/INDEX deliveries_retries \(target=\? AND due_at<\?\)/],
    ],
    [
      'when the next retry is due',
      (read) => claimQueries.nextRetry(read, 'tgt_1', undefined, 5000).compile(),
      [/INDEX deliveries_retries \(target=\? AND due_at>\?\)/],
    ],
    [
      'deliveries with their events',
      (read) => claimQueries.whole(read, undefined, [5, 6, 7]).compile(),
      [/deliveries USING INTEGER PRIMARY KEY/],
    ],
    [
      'a page of messages',
      (read) =>
        messageQueries.inChat(read, 'ins_1', ANNA, { limit: 20, before: { at: 5, position: 9 } }).compile(),
      [/INDEX messages_chat \(instance=\? AND chat=\? AND at<\?\)/],
    ],
    [
      'the latest messages of chats',
      (read) => messageQueries.latest(read, 'ins_1', [ANNA, BEN]).compile(),
      [/INDEX messages_chat \(instance=\? AND chat=\?\)/, /messages USING INTEGER PRIMARY KEY \(rowid=\?\)/],
    ],
    [
      'changes of posts that are not answered',
      (read) => messageQueries.changing(read, 'ins_1').compile(),
      [/INDEX messages_changing \(instance=\?\)/],
    ],
    [
      'the change of a post',
      (read) => messageQueries.changing(read, 'ins_1', 'M').compile(),
      [/INDEX messages_changing \(instance=\? AND id=\?\)/],
    ],
    [
      'a page of chats',
      (read) => chatQueries.list(read, 'ins_1', { limit: 20, before: { at: 5, chat: BEN } }).compile(),
      [
        /INDEX chats_recent \(instance=\? AND \(last_at,chat\)<\(\?,\?\)\)/,
        /messages USING COVERING INDEX messages_heard \(instance=\? AND chat=\? AND at>\?\)/,
      ],
    ],
    [
      'what of a chat is not read yet',
      (read) => messageQueries.heard(read, 'ins_1', ANNA, 3, 9000).compile(),
      [/messages USING COVERING INDEX messages_heard \(instance=\? AND chat=\? AND at<\?\)/],
    ],
    [
      'the pinned messages of chats',
      (read) => messageQueries.pinned(read, 'ins_1', [ANNA], 5).compile(),
      [/INDEX messages_pinned \(instance=\? AND chat=\? AND pinned_at>\?\)/],
    ],
    [
      'which messages are starred',
      (read) => starQueries.of(read, [5, 6]).compile(),
      [
        /messages USING INTEGER PRIMARY KEY/,
        /stars USING PRIMARY KEY \(instance=\? AND chat=\? AND message=\?\)/,
      ],
    ],
    [
      'the labels of messages',
      (read) => labelQueries.ofMessages(read, [5, 6]).compile(),
      [/INDEX label_assignments_chats \(instance=\? AND chat=\? AND message=\?\)/],
    ],
    [
      'the labels of chats',
      (read) => labelQueries.ofChats(read, 'ins_1', [ANNA, BEN]).compile(),
      [/INDEX label_assignments_chats \(instance=\? AND chat=\? AND message=\?\)/],
    ],
    [
      'a page of status posts',
      (read) =>
        statusQueries
          .list(read, 'ins_1', { limit: 20, own: true, since: 1, before: { at: 5, position: 9 } })
          .compile(),
      [/INDEX messages_chat \(instance=\? AND chat=\? AND at>\? AND at<\?\)/],
    ],
    [
      'who has viewed a post',
      (read) => statusQueries.viewers(read, 'ins_1', 'M', { limit: 20, after: ANNA }).compile(),
      [/status_views USING PRIMARY KEY \(instance=\? AND message=\? AND viewer>\?\)/],
    ],
    [
      'status posts that are over',
      (read) => statusQueries.expired(read, 5000, 500).compile(),
      [/messages USING (COVERING )?INDEX messages_chat \(instance=\? AND chat=\? AND at<\?\)/],
    ],
    [
      'what a person has viewed',
      (read) => statusQueries.taken(read, 'ins_1', ANNA).compile(),
      [
        /status_views USING PRIMARY KEY \(instance=\? AND message=\? AND viewer=\?\)/,
        /status_views USING COVERING INDEX status_views_viewers \(instance=\? AND viewer=\?\)/,
      ],
    ],
    [
      'views that are over',
      (read) => statusQueries.oldViews(read, 5000, 500).compile(),
      [/status_views USING COVERING INDEX status_views_at \(at<\?\)/],
    ],
    [
      'what a member calls their roles',
      (read) => memberLabelQueries.taken(read, 'ins_1', ANNA).compile(),
      [
        /member_labels USING PRIMARY KEY \(instance=\? AND group_jid=\? AND member=\?\)/,
        /member_labels USING COVERING INDEX member_labels_members \(instance=\? AND member=\?\)/,
      ],
    ],
    [
      'what an instance has heard since a time',
      (read) => trafficQueries.heard(read, 'ins_1', 5000).compile(),
      [
        /chats USING COVERING INDEX chats_recent \(instance=\? AND last_at>\?\)/,
        /messages USING (COVERING )?INDEX messages_heard \(instance=\? AND chat=\? AND at>\?\)/,
      ],
    ],
    [
      'what an instance has sent since a time',
      (read) => trafficQueries.own(read, 'ins_1', 5000).compile(),
      [
        /chats USING COVERING INDEX chats_recent \(instance=\? AND last_at>\?\)/,
        /messages USING INDEX messages_chat \(instance=\? AND chat=\? AND at>\?\)/,
      ],
    ],
    [
      'attempts since a time',
      (read) => trafficQueries.attempts(read, ['tgt_1', 'tgt_2'], 5000).compile(),
      [/INDEX attempts_latest \(target=\? AND at>\?\)/],
    ],
    [
      'how many deliveries are in a state',
      (read) => trafficQueries.inState(read, ['tgt_1', 'tgt_2'], 'pending').compile(),
      [/COVERING INDEX deliveries_states \(target=\? AND state=\?\)/],
    ],
    [
      'a page of contacts',
      (read) => contactQueries.list(read, 'ins_1', { limit: 2, after: BEN }).compile(),
      [/PRIMARY KEY \(instance=\? AND jid>\?\)/],
    ],
  ])('for %s', async (_what, query, indexes) => {
    const plan = await planOf(query);
    for (const index of indexes) expect(plan).toMatch(index);
    // A subquery has a limit of its own: to count at most so many rows.
    expect(plan).not.toMatch(/SCAN (?!counted)|TEMP B-TREE/);
  });

  const filters: [string, DeliveryFilter][] = [
    ['nothing', {}],
    ['an event', { events: ['poll_vote'] }],
    ['a state', { states: ['parked'] }],
    ['a state and an event', { states: ['parked'], events: ['poll_vote'] }],
    ['several states', { states: ['pending', 'parked'] }],
    ['a chat', { chat: ANNA }],
    ['a time in the future', { from: 9_000_000 }],
    ['a time in the past', { to: 3 }],
    ['both times', { from: 5, to: 7 }],
  ];

  it.each(filters)('for deliveries that are filtered by %s, however few fit', async (_what, filter) => {
    const part = { after: 5000, upTo: 7000 };
    for (const query of [
      (read: Read) => logQueries.page(read, 'tgt_1', filter, part, 50).compile(),
      (read: Read) => logQueries.positions(read, 'tgt_1', filter, part).compile(),
    ]) {
      const plan = await planOf(query);
      // All but the two thousand of the part are never looked at.
      expect(plan).toMatch(/deliveries USING INDEX deliveries_\w+ \([^)]*position>\? AND position<\?\)/);
      expect(plan).toMatch(/events USING (COVERING )?INDEX sqlite_autoindex_events_1 \(id=\?\)/);
      expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
    }
  });

  it.each(['asc', 'desc'] as const)('for where a part of the deliveries ends, %s', async (direction) => {
    const plan = await planOf((read) => logQueries.edge(read, 'tgt_1', 5000, direction).compile());
    expect(plan).toMatch(/USING COVERING INDEX deliveries_listed \(target=\? AND position[<>]\?\)/);
    expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
  });

  it('for the instances of which something waits, one step each', async () => {
    const plan = await planOf((read) => claimQueries.instances('tgt_1').compile(read));
    expect(plan).toMatch(/INDEX deliveries_\w+ \(target=\?\)/);
    expect(plan).toMatch(/INDEX deliveries_\w+ \(target=\? AND instance>\?\)/);
    expect(plan).not.toMatch(/SCAN deliveries|TEMP B-TREE/);
  });

  it('for a search, in the order of its index', async () => {
    const selection = { terms: [{ words: 'hello', isPrefix: true }], chat: ANNA };
    const plan = await planOf((read) =>
      searchQuery('ins_1', selection, { limit: 20, before: 9 }).compile(read),
    );
    expect(plan).toMatch(/SCAN search VIRTUAL TABLE INDEX \d+:[^"]*</);
    expect(plan).toMatch(/search_entries USING INTEGER PRIMARY KEY/);
    expect(plan).toMatch(/messages USING INTEGER PRIMARY KEY/);
    expect(plan).not.toMatch(/TEMP B-TREE/);
  });
});
