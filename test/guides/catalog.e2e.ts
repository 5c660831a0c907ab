import { Checkout } from '../harness/checkout.js';
import { guidesFor, walk } from '../harness/guide.js';
import { BOT, JOHN, Scene } from '../harness/scene.js';

const GUIDES = guidesFor('catalog');

describe('with an instance that is linked', () => {
  let scene: Scene;
  let checkout: Checkout;

  beforeAll(async () => {
    checkout = new Checkout();
    scene = await Scene.start();
  });

  afterAll(async () => {
    await scene.stop();
    checkout.remove();
  });

  it('catalogs and profiles are kept, products sent and orders read', async () => {
    for (const guide of GUIDES) await walk(guide, scene.places, scene.env, checkout.directory);
    const [product] = (await scene.world.emulator.inbox(JOHN)).filter(({ type }) => type === 'product');
    expect(product?.product).toMatchObject({ title: 'Rye bread', price: 5000, imageCount: 1 });
    const { products } = await scene.world.emulator.get(`/phones/${BOT}/catalogue`);
    expect(products).toEqual([]);
    const { business } = await scene.world.emulator.get(`/phones/${BOT}`);
    expect(business).toMatchObject({ description: 'Fresh bread every morning', timezone: 'Europe/London' });
    expect(business.cover).toBeUndefined();
    expect(await scene.world.emulator.get(`/phones/${BOT}/quick-replies`)).toEqual([]);
    expect(GUIDES.flatMap((guide) => guide.left())).toEqual([]);
  });
});
