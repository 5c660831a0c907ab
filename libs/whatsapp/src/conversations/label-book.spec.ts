import { proto } from '@whiskeysockets/baileys';
import { InboxBench } from '../testing/inbox-bench.js';
import { LabelBook } from './label-book.js';

const ANNA = '15550001111@s.whatsapp.net';

describe('the labels of an account', () => {
  let bench: InboxBench;
  let book: LabelBook;

  beforeEach(async () => {
    bench = await InboxBench.open();
    book = new LabelBook(bench.storage, bench.instance.uid, bench.clock);
  });

  afterEach(() => bench.close());

  const apply = (index: string[], action: proto.ISyncActionValue) =>
    bench.storage.database.write((write) => book.apply(write, { index, action }));
  const edit = (deleted: boolean) =>
    apply(['label_edit', '1'], { labelEditAction: { name: 'Paid', deleted } });
  const assign = (index: string[]) => apply(index, { labelAssociationAction: { labeled: true } });

  it('that are deleted are on nothing, even if WhatsApp still says so', async () => {
    await edit(false);
    await edit(true);
    expect(await assign(['label_jid', '1', ANNA])).toEqual([]);
    const { labels, database } = bench.storage;
    expect(await labels.assignments(database.read, bench.instance.uid)).toEqual([]);
  });

  it('are removed under the index that their entries have', async () => {
    await edit(false);
    const index = ['label_message', '1', ANNA, 'M1', '1', ANNA];
    expect(await assign(index)).toHaveLength(1);
    expect(await assign(index)).toEqual([]);
    expect(await book.missing([{ index: ['label_edit', '1'] }])).toEqual([{ index }]);
  });
});
