import { measureDeliveries } from './deliveries.js';
import type { Row } from './figures.js';
import { measureFleet } from './fleet.js';
import { measureGroups } from './groups.js';
import { measureLists } from './lists.js';
import { publish } from './page.js';
import { measureReceiving } from './receiving.js';
import { measureSending } from './sending.js';

import.meta.jest.setTimeout(600_000);

describe('benchmarks', () => {
  const rows: Row[] = [];

  it.each([
    ['sending', measureSending],
    ['groups', measureGroups],
    ['receiving', measureReceiving],
    ['deliveries', measureDeliveries],
    ['many instances', measureFleet],
    ['lists', measureLists],
  ])('%s', async (_name, measure) => {
    rows.push(...(await measure()));
  });

  afterAll(async () => {
    await publish(rows);
  });
});
