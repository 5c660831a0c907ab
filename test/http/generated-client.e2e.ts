import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Event,
  listEvents,
  type MessageType,
  sendAlbumUpload,
  sendImageUpload,
  setProfilePictureUpload,
  streamEvents,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { bytesOf, EXAMPLE_FILES } from '../harness/example-files.js';
import { outcomeOf } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { ROOT } from '../harness/process.js';
import { useWorld } from '../harness/world.js';

const ANNA = '15550001111';

const world = useWorld();
const bot = new Bot(world, 'bot', '628111111111');
const anna = new Person(world, ANNA, bot);
const path = { instanceId: 'bot' };

beforeAll(async () => {
  await bot.link();
  await world.emulator.phone(ANNA);
});

/** What a program reads from an event. That this compiles is half of the test. */
function told(event: Event): string | undefined {
  if (event.event === 'message') return event.data.text;
  if (event.event === 'message_status') return event.data.status;
  return event.event === 'qr' ? event.data.qr : undefined;
}

function picture(): File {
  return new File([new Uint8Array(bytesOf(EXAMPLE_FILES.image))], 'logo.png', { type: 'image/png' });
}

describe('a client that was generated from the document', () => {
  it('uploads a file, with fields of all types beside it', async () => {
    const fields = { to: ANNA, caption: 'Hello @15550001111', mentions: [ANNA], viewOnce: false };
    const body = { ...fields, media: picture() };
    const { data } = await sendImageUpload({ client: world.api.client, path, body, throwOnError: true });
    await world.emulator.arrives(ANNA, data.data.messageId);
    const kind: MessageType | undefined = (await bot.knows(data.data.messageId)).type;
    expect(kind).toBe('image');
    expect((await bot.file(data.data.messageId)).bytes).toEqual(bytesOf(EXAMPLE_FILES.image));
    expect(await bot.knows(data.data.messageId)).toMatchObject({ caption: 'Hello @15550001111' });
  });

  it('uploads several files, with an item for each', async () => {
    const items = [{ type: 'image' as const, caption: 'One' }, { type: 'image' as const }];
    const body = { to: ANNA, items, media: [picture(), picture()] };
    const { data } = await sendAlbumUpload({ client: world.api.client, path, body, throwOnError: true });
    expect(data.data.results.map(({ status }) => status)).toEqual(['sent', 'sent']);
  });

  it('uploads a picture of its own', async () => {
    const body = { media: picture() };
    const outcome = await outcomeOf(setProfilePictureUpload({ client: world.api.client, path, body }));
    expect(outcome).toMatchObject({ code: 200 });
  });

  it('knows the payload of an event by its name, in the log and in the stream', async () => {
    await anna.writes('Good morning');
    const { data } = await listEvents({ client: world.api.client, path, throwOnError: true });
    expect(data.data.events.map(told)).toContain('Good morning');

    const { stream } = await streamEvents({ client: world.api.client, path, query: { after: 0 } });
    for await (const event of stream) if (told(event) === 'Good morning') break;
  });
});

describe('the document, for those who generate clients', () => {
  const text = readFileSync(join(ROOT, 'openapi.json'), 'utf8');
  const { components, paths, servers } = JSON.parse(text);

  it('has one word for one thing', () => {
    expect(Object.keys(components.schemas).filter((name) => /dto$/i.test(name))).toEqual([]);
    expect(components.schemas.InstanceStatus.enum).toContain('qr_required');
    expect(components.schemas.EventName.enum).toContain('message');
    expect(components.schemas.DeliveryState.enum).toEqual(['pending', 'delivered', 'parked']);
  });

  it('says each error once', () => {
    const responses = Object.values<object>(paths).flatMap((item) =>
      Object.values(item).flatMap((operation) => Object.entries<object>(operation.responses)),
    );
    const errors = responses.filter(([status]) => Number(status) >= 400);
    expect(errors.length).toBeGreaterThan(2_000);
    expect(errors.filter(([, answer]) => !('$ref' in answer))).toEqual([]);
  });

  it('has one type of body for each operation, and an address of a server', () => {
    for (const item of Object.values<object>(paths))
      for (const { requestBody } of Object.values(item))
        expect(Object.keys(requestBody?.content ?? { none: true })).toHaveLength(1);
    expect(servers.map(({ url }: { url: string }) => URL.canParse(url))).toEqual([true]);
  });
});
