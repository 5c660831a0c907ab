import type { BinaryNode } from '@whiskeysockets/baileys';
import { WhatsAppFault } from '../faults.js';
import { readCatalog, readCollections, readOrderDetails, readWholeProduct } from './catalog.js';
import { additionQuery, changedProduct, deletedCount, editQuery } from './catalog-changes.js';
import { catalogVariables } from './catalog-queries.js';

const WHOLE = {
  id: '1',
  retailer_id: 'SKU-1',
  name: 'Bread',
  description: 'Rye',
  url: 'https://example.com/bread',
  currency: 'EUR',
  price: '4500',
  sale_price: { price: '4000', start_date: '1700000000', end_date: '1700600000' },
  is_hidden: 'ISHIDDEN_TRUE',
  product_availability: 'IN_STOCK',
  status_info: { status: 'APPROVED', can_appeal: 'false' },
  compliance_info: { country_code_origin: 'DE', importer_name: 'Acme' },
  media: {
    images: [
      {
        id: '11',
        request_image_url: 'https://a.whatsapp.net/1s',
        original_image_url: 'https://a.whatsapp.net/1',
      },
      { id: '12', request_image_url: 'https://a.whatsapp.net/2s' },
    ],
    videos: [{ id: '13', original_video_url: 'https://a.whatsapp.net/3' }],
  },
};

function catalogOf(...products: object[]): unknown {
  return { product_catalog: { products, paging: { after: 'abc', before: '' } } };
}

function found(raw: object = WHOLE) {
  const whole = readWholeProduct({ product_catalog: { product: raw } });
  if (!whole) throw new Error('there is no product');
  return whole;
}

/** Nodes as nested entries: tag and text, or tag and children. */
function told({ tag, content }: BinaryNode): unknown {
  return [tag, Array.isArray(content) ? content.map(told) : String(content)];
}

function productIn({ content }: { content?: BinaryNode[] }): BinaryNode {
  const [product] = content?.flatMap((node) => (Array.isArray(node.content) ? node.content : [])) ?? [];
  if (!product) throw new Error('there is no product');
  return product;
}

describe('a product', () => {
  it('is read with all that WhatsApp says', () => {
    expect(found().product).toEqual({
      id: '1',
      retailerId: 'SKU-1',
      name: 'Bread',
      description: 'Rye',
      url: 'https://example.com/bread',
      currency: 'EUR',
      price: 4.5,
      salePrice: 4,
      hidden: true,
      availability: 'in_stock',
      reviewStatus: 'approved',
      originCountry: 'DE',
      pictures: [
        { id: '11', url: 'https://a.whatsapp.net/1' },
        { id: '12', url: 'https://a.whatsapp.net/2s' },
      ],
    });
  });

  it('need not have more than an id', () => {
    const { products } = readCatalog(catalogOf({ id: '2', price: '', media: null, is_hidden: 'maybe' }));
    expect(products).toEqual([{ id: '2', pictures: [] }]);
  });

  it('can be in a state that is new', () => {
    const { products } = readCatalog(catalogOf({ id: '2', status_info: { status: 'ON_HOLD' } }));
    expect(products).toMatchObject([{ reviewStatus: 'on_hold' }]);
  });

  it('is absent if WhatsApp has none', () => {
    expect(readWholeProduct({ product_catalog: {} })).toBeUndefined();
    expect(() => readWholeProduct({})).toThrow(WhatsAppFault);
  });
});

describe('an answer', () => {
  it.each([
    ['nothing', undefined],
    ['no catalog', {}],
    ['a catalog without a list', { product_catalog: {} }],
    ['a list of another kind', { product_catalog: { products: 'none' } }],
    ['a product without an id', catalogOf({ name: 'Bread' })],
  ])('with %s is no empty catalog', (_what, answer) => {
    expect(() => readCatalog(answer)).toThrow(WhatsAppFault);
  });

  it('has a cursor, until the last page', () => {
    expect(readCatalog(catalogOf()).next).toBe('abc');
    expect(readCatalog({ product_catalog: { products: [], paging: { after: '' } } }).next).toBeUndefined();
  });

  it('about collections has products with prices and pictures', () => {
    const { collections } = readCollections({
      collections: [{ id: '5', name: 'Breads', products: [WHOLE] }],
    });
    expect(collections).toMatchObject([
      { id: '5', name: 'Breads', products: [{ price: 4.5, pictures: [{ id: '11' }, { id: '12' }] }] },
    ]);
  });
});

describe('an order', () => {
  it('is read with quantities, variants and totals', () => {
    const order = readOrderDetails({
      order: {
        creation_time_stamp: '1700000000',
        price_details: { currency: 'EUR', subtotal_amount: '9000', total_amount: '9000' },
        products: [
          {
            id: '1',
            name: 'Bread',
            price: '4500',
            currency: 'EUR',
            quantity: '2',
            media: { images: [{ request_image_url: 'https://a.whatsapp.net/1s' }] },
            variant_info: { variant_properties: [{ name: 'Size', value: 'Large' }] },
          },
          { id: '2' },
        ],
      },
    });
    expect(order).toEqual({
      createdAt: 1_700_000_000_000,
      currency: 'EUR',
      subtotal: 9,
      total: 9,
      items: [
        {
          productId: '1',
          name: 'Bread',
          price: 4.5,
          currency: 'EUR',
          quantity: 2,
          pictureUrl: 'https://a.whatsapp.net/1s',
          variant: [{ name: 'Size', value: 'Large' }],
        },
        { productId: '2', variant: [] },
      ],
    });
  });
});

