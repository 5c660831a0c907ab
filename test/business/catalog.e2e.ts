import sharp from 'sharp';
import {
  addProductPicture,
  createProduct,
  deleteProduct,
  deleteProducts,
  getOrder,
  getProduct,
  listCollectionProducts,
  listCollections,
  listProducts,
  removeProductPicture,
  sendProduct,
  updateProduct,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import { type Outcome, outcomeOf } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const SHOP = '15550001111';
const CUSTOMER = '15550002222';
const BREAD = '1111111111111111';
const CAKE = '2222222222222222';
const path = { instanceId: 'bot' };

const world = useWorld({ SEND_TIMEOUT_MS: '6000' });
const bot = new Bot(world, 'bot', BOT);
const customer = new Person(world, CUSTOMER, bot);
let image: string;

beforeAll(async () => {
  const red = { create: { width: 60, height: 40, channels: 3 as const, background: 'red' } };
  image = (await sharp(red).png().toBuffer()).toString('base64');
  await bot.link();
});

beforeEach(async () => {
  await stock(BOT, [
    { id: BREAD, name: 'Bread', price: 4500, currency: 'EUR', retailerId: 'B-1', pictures: [image, image] },
    { id: CAKE, name: 'Cake', hidden: true, pictures: [image] },
  ]);
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

const call = () => ({ client: world.api.client, path });
const about = (productId: string) => ({ client: world.api.client, path: { ...path, productId } });

async function stock(phone: string, products: object[], collections: object[] = []): Promise<void> {
  await world.emulator.request('PUT', `/phones/${phone}/catalogue`, { products, collections });
}

function fault({ error }: Outcome<unknown>) {
  return error;
}

interface Stocked {
  id: string;
  pictures: { id: string; url: string }[];
  [trait: string]: unknown;
}

/** A product as WhatsApp has it. */
async function stocked(id: string, phone = BOT): Promise<Stocked | undefined> {
  const { products } = await world.emulator.get(`/phones/${phone}/catalogue`);
  return products.find((each: Stocked) => each.id === id);
}

describe('the catalog of a business', () => {
  const page = (query: { jid?: string; limit?: number; cursor?: string } = {}) =>
    outcomeOf(listProducts({ ...call(), query }));

  it('is listed page by page', async () => {
    const products = ['1', '2', '3', '4', '5'].map((id) => ({
      id,
      name: `Product ${id}`,
      pictures: [image],
    }));
    await stock(SHOP, products);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { data } = await page({ jid: SHOP, limit: 2, cursor });
      seen.push(...(data?.products.map(({ id }) => id) ?? []));
      cursor = data?.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(['1', '2', '3', '4', '5']);
  });

  it('shows what there is of a product, and hidden ones only in the own catalog', async () => {
    await stock(SHOP, [{ id: '7' }, { id: '8', name: 'Secret', hidden: true, pictures: [image] }]);
    expect((await page({ jid: SHOP })).data?.products).toEqual([
      { id: '7', hidden: false, availability: 'in_stock', reviewStatus: 'approved', pictures: [] },
    ]);
    expect((await page()).data?.products).toMatchObject([
      { id: BREAD, name: 'Bread', price: 4.5, currency: 'EUR', retailerId: 'B-1', hidden: false },
      { id: CAKE, hidden: true },
    ]);
  });

  it('has collections, each of them with pages of its own', async () => {
    const products = ['1', '2', '3'].map((id) => ({
      id,
      name: id,
      price: 1000,
      currency: 'EUR',
      pictures: [image],
    }));
    const [all, few] = [
      { id: '51', name: 'All', products: ['1', '2', '3'] },
      { id: '52', name: 'Few', products: ['2'] },
    ];
    await stock(SHOP, products, [all, few]);
    const query = { jid: SHOP, limit: 1 };
    const first = await outcomeOf(listCollections({ ...call(), query }));
    expect(first.data?.collections).toMatchObject([
      { id: '51', name: 'All', products: [{ id: '1', price: 1, pictures: [{}] }, { id: '2' }, { id: '3' }] },
    ]);
    const rest = { ...query, cursor: first.data?.nextCursor };
    const last = await outcomeOf(listCollections({ ...call(), query: rest }));
    expect(last.data).toMatchObject({ collections: [{ id: '52', products: [{ id: '2' }] }] });
    expect(last.data?.nextCursor).toBeUndefined();
    const of = { client: world.api.client, path: { ...path, collectionId: '51' } };
    const two = await outcomeOf(listCollectionProducts({ ...of, query: { jid: SHOP, limit: 2 } }));
    expect(two.data?.products.map(({ id }) => id)).toEqual(['1', '2']);
    const third = { jid: SHOP, limit: 2, cursor: two.data?.nextCursor };
    const { data } = await outcomeOf(listCollectionProducts({ ...of, query: third }));
    expect(data).toMatchObject({ products: [{ id: '3' }] });
  });

  it('is never empty because WhatsApp does not answer, or does not answer well', async () => {
    await world.emulator.fault({ kind: 'silence', xmlns: 'w:mex', times: 1 });
    expect(fault(await page())).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    await world.emulator.fault({ kind: 'iq-error', xmlns: 'w:mex', code: 503, times: 1 });
    expect(fault(await page())).toMatchObject({ code: 'WHATSAPP_ERROR', details: { code: '503' } });
    expect(fault(await page({ jid: CUSTOMER }))).toMatchObject({
      code: 'WHATSAPP_ERROR',
      details: { code: '404' },
    });
  });

  it('has one product, or not', async () => {
    expect((await outcomeOf(getProduct(about(BREAD)))).data).toMatchObject({ id: BREAD, price: 4.5 });
    const other = await outcomeOf(getProduct({ ...about(BREAD), query: { jid: SHOP } }));
    expect(fault(other)).toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
  });
});

describe('a new product', () => {
  const body = () => ({
    media: image,
    name: 'Rye bread',
    price: 1.005,
    currency: 'EUR',
    url: 'https://example.com/',
  });

  it('is in the catalog, with a picture as JPEG', async () => {
    const { code, data } = await outcomeOf(createProduct({ ...call(), body: { ...body(), hidden: true } }));
    expect(code).toBe(201);
    expect(data).toMatchObject({ name: 'Rye bread', price: 1.005, hidden: true, pictures: [{}] });
    const made = await stocked(data?.id ?? '');
    expect(made).toMatchObject({
      name: 'Rye bread',
      price: 1005,
      currency: 'EUR',
      url: 'https://example.com/',
    });
    const picture = await bot.sent(
      outcomeOf(sendProduct({ ...call(), body: { to: CUSTOMER, productId: data?.id ?? '' } })),
    );
    expect(await customer.sees(picture)).toMatchObject({ type: 'product', product: { picture: true } });
  });

  it('comes as a form, too, and once per idempotency key', async () => {
    const post = async () => {
      const form = new FormData();
      form.append('name', 'Rye bread');
      form.append('price', '4.5');
      form.append('currency', 'EUR');
      form.append('media', new Blob([Buffer.from(image, 'base64')], { type: 'image/png' }), 'bread.png');
      const url = '/api/v1/instances/bot/catalog/products';
      const headers = { 'Idempotency-Key': 'bread' };
      const response = await world.api.raw(url, { method: 'POST', body: form, headers });
      return { status: response.status, id: Object(await response.json()).data?.id };
    };
    const first = await post();
    expect(first.status).toBe(201);
    expect(await post()).toEqual(first);
    const { products } = await world.emulator.get(`/phones/${BOT}/catalogue`);
    expect(products.filter(({ name }: Stocked) => name === 'Rye bread')).toHaveLength(1);
  });

  it('is not made twice if the answer was lost', async () => {
    const post = () =>
      outcomeOf(createProduct({ ...call(), headers: { 'Idempotency-Key': 'lost' }, body: body() }));
    await world.emulator.fault({ kind: 'silence', xmlns: 'w:biz:catalog', times: 1 });
    expect(fault(await post())).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    // Nothing was made, so the repeated request makes it; its answer is lost, too, but not its effect.
    await world.emulator.fault({ kind: 'iq-delay', xmlns: 'w:biz:catalog', ms: 4_000, times: 1 });
    expect(fault(await post())).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    const made = await eventually(
      async () => (await world.emulator.get(`/phones/${BOT}/catalogue`)).products,
      (products: Stocked[]) => products.length === 3,
      'the product',
    );
    const ids = made.flatMap(({ id, name }: Stocked) => (name === 'Rye bread' ? [id] : []));
    expect(ids).toHaveLength(1);
    for (let round = 0; round < 2; round += 1)
      expect(fault(await post())).toMatchObject({
        code: 'UPSTREAM_TIMEOUT',
        details: { outcome: 'unknown', productIds: ids },
      });
    await world.emulator.fault({ kind: 'silence', xmlns: 'w:mex', times: 1 });
    expect(fault(await post())).toMatchObject({ details: { outcome: 'unknown' } });
    expect((await world.emulator.get(`/phones/${BOT}/catalogue`)).products).toHaveLength(3);
  });

  it('is refused, or may have been made: never a success', async () => {
    await world.emulator.fault({ kind: 'iq-error', xmlns: 'w:biz:catalog', code: 406, times: 1 });
    expect(fault(await outcomeOf(createProduct({ ...call(), body: body() })))).toMatchObject({
      code: 'WHATSAPP_ERROR',
      details: { code: '406' },
    });
    await world.emulator.fault({ kind: 'silence', xmlns: 'w:biz:catalog', times: 1 });
    expect(fault(await outcomeOf(createProduct({ ...call(), body: body() })))).toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
      details: { outcome: 'unknown' },
    });
    await world.emulator.fault({ kind: 'media-upload-failure', code: 507 });
    expect(fault(await outcomeOf(createProduct({ ...call(), body: body() })))).toMatchObject({
      code: 'WHATSAPP_ERROR',
      details: { reason: 'upload_failed', outcome: 'not_sent' },
    });
  });

  it('needs a business account', async () => {
    await world.emulator.request('PATCH', `/phones/${BOT}`, { business: null });
    expect(fault(await outcomeOf(createProduct({ ...call(), body: body() })))).toMatchObject({
      code: 'WHATSAPP_ERROR',
      details: { code: '403' },
    });
  });
});

describe('a change', () => {
  const change = (productId: string, body: Parameters<typeof updateProduct>[0]['body']) =>
    outcomeOf(updateProduct({ ...about(productId), body }));

  it('keeps what it does not name', async () => {
    const before = await stocked(BREAD);
    const { data } = await change(BREAD, { hidden: true });
    expect(data).toMatchObject({ id: BREAD, hidden: true, name: 'Bread', price: 4.5, retailerId: 'B-1' });
    expect(await stocked(BREAD)).toEqual({ ...before, hidden: true });
    await change(BREAD, { hidden: false, price: null });
    expect(await stocked(BREAD)).toEqual({ ...before, price: undefined, currency: undefined });
  });

  it('does not undo another one that is made at the same time', async () => {
    await Promise.all([
      change(BREAD, { name: 'Rye bread' }),
      change(BREAD, { price: 5 }),
      change(BREAD, { description: 'Fresh' }),
    ]);
    expect(await stocked(BREAD)).toMatchObject({ name: 'Rye bread', price: 5000, description: 'Fresh' });
  });

  it('of a price needs a currency, and of nothing is nothing', async () => {
    expect(fault(await change(CAKE, { price: 5 }))).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { fields: [{ field: 'currency' }] },
    });
    expect(fault(await change(CAKE, { price: 0 }))).toMatchObject({
      details: { fields: [{ field: 'currency' }] },
    });
    expect(fault(await change(CAKE, { currency: 'EUR' }))).toMatchObject({
      details: { fields: [{ field: 'price' }] },
    });
    expect(fault(await change(BREAD, { price: null, currency: 'USD' }))).toMatchObject({
      details: { fields: [{ field: 'price' }] },
    });
    expect(fault(await change(CAKE, {}))).toMatchObject({ details: { fields: [{ field: 'body' }] } });
    expect(fault(await change('99', { price: 5 }))).toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
  });

  it('does not happen if the product cannot be read before', async () => {
    await world.emulator.fault({ kind: 'silence', xmlns: 'w:mex', times: 1 });
    expect(fault(await change(BREAD, { name: 'Other' }))).toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
      details: { outcome: 'not_sent' },
    });
    expect(await stocked(BREAD)).toMatchObject({ name: 'Bread' });
  });

  it('adds and removes pictures, but not the last one', async () => {
    const { data } = await outcomeOf(addProductPicture({ ...about(CAKE), body: { media: image } }));
    expect(data?.pictures).toHaveLength(2);
    const before = (await stocked(CAKE))?.pictures ?? [];
    const remove = (pictureId = '') =>
      outcomeOf(
        removeProductPicture({ client: world.api.client, path: { ...path, productId: CAKE, pictureId } }),
      );
    const { data: now } = await remove(before[0]?.id);
    expect(now?.pictures).toMatchObject([{ id: before[1]?.id }]);
    expect(fault(await remove(before[1]?.id))).toMatchObject({ code: 'CONFLICT' });
    expect(fault(await remove('1'))).toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
    await stock(BOT, [{ id: CAKE, name: 'Cake', pictures: Array.from({ length: 10 }, () => image) }]);
    const eleventh = await outcomeOf(addProductPicture({ ...about(CAKE), body: { media: image } }));
    expect(fault(eleventh)).toMatchObject({ code: 'CONFLICT' });
  });
});

