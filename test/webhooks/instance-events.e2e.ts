import {
  createInstance,
  deleteInstance,
  getInstance,
  updateInstance,
} from '../../packages/client/src/generated/index.js';
import { LinkedInstance } from '../harness/linked-instance.js';
import type { Answer, Arrival } from '../harness/receiver.js';
import { Receiver, useReceiver } from '../harness/receiver.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const ROUNDS = 2;
/** Instances that are deleted at once. */
const PER_ROUND = 12;
/** Unit of the retries, ms. */
const UNIT_MS = 40;

const everybody = useReceiver();
const world = useWorld(() => ({
  WEBHOOK_URL: everybody.url,
  WEBHOOK_EVENTS: 'instance_created,instance_deleted',
  WEBHOOK_RETRY_DELAY_MS: String(UNIT_MS),
}));

function of(instanceId: string, event: string) {
  return (arrival: Arrival): boolean => arrival.instanceId === instanceId && arrival.event === event;
}

async function deleted(receiver: Receiver, instanceId: string): Promise<Arrival> {
  return receiver.arrivals.first(of(instanceId, 'instance_deleted'), `the deletion of ${instanceId}`);
}

afterEach(() => {
  const take = (): Answer => ({ status: 200 });
  everybody.answer = take;
  world.receiver.answer = take;
});

describe('instance_created', () => {
  it('is the first event of an instance, for its own receiver and the global one', async () => {
    const body = {
      instanceId: 'born',
      webhookUrl: world.receiver.url,
      phone: '628121000051',
      metadata: { a: 'b' },
    };
    await createInstance({ client: world.api.client, throwOnError: true, body });
    for (const receiver of [world.receiver, everybody]) {
      const arrival = await receiver.event('instance_created', ({ instanceId }) => instanceId === 'born');
      expect(arrival).toMatchObject({ sequence: 1, data: { phone: '628121000051' }, metadata: { a: 'b' } });
    }
  });
});

describe('instance_deleted', () => {
  it('is the last event of an instance, and says whose it was', async () => {
    const bot = await LinkedInstance.linked(world, 'leaver', '628121000052');
    await updateInstance({
      client: world.api.client,
      throwOnError: true,
      path: { instanceId: 'leaver' },
      body: { metadata: { customer: '42' } },
    });
    const last = bot.mark;
    await bot.delete('true');
    for (const receiver of [world.receiver, everybody]) {
      const arrival = await deleted(receiver, 'leaver');
      expect(arrival.data).toEqual({ phone: '628121000052', loggedOut: true });
      expect(arrival.metadata).toEqual({ customer: '42' });
      expect(arrival.sequence).toBeGreaterThan(last);
    }
    const ours = world.receiver.arrivals.all.filter(({ instanceId }) => instanceId === 'leaver');
    expect(ours.at(-1)?.event).toBe('instance_deleted');
  });

  it('is retried until both have it, although the instance is gone and its id taken again', async () => {
    const bot = new LinkedInstance(world, 'again', '628121000053');
    const refuse = (arrival: Arrival): Answer => ({
      status: arrival.event === 'instance_deleted' ? 503 : 200,
    });
    everybody.answer = refuse;
    world.receiver.answer = refuse;
    for (const _ of [1, 2]) {
      await bot.create();
      await bot.delete();
    }
    await bot.create();
    for (const receiver of [world.receiver, everybody])
      await receiver.arrivals.count(of('again', 'instance_deleted'), 2, 'refused attempts');
    const marks = [world.receiver.mark, everybody.mark] as const;
    everybody.answer = () => ({ status: 200 });
    world.receiver.answer = () => ({ status: 200 });
    for (const [receiver, mark] of [
      [world.receiver, marks[0]],
      [everybody, marks[1]],
    ] as const) {
      const heard = await eventually(
        async () =>
          new Set(
            receiver.arrivals.all
              .slice(mark)
              .filter(of('again', 'instance_deleted'))
              .map(({ id }) => id),
          ),
        ({ size }) => size === 2,
        'both deletions',
      );
      expect(heard.size).toBe(2);
    }
    expect(await bot.answer()).toBe(200);
  });

  it('comes alone: what else waited for the receiver of the instance is gone with it', async () => {
    const bot = new LinkedInstance(world, 'backlog', '628121000054');
    world.receiver.answer = () => ({ status: 503 });
    await bot.create();
    await world.receiver.arrivals.first(of('backlog', 'instance_created'), 'a refused attempt');
    await bot.delete();
    world.receiver.answer = () => ({ status: 200 });
    await deleted(world.receiver, 'backlog');
    const witness = new LinkedInstance(world, 'witness', '628121000055');
    await witness.create();
    await witness.event('instance_created');
    const told = world.receiver.arrivals.all.filter(({ instanceId }) => instanceId === 'backlog');
    const names = told.map(({ event }) => event);
    const since = names.slice(names.indexOf('instance_deleted'));
    expect(new Set(since)).toEqual(new Set(['instance_deleted']));
  });

  it('reaches both, and only if the instance is gone, when the server is killed while it deletes', async () => {
    const { client } = world.api;
    const receivers = [world.receiver, everybody];
    for (let round = 0; round < ROUNDS; round += 1) {
      const ids = Array.from({ length: PER_ROUND }, (_, n) => `killed-${round}-${n}`);
      for (const instanceId of ids)
        await createInstance({
          client,
          throwOnError: true,
          body: { instanceId, webhookUrl: world.receiver.url },
        });
      // Nobody takes it before the kill, which comes in the midst of the deletions.
      for (const receiver of receivers) receiver.answer = () => ({ status: 503 });
      const deletions = ids.map((instanceId) =>
        deleteInstance({ client, path: { instanceId } }).catch(() => undefined),
      );
      await Promise.race(deletions);
      await world.api.kill();
      await Promise.all(deletions);
      for (const receiver of receivers) receiver.answer = () => ({ status: 200 });
      await world.api.start();
      for (const instanceId of ids) {
        const { response } = await getInstance({ client, path: { instanceId } });
        const isDeletion = of(instanceId, 'instance_deleted');
        if (response?.status === 200) {
          for (const { arrivals } of receivers) expect(arrivals.all.filter(isDeletion)).toEqual([]);
          await deleteInstance({ client, throwOnError: true, path: { instanceId } });
        }
        const taken = (arrival: Arrival): boolean =>
          isDeletion(arrival) && arrival.answer !== 'hang' && arrival.answer?.status === 200;
        for (const { arrivals } of receivers) await arrivals.first(taken, `the deletion of ${instanceId}`);
      }
    }
  });
});
