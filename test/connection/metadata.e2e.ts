import {
  createInstance,
  getInstance,
  listEvents,
  listInstances,
  updateInstance,
} from '../../packages/client/src/generated/index.js';
import { LinkedInstance } from '../harness/linked-instance.js';
import { outcomeOf } from '../harness/outcome.js';
import { useWorld } from '../harness/world.js';

const PERSON = '15551000041';

const world = useWorld();

/** Creates an instance with metadata. */
async function created(instanceId: string, metadata?: Record<string, string>) {
  return outcomeOf(createInstance({ client: world.api.client, body: { instanceId, metadata } }));
}

async function noted(instanceId: string): Promise<unknown> {
  const { data } = await outcomeOf(getInstance({ client: world.api.client, path: { instanceId } }));
  return data?.metadata;
}

async function note(instanceId: string, metadata: Record<string, string>) {
  return outcomeOf(updateInstance({ client: world.api.client, path: { instanceId }, body: { metadata } }));
}

async function found(...metadata: string[]): Promise<string[]> {
  const { data } = await outcomeOf(listInstances({ client: world.api.client, query: { metadata } }));
  return data?.map(({ instanceId }) => instanceId) ?? [];
}

describe('metadata of an instance', () => {
  it('is given at creation, replaced by PATCH as a whole, and shown', async () => {
    expect(await created('plain')).toMatchObject({ code: 201, data: { metadata: {} } });
    const first = { customer: '42', 'plan.name': '', note: 'a:b, "c" — 你好' };
    expect(await created('noted', first)).toMatchObject({ code: 201, data: { metadata: first } });
    expect(await noted('noted')).toEqual(first);
    expect(await note('noted', { plan: 'pro' })).toMatchObject({
      code: 200,
      data: { metadata: { plan: 'pro' } },
    });
    expect(await noted('noted')).toEqual({ plan: 'pro' });
    await note('noted', {});
    expect(await noted('noted')).toEqual({});
  });

  it('selects instances in the list: those that have every pair', async () => {
    await created('north', { region: 'north', tier: 'a' });
    await created('south', { region: 'south', tier: 'a', url: 'https://a.example/?b=c:d,e' });
    expect(await found('tier:a')).toEqual(['north', 'south']);
    expect(await found('tier:a', 'region:south')).toEqual(['south']);
    expect(await found('url:https://a.example/?b=c:d,e')).toEqual(['south']);
    expect(await found('tier:b')).toEqual([]);
    expect(await found('region:north', 'region:south')).toEqual([]);
    const bad = await outcomeOf(listInstances({ client: world.api.client, query: { metadata: ['tier'] } }));
    expect(bad).toMatchObject({ code: 400, error: { details: { fields: [{ field: 'metadata' }] } } });
  });

  it('is in every event as it was when the event happened, for receivers and in the event log', async () => {
    const bot = new LinkedInstance(world, 'echoes', '628121000041');
    await bot.create();
    await note('echoes', { customer: '42' });
    await bot.pair();
    const before = await bot.hears(await world.emulator.send(PERSON, { to: bot.phone, text: 'before' }));
    await note('echoes', { customer: '43', plan: 'pro' });
    const after = await bot.hears(await world.emulator.send(PERSON, { to: bot.phone, text: 'after' }));
    await note('echoes', {});
    const none = await bot.hears(await world.emulator.send(PERSON, { to: bot.phone, text: 'none' }));
    expect([before, after, none].map(({ metadata }) => metadata)).toEqual([
      { customer: '42' },
      { customer: '43', plan: 'pro' },
      undefined,
    ]);
    // It comes last: receivers that parse the body and write it again get these bytes.
    expect(before.raw).toBe(JSON.stringify(JSON.parse(before.raw)));
    const { data } = await outcomeOf(
      listEvents({ client: world.api.client, path: { instanceId: 'echoes' }, query: { limit: 100 } }),
    );
    const logged = new Map(data?.events.map((event) => [event.id, event.metadata]));
    for (const { id, metadata } of bot.after(0)) expect(logged.get(id)).toEqual(metadata);
    expect([...logged.values()].filter((metadata) => metadata?.['customer'] === '42').length).toBeGreaterThan(
      3,
    );
  });
});
