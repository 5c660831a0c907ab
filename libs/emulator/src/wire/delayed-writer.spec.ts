import { DelayedWriter } from './delayed-writer.js';

it('keeps the order, whatever the delays', async () => {
  let latency = { least: 0, most: 20 };
  const writer = new DelayedWriter(() => latency);
  const written: number[] = [];
  await new Promise<void>((resolve) => {
    for (let n = 0; n < 20; n++) writer.run(() => written.push(n));
    latency = { least: 0, most: 0 };
    writer.run(resolve);
  });
  expect(written).toEqual(Array.from({ length: 20 }, (_, n) => n));
});
