import { ApiProperty } from '@nestjs/swagger';
import type { Collection, Product, ProductPicture, ProductRemoval } from '#libs/whatsapp';
import { ItemErrorDto } from '../../common/item-error.dto.js';

/** A picture of a product. */
export class ProductPictureDto implements ProductPicture {
  /**
   * Id of the picture; absent if WhatsApp does not report one.
   * @example 8765432109876543
   */
  @ApiProperty({ required: false, example: '8765432109876543' })
  id?: string;

  /** URL of the picture on WhatsApp's servers. It expires after some time. */
  @ApiProperty({ format: 'uri' })
  url: string;
}

/** A product in a catalog. Fields that WhatsApp does not report are absent. */
export class ProductDto implements Product {
  /**
   * Id of the product.
   * @example 7654321098765432
   */
  @ApiProperty({ example: '7654321098765432' })
  id: string;

  /**
   * The business's own code for the product.
   * @example BREAD-1
   */
  retailerId?: string;

  /**
   * Name of the product.
   * @example Rye bread
   */
  name?: string;

  /** Description of the product. */
  description?: string;

  /** Web page of the product. */
  url?: string;

  /**
   * Price in units of `currency`.
   * @example 4.5
   */
  price?: number;

  /** Reduced price in units of `currency`. */
  salePrice?: number;

  /**
   * Currency code (ISO 4217).
   * @example EUR
   */
  currency?: string;

  /** Whether customers cannot see the product. */
  hidden?: boolean;

  /**
   * Whether the product can be bought, such as `in_stock` or `out_of_stock`.
   * @example in_stock
   */
  availability?: string;

  /**
   * The result of WhatsApp's review, such as `approved`, `pending` or `rejected`.
   * @example approved
   */
  reviewStatus?: string;

  /**
   * Country of origin (ISO 3166-1 alpha-2).
   * @example DE
   */
  originCountry?: string;

  /** Pictures of the product; the first one is shown in lists. */
  pictures: ProductPictureDto[];
}

export class ProductsPageDto {
  /** Products in WhatsApp's order. */
  products: ProductDto[];

  /** Pass it as `cursor` to get the next page; absent on the last page. */
  nextCursor?: string;
}

/** A group of products in a catalog. */
export class CollectionDto implements Collection {
  /**
   * Id of the collection.
   * @example 5432109876543210
   */
  @ApiProperty({ example: '5432109876543210' })
  id: string;

  /**
   * Name of the collection.
   * @example Breads
   */
  name?: string;

  /**
   * The result of WhatsApp's review, such as `approved`, `pending` or `rejected`.
   * @example approved
   */
  reviewStatus?: string;

  /** The first 50 products of the collection. `GET …/catalog/collections/{collectionId}` lists all. */
  products: ProductDto[];
}

export class CollectionsPageDto {
  /** Collections in WhatsApp's order. */
  collections: CollectionDto[];

  /** Pass it as `cursor` to get the next page; absent on the last page. */
  nextCursor?: string;
}

export class ProductDeletionDto {
  /**
   * Id of the product.
   * @example 7654321098765432
   */
  @ApiProperty({ example: '7654321098765432' })
  productId: string;

  /** Always true. */
  @ApiProperty({ enum: [true] })
  deleted: boolean;
}

/** The result of deleting one product. */
export class ProductRemovalDto {
  /**
   * Id of the product, as in the request.
   * @example 7654321098765432
   */
  @ApiProperty({ example: '7654321098765432' })
  productId: string;

  /** `deleted`, or `failed`: see `error`. */
  @ApiProperty({ enum: ['deleted', 'failed'], example: 'deleted' })
  status: ProductRemoval['status'];

  /** Present only if `status` is `failed`. */
  error?: ItemErrorDto;
}

export class ProductRemovalsDto {
  /** One result per product, in the order of the request. */
  results: ProductRemovalDto[];
}