describe('a deletion', () => {
  it('is of one product, once', async () => {
    expect((await outcomeOf(deleteProduct(about(BREAD)))).data).toEqual({ productId: BREAD, deleted: true });
    expect(await stocked(BREAD)).toBeUndefined();
    expect(fault(await outcomeOf(deleteProduct(about(BREAD))))).toMatchObject({
      code: 'PRODUCT_NOT_FOUND',
    });
  });

  it('of several has a result for each', async () => {
    const body = { productIds: [BREAD, '99', CAKE] };
    const { data } = await outcomeOf(deleteProducts({ ...call(), body }));
    expect(data?.results).toMatchObject([
      { productId: BREAD, status: 'deleted' },
      { productId: '99', status: 'failed', error: { code: 'PRODUCT_NOT_FOUND' } },
      { productId: CAKE, status: 'deleted' },
    ]);
  });
});

describe('a product in a chat', () => {
  const send = (more: object = {}) =>
    outcomeOf(sendProduct({ ...call(), body: { to: CUSTOMER, productId: BREAD, ...more } }));

  it('is a card of the own catalog, or of another', async () => {
    const id = await bot.sent(send({ body: 'Fresh from the oven' }));
    expect(await customer.sees(id)).toMatchObject({
      type: 'product',
      text: 'Fresh from the oven',
      product: {
        id: BREAD,
        title: 'Bread',
        price: 4500,
        currency: 'EUR',
        retailerId: 'B-1',
        seller: jidOf(BOT),
        imageCount: 2,
        picture: true,
      },
    });
    expect(await bot.knows(id)).toMatchObject({ type: 'product', product: { id: BREAD, price: 4.5 } });
    await stock(SHOP, [{ id: '7', name: 'Tea', pictures: [image] }]);
    const other = await bot.sent(send({ productId: '7', seller: SHOP }));
    expect(await customer.sees(other)).toMatchObject({ product: { title: 'Tea', seller: jidOf(SHOP) } });
  });

  it('answers a message, and can be sent later', async () => {
    const asked = await customer.writes('Do you have bread?');
    const id = await bot.sent(send({ quotedMessageId: asked }));
    expect((await customer.sees(id)).quoted).toMatchObject({ id: asked });
    const later = await send({ sendAt: new Date(Date.now() + 1_500).toISOString() });
    expect(later.data).toMatchObject({ status: 'scheduled' });
    await outcomeOf(deleteProduct(about(BREAD)));
    expect(await customer.sees(later.data?.messageId ?? '')).toMatchObject({
      product: { id: BREAD, picture: true },
    });
  });

  it('must exist, and have a picture', async () => {
    expect(fault(await send({ productId: '99' }))).toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
    await stock(BOT, [{ id: BREAD, name: 'Bread' }]);
    expect(fault(await send())).toMatchObject({ code: 'CONFLICT' });
  });
});

