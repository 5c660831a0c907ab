import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Account } from '../accounts/account.js';
import { catalogueId, type Collection, type Product, readTraits } from '../accounts/catalogue.js';
import type { WhatsAppServer } from '../assembly.js';
import { Fields } from '../state/fields.js';
import { nowSeconds } from '../wire/ids.js';
import { attempt } from './attempt.js';
import { accountOf, recipientOf } from './parameters.js';
import { Refusal } from './refusal.js';

const PRODUCT_FIELDS = [
  'id',
  'name',
  'description',
  'price',
  'salePrice',
  'currency',
  'retailerId',
  'url',
  'hidden',
  'country',
  'status',
  'pictures',
  'pictureIds',
] as const;

/** Catalogues of businesses, and orders of their customers. */
export function catalogueRoutes(http: FastifyInstance, server: WhatsAppServer): void {
  const { productPictures } = server;

  const show = ({ catalogue }: Account) => ({
    products: catalogue.products.map((product) => ({
      ...product,
      pictures: product.pictures.map((picture) => ({ ...picture, url: productPictures.urlOf(picture) })),
    })),
    collections: catalogue.collections,
  });

  const readProduct = async (account: Account, fields: Fields): Promise<Product> => {
    fields.only(...PRODUCT_FIELDS);
    const images = fields.texts('pictures').map((each) => Buffer.from(each, 'base64'));
    const ids = fields.texts('pictureIds');
    const pictures = await Promise.all(images.map((each) => productPictures.add(account, each)));
    return {
      id: fields.optionalText('id') ?? catalogueId(),
      ...readTraits(fields),
      pictures: pictures.map((picture, index) => ({ ...picture, id: ids[index] ?? picture.id })),
    };
  };

  http.get('/phones/:phone/catalogue', (request) => show(accountOf(server, request)));

  const replace = async (request: FastifyRequest) => {
    const account = accountOf(server, request);
    const fields = Fields.of(request.body).only('products', 'collections');
    const products = await Promise.all(fields.records('products').map((each) => readProduct(account, each)));
    const collections = fields.records('collections').map((each): Collection => {
      each.only('id', 'name', 'products');
      const { name, ids } = { name: each.text('name'), ids: each.texts('products') };
      return { id: each.optionalText('id') ?? catalogueId(), name, products: ids };
    });
    account.profile.setBusiness(account.profile.business ?? {});
    Object.assign(account.catalogue, { products, collections });
    account.catalogue.save();
    return show(account);
  };

  http.put('/phones/:phone/catalogue', (request) => replace(request));

  http.post('/phones/:phone/orders', (request) => {
    const account = accountOf(server, request);
    const fields = Fields.of(request.body).only('to', 'products', 'text', 'orderId', 'token');
    const business = recipientOf(server, fields);
    const items = fields.records('products').map((each) => {
      const product = business.catalogue.find(each.only('id', 'quantity').text('id'));
      if (!product) throw new Refusal(404, 'products: the business has no such product', 'products');
      return { product, quantity: each.optionalInteger('quantity', { min: 1 }) ?? 1 };
    });
    const [first] = items;
    if (!first) throw fields.wrong('products', 'must not be empty');
    const token = fields.optionalText('token') ?? randomBytes(24).toString('base64');
    const order = {
      id: fields.optionalText('orderId') ?? catalogueId(),
      token,
      buyer: account.phone,
      items,
      at: nowSeconds(),
    };
    business.catalogue.order(order);
    const total = items.reduce((sum, { product, quantity }) => sum + (product.price ?? 0) * quantity, 0);
    const sent = {
      id: order.id,
      token,
      title: first.product.name ?? '',
      seller: business.jid(account.addressing),
      itemCount: items.reduce((sum, { quantity }) => sum + quantity, 0),
      total,
      currency: first.product.currency,
    };
    const text = fields.optionalText('text');
    return attempt(async () => ({
      messageId: await server.people.say(account, business, { type: 'order', order: sent, text }),
      orderId: order.id,
      token,
    }));
  });
}
