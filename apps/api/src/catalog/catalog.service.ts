import { Injectable } from '@nestjs/common';
import { WhatsApp } from '#libs/whatsapp';
import { PageQuery } from '../common/page.query.dto.js';
import { cursorOf, positionIn } from '../http/cursor.js';
import { invalidRequest } from '../http/fault.js';
import { type Asked, Idempotency } from '../idempotency/idempotency.service.js';
import type { KeyedRequest } from '../idempotency/keyed-request.js';
import type { MediaInput } from '../media/media-input.js';
import type {
  CatalogPageQuery,
  CollectionParams,
  CollectionsPageQuery,
  OrderParams,
  OrderQuery,
  OwnerQuery,
  PictureParams,
  ProductParams,
} from './dto/catalog.params.dto.js';
import {
  type CreateProductDto,
  type DeleteProductsDto,
  DeleteProductsQuery,
  type ProductPictureUploadDto,
  type UpdateProductDto,
} from './dto/change-product.dto.js';
import { OrderDto } from './dto/order.dto.js';
import type {
  CollectionsPageDto,
  ProductDeletionDto,
  ProductDto,
  ProductRemovalsDto,
  ProductsPageDto,
} from './dto/product.dto.js';

const USUAL_COLLECTIONS = 10;

/** Catalogs and orders. */
@Injectable()
export class CatalogService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly idempotency: Idempotency,
  ) {}

  async list(instanceId: string, query: CatalogPageQuery): Promise<ProductsPageDto> {
    const part = { limit: PageQuery.size(query), after: afterIn(query) };
    const { products, next } = await this.whatsapp.instance(instanceId).catalog.products(query.jid, part);
    return { products, nextCursor: cursorFor(next) };
  }

  async get({ instanceId, productId }: ProductParams, { jid }: OwnerQuery): Promise<ProductDto> {
    return this.whatsapp.instance(instanceId).catalog.product(jid, productId);
  }

  async collections(instanceId: string, query: CollectionsPageQuery): Promise<CollectionsPageDto> {
    const part = { limit: Number(query.limit ?? USUAL_COLLECTIONS), after: afterIn(query) };
    const { catalog } = this.whatsapp.instance(instanceId);
    const { collections, next } = await catalog.collections(query.jid, part);
    return { collections, nextCursor: cursorFor(next) };
  }

  async collection(
    { instanceId, collectionId }: CollectionParams,
    query: CatalogPageQuery,
  ): Promise<ProductsPageDto> {
    const part = { limit: PageQuery.size(query), after: afterIn(query) };
    const { catalog } = this.whatsapp.instance(instanceId);
    const { products, next } = await catalog.collection(query.jid, collectionId, part);
    return { products, nextCursor: cursorFor(next) };
  }

  /**
   * Nothing in the catalog names the request that made a product: after a lost answer, the product is made again only if there is
   * none like it.
   */
  async create(
    call: KeyedRequest,
    instanceId: string,
    input: MediaInput<CreateProductDto>,
  ): Promise<ProductDto> {
    const asked = (fields: CreateProductDto, digest: string): Asked<ProductDto> => ({
      scope: this.whatsapp.uidIfAny(instanceId),
      request: { fields, digest },
      recover: async () => {
        await this.whatsapp.instance(instanceId).catalog.checkNotMade(fields);
        return undefined;
      },
    });
    return input.use<ProductDto>(
      async (fields, digest) => {
        if (digest === undefined || fields === undefined) {
          if (await this.idempotency.knows(call, this.whatsapp.uidIfAny(instanceId))) return undefined;
        } else {
          const answer = await this.idempotency.earlier(call, asked(fields, digest));
          if (answer) return answer;
        }
        this.whatsapp.instance(instanceId).catalog.checkReady();
        return undefined;
      },
      async ({ fields, digest, path }) => {
        const { mimetype: _type, fileName: _name, ...product } = fields;
        return this.idempotency.once(call, asked(fields, digest), () =>
          this.whatsapp.instance(instanceId).catalog.create(product, path),
        );
      },
    );
  }

  async update({ instanceId, productId }: ProductParams, change: UpdateProductDto): Promise<ProductDto> {
    if (Object.values(change).every((value) => value === undefined))
      throw invalidRequest({ field: 'body', reason: 'must contain a change' });
    return this.whatsapp.instance(instanceId).catalog.change(productId, change);
  }

  async addPicture(
    { instanceId, productId }: ProductParams,
    media: MediaInput<ProductPictureUploadDto>,
  ): Promise<ProductDto> {
    return media.use<ProductDto>(
      async () => {
        this.whatsapp.instance(instanceId).catalog.checkReady();
        return undefined;
      },
      ({ path }) => this.whatsapp.instance(instanceId).catalog.addPicture(productId, path),
    );
  }

  async removePicture({ instanceId, productId, pictureId }: PictureParams): Promise<ProductDto> {
    return this.whatsapp.instance(instanceId).catalog.removePicture(productId, pictureId);
  }

  async remove({ instanceId, productId }: ProductParams): Promise<ProductDeletionDto> {
    await this.whatsapp.instance(instanceId).catalog.remove(productId);
    return { productId, deleted: true };
  }

  /** Removes products that the body or the query names. @throws ApiFault INVALID_REQUEST */
  async removeAll(
    instanceId: string,
    { productIds }: DeleteProductsDto = {},
    query: DeleteProductsQuery,
  ): Promise<ProductRemovalsDto> {
    const queried = DeleteProductsQuery.ids(query);
    if (productIds && queried)
      throw invalidRequest({
        field: 'productIds',
        reason: 'must be given in the body or in the query, not in both',
      });
    const ids = productIds ?? queried;
    if (!ids)
      throw invalidRequest({ field: 'productIds', reason: 'is required, in the body or in the query' });
    return { results: await this.whatsapp.instance(instanceId).catalog.removeAll(ids) };
  }

  async order({ instanceId, orderId }: OrderParams, { token, seller }: OrderQuery): Promise<OrderDto> {
    return OrderDto.of(orderId, await this.whatsapp.instance(instanceId).orders.get(orderId, token, seller));
  }
}

/** WhatsApp's cursor in a query. @throws ApiFault INVALID_REQUEST naming `cursor` */
function afterIn({ cursor }: { cursor?: string }): string | undefined {
  if (cursor === undefined) return undefined;
  const [, after] = positionIn(cursor);
  if (typeof after === 'string' && after !== '') return after;
  throw invalidRequest({ field: 'cursor', reason: 'must be the nextCursor of an earlier page of this list' });
}

function cursorFor(next: string | undefined): string | undefined {
  return next === undefined ? undefined : cursorOf([0, next]);
}