describe('a query', () => {
  it('writes numbers as texts, and has no cursor on the first page', () => {
    const { request } = JSON.parse(JSON.stringify(catalogVariables('1@s.whatsapp.net', { limit: 10 })));
    expect(request.product_catalog).toMatchObject({ limit: '10', width: '100' });
    expect(request.product_catalog).not.toHaveProperty('after');
  });
});

describe('an edit', () => {
  it('repeats everything that it does not change', () => {
    const product = productIn(editQuery(found(), { price: 5 }));
    expect(product.attrs).toEqual({ is_hidden: 'true' });
    expect(told(product)).toEqual([
      'product',
      [
        ['id', '1'],
        ['name', 'Bread'],
        ['description', 'Rye'],
        ['url', 'https://example.com/bread'],
        ['retailer_id', 'SKU-1'],
        [
          'media',
          [
            ['image', [['url', 'https://a.whatsapp.net/1']]],
            ['image', [['url', 'https://a.whatsapp.net/2s']]],
            ['video', [['url', 'https://a.whatsapp.net/3']]],
          ],
        ],
        ['price', '5000'],
        ['currency', 'EUR'],
        [
          'sale_price',
          [
            ['price', '4000'],
            ['start_date', '1700000000'],
            ['end_date', '1700600000'],
          ],
        ],
        [
          'compliance_info',
          [
            ['country_code_origin', 'DE'],
            ['importer_name', 'Acme'],
          ],
        ],
      ],
    ]);
  });

  it.each([
    ['ISHIDDEN_TRUE', { is_hidden: 'true' }],
    ['true', { is_hidden: 'true' }],
    [true, { is_hidden: 'true' }],
    ['ISHIDDEN_FALSE', { is_hidden: 'false' }],
    ['ISHIDDEN_SOME_DAY', {}],
    [undefined, {}],
  ])('does not show a hidden product by the way: %s', (state, attrs) => {
    const whole = found({ ...WHOLE, is_hidden: state });
    expect(productIn(editQuery(whole, { price: 5 })).attrs).toEqual(attrs);
    expect(productIn(editQuery(whole, { hidden: true })).attrs).toEqual({ is_hidden: 'true' });
  });

  it('removes what is null, the currency with the price', () => {
    const change = { price: null, description: null, url: null, retailerId: null, originCountry: null };
    const product = productIn(editQuery(found(), change));
    expect(told(product)).toMatchObject([
      'product',
      [
        ['id', '1'],
        ['name', 'Bread'],
        ['media', {}],
        ['compliance_info', [['importer_name', 'Acme']]],
      ],
    ]);
  });
});

describe('a deletion', () => {
  const answer = (...content: BinaryNode[]) => ({ tag: 'iq', attrs: {}, content });

  it('tells how many products there were, or is not understood', () => {
    const count = (attrs: Record<string, string>) =>
      deletedCount(answer({ tag: 'product_catalog_delete', attrs }));
    expect(count({ deleted_count: '1' })).toBe(1);
    expect(count({ deleted_count: '0' })).toBe(0);
    expect(() => count({})).toThrow(WhatsAppFault);
    expect(() => count({ deleted_count: 'one' })).toThrow(WhatsAppFault);
    expect(() => deletedCount(answer())).toThrow(WhatsAppFault);
  });
});

describe('an addition', () => {
  it('has the pictures of its upload, and a price in thousandths without a rounding fault', () => {
    const pictureUrls = ['https://mmg.whatsapp.net/x'];
    const product = productIn(additionQuery({ name: 'Bread', price: 1.005, currency: 'EUR', pictureUrls }));
    expect(product.attrs).toEqual({ is_hidden: 'false' });
    expect(told(product)).toEqual([
      'product',
      [
        ['name', 'Bread'],
        ['media', [['image', [['url', 'https://mmg.whatsapp.net/x']]]]],
        ['price', '1005'],
        ['currency', 'EUR'],
      ],
    ]);
  });

  it('is answered with the product', () => {
    const leaf = (tag: string, text: string): BinaryNode => ({ tag, attrs: {}, content: Buffer.from(text) });
    const image = {
      tag: 'image',
      attrs: {},
      content: [leaf('id', '11'), leaf('original_image_url', 'https://x')],
    };
    const product: BinaryNode = {
      tag: 'product',
      attrs: { is_hidden: 'true' },
      content: [leaf('id', '1'), leaf('price', '4500'), { tag: 'media', attrs: {}, content: [image] }],
    };
    const answer = {
      tag: 'iq',
      attrs: {},
      content: [{ tag: 'product_catalog_add', attrs: {}, content: [product] }],
    };
    expect(changedProduct(answer)).toEqual({
      id: '1',
      price: 4.5,
      hidden: true,
      pictures: [{ id: '11', url: 'https://x' }],
    });
    expect(() => changedProduct({ tag: 'iq', attrs: {} })).toThrow(WhatsAppFault);
  });
});