describe('an order', () => {
  it('arrives with id and token, by which it is read', async () => {
    const from = world.receiver.mark;
    const products = [
      { id: BREAD, quantity: 2 },
      { id: CAKE, quantity: 1 },
    ];
    const { messageId } = await world.emulator.request('POST', `/phones/${CUSTOMER}/orders`, {
      to: BOT,
      products,
      text: 'By noon, please',
    });
    const { data } = await world.receiver.event('message', (each) => each.data['id'] === messageId, { from });
    expect(data).toMatchObject({ type: 'order', text: 'By noon, please', order: { itemCount: 3, total: 9 } });
    const { id = '', token = '' } = Object(data['order']);
    const read = (query: { token: string; seller?: string }) =>
      outcomeOf(getOrder({ client: world.api.client, path: { ...path, orderId: id }, query }));
    expect((await read({ token })).data).toMatchObject({
      orderId: id,
      total: 9,
      currency: 'EUR',
      createdAt: expect.stringMatching(/Z$/),
      items: [
        { productId: BREAD, name: 'Bread', price: 4.5, quantity: 2, variant: [] },
        { productId: CAKE, quantity: 1 },
      ],
    });
    expect(fault(await read({ token: 'wrong' }))).toMatchObject({ code: 'ORDER_NOT_FOUND' });
    expect((await read({ token, seller: BOT })).code).toBe(200);
  });
});
