import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InstanceParams } from '../common/instance.params.dto.js';
import { mediaExamples } from '../common/media-examples.js';
import { Operation } from '../documentation/operation.decorator.js';
import { type ErrorCode, UPSTREAM_FAULTS } from '../http/error-catalogue.js';
import { Keyed, type KeyedRequest } from '../idempotency/keyed-request.js';
import { Media } from '../media/media.decorator.js';
import type { MediaInput } from '../media/media-input.js';
import { CatalogService } from './catalog.service.js';
import {
  CatalogPageQuery,
  CollectionParams,
  CollectionsPageQuery,
  OwnerQuery,
  PictureParams,
  ProductParams,
} from './dto/catalog.params.dto.js';
import {
  CreateProductDto,
  DeleteProductsDto,
  DeleteProductsQuery,
  ProductPictureUploadDto,
  UpdateProductDto,
} from './dto/change-product.dto.js';
import {
  CollectionsPageDto,
  ProductDeletionDto,
  ProductDto,
  ProductRemovalsDto,
  ProductsPageDto,
} from './dto/product.dto.js';

/** Errors of the routes for one product. */
const PRODUCT_FAULTS: readonly ErrorCode[] = [...UPSTREAM_FAULTS, 'PRODUCT_NOT_FOUND'];
const PICTURE = mediaExamples('').image.media;

@ApiTags('Catalog')
@Controller('api/v1/instances/:instanceId/catalog')
export class CatalogController {
  constructor(private readonly catalog: CatalogService) {}

  @Get('products')
  @Operation({
    id: 'listProducts',
    scope: 'business:read',
    summary: 'List the products of a business',
    description:
      'Lists the catalog of any business. In its own catalog, the account also sees hidden products, and those that WhatsApp is reviewing.',
    answers: { 200: 'A page of products' },
    data: ProductsPageDto,
    faults: UPSTREAM_FAULTS,
  })
  list(@Param() { instanceId }: InstanceParams, @Query() query: CatalogPageQuery): Promise<ProductsPageDto> {
    return this.catalog.list(instanceId, query);
  }

  @Post(['products', 'products/upload'])
  @Operation({
    id: 'createProduct',
    scope: 'business:write',
    summary: 'Create a product',
    description:
      "Adds a product to the account's own catalog, with the file as its first picture: JPEG or PNG, which the server converts to JPEG of at most 1600 pixels per side. The account must be a business account. WhatsApp reviews a product before customers see it. WhatsApp does not tell when a product was made: if an answer was lost, a repeated request with the same idempotency key makes the product if the catalog has none with this name and code, and is otherwise 504 with their ids in `details.productIds`.",
    answers: { 201: 'The product' },
    data: ProductDto,
    faults: UPSTREAM_FAULTS,
    keyed: true,
    media: CreateProductDto,
    mediaExample: {
      media: PICTURE,
      name: 'Rye bread',
      description: 'Baked every morning',
      price: 4.5,
      currency: 'EUR',
      retailerId: 'BREAD-1',
    },
  })
  create(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Media('image', CreateProductDto) media: MediaInput<CreateProductDto>,
  ): Promise<ProductDto> {
    return this.catalog.create(call, instanceId, media);
  }

  @Delete('products')
  @Operation({
    id: 'deleteProducts',
    scope: 'business:write',
    summary: 'Delete several products',
    description:
      "Removes up to 20 products from the account's own catalog, each with a request of its own. Takes the list in the body or in the query. In the query, repeat the parameter or separate the values by commas.",
    answers: { 200: 'One result per product: check `status` in each of them' },
    data: ProductRemovalsDto,
    faults: ['INSTANCE_NOT_FOUND', 'INSTANCE_NOT_CONNECTED'],
    optionalBody: { productIds: ['7654321098765432'] },
  })
  removeAll(
    @Param() { instanceId }: InstanceParams,
    @Query() query: DeleteProductsQuery,
    @Body() body?: DeleteProductsDto,
  ): Promise<ProductRemovalsDto> {
    return this.catalog.removeAll(instanceId, body, query);
  }

