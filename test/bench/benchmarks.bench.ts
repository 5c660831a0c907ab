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
  const measured = new Map<string, readonly Row[]>();

  it.each([
    ['Sending', measureSending],
    ['Groups', measureGroups],
    ['Receiving', measureReceiving],
    ['Deliveries', measureDeliveries],
    ['Many instances', measureFleet],
    ['Lists', measureLists],
  ])('%s', async (part, measure) => {
    measured.set(part, await measure());
  });

  afterAll(async () => {
    await publish(measured);
  });
});