  @Get('products/:productId')
  @Operation({
    id: 'getProduct',
    scope: 'business:read',
    summary: 'Get a product',
    answers: { 200: 'The product' },
    data: ProductDto,
    faults: PRODUCT_FAULTS,
  })
  get(@Param() params: ProductParams, @Query() query: OwnerQuery): Promise<ProductDto> {
    return this.catalog.get(params, query);
  }

  @Patch('products/:productId')
  @Operation({
    id: 'updateProduct',
    scope: 'business:write',
    summary: 'Change, hide or show a product',
    description:
      "Changes a product of the account's own catalog. Fields that are absent stay as they are, and so do the pictures. WhatsApp can only replace a whole product: the server reads it first, and changes that it makes itself to one product wait for each other. A change that another device makes at the same moment can be undone.",
    answers: { 200: 'The product in its new state' },
    data: ProductDto,
    faults: PRODUCT_FAULTS,
    body: { price: 5, currency: 'EUR', hidden: false },
  })
  update(@Param() params: ProductParams, @Body() body: UpdateProductDto): Promise<ProductDto> {
    return this.catalog.update(params, body);
  }

  @Delete('products/:productId')
  @Operation({
    id: 'deleteProduct',
    scope: 'business:write',
    summary: 'Delete a product',
    description: "Removes a product from the account's own catalog.",
    answers: { 200: 'The product is no longer in the catalog' },
    data: ProductDeletionDto,
    faults: PRODUCT_FAULTS,
  })
  remove(@Param() params: ProductParams): Promise<ProductDeletionDto> {
    return this.catalog.remove(params);
  }

  @Post(['products/:productId/pictures', 'products/:productId/pictures/upload'])
  @Operation({
    id: 'addProductPicture',
    scope: 'business:write',
    summary: 'Add a picture to a product',
    description:
      'Adds a JPEG or PNG after the other pictures. A product can have ten. A repeated request adds the picture again: after a lost answer, look at the product first.',
    answers: { 200: 'The product in its new state' },
    data: ProductDto,
    faults: [...PRODUCT_FAULTS, 'CONFLICT'],
    media: ProductPictureUploadDto,
    mediaExample: { media: PICTURE },
  })
  addPicture(
    @Param() params: ProductParams,
    @Media('image', ProductPictureUploadDto) media: MediaInput<ProductPictureUploadDto>,
  ): Promise<ProductDto> {
    return this.catalog.addPicture(params, media);
  }

  @Delete('products/:productId/pictures/:pictureId')
  @Operation({
    id: 'removeProductPicture',
    scope: 'business:write',
    summary: 'Remove a picture of a product',
    description: 'A product keeps at least one picture: to replace the only one, add another one first.',
    answers: { 200: 'The product in its new state' },
    data: ProductDto,
    faults: [...PRODUCT_FAULTS, 'CONFLICT'],
  })
  removePicture(@Param() params: PictureParams): Promise<ProductDto> {
    return this.catalog.removePicture(params);
  }

  @Get('collections')
  @Operation({
    id: 'listCollections',
    scope: 'business:read',
    summary: 'List the collections of a business',
    answers: { 200: 'A page of collections, each with its first products' },
    data: CollectionsPageDto,
    faults: UPSTREAM_FAULTS,
  })
  collections(
    @Param() { instanceId }: InstanceParams,
    @Query() query: CollectionsPageQuery,
  ): Promise<CollectionsPageDto> {
    return this.catalog.collections(instanceId, query);
  }

  @Get('collections/:collectionId')
  @Operation({
    id: 'listCollectionProducts',
    scope: 'business:read',
    summary: 'List the products of a collection',
    answers: { 200: 'A page of products' },
    data: ProductsPageDto,
    faults: UPSTREAM_FAULTS,
  })
  collection(@Param() params: CollectionParams, @Query() query: CatalogPageQuery): Promise<ProductsPageDto> {
    return this.catalog.collection(params, query);
  }
}
