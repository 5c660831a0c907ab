import { personFault } from '#libs/whatsapp';
import { CatalogId } from '../../common/catalog-id.js';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { LONGEST_ADDRESS } from '../../common/judges.js';
import { pageSizeFault } from '../../common/page.query.dto.js';
import { Field, Identifier, Text } from '../../http/fields.js';

/** A product that a path names. */
export class ProductParams extends InstanceParams {
  /** Id of the product. */
  @CatalogId('7654321098765432')
  productId: string;
}

/** A picture of a product that a path names. */
export class PictureParams extends ProductParams {
  /** Id of the picture. */
  @CatalogId('8765432109876543')
  pictureId: string;
}

/** A collection that a path names. */
export class CollectionParams extends InstanceParams {
  /** Id of the collection. */
  @CatalogId('5432109876543210')
  collectionId: string;
}

/** An order that a path names. */
export class OrderParams extends InstanceParams {
  /** Id of the order: `order.id` of its message. */
  @CatalogId('6543210987654321')
  orderId: string;
}

/** The business whose catalog is meant. */
export class OwnerQuery {
  /** The business: a phone number with country code, or a JID. Default: the account itself. */
  @Field(personFault, { optional: true, maxLength: LONGEST_ADDRESS, type: String })
  jid?: string;
}

/** A page of a catalog. WhatsApp's cursors are longer than those of this server. */
export class CatalogPageQuery extends OwnerQuery {
  /** Largest number of entries on the page. */
  @Field((value) => pageSizeFault(value), {
    optional: true,
    type: 'integer',
    minimum: 1,
    maximum: 100,
    default: 50,
  })
  limit?: string;

  /** `nextCursor` of the previous page. Default: the first page. */
  @Text({ max: 8192, optional: true })
  cursor?: string;
}

/** Collections come with their products, so that a page of them is large. */
const LARGEST_PAGE = 20;

/** A page of collections, each of which comes with products. */
export class CollectionsPageQuery extends OwnerQuery {
  /** Largest number of collections on the page. */
  @Field((value) => pageSizeFault(value, LARGEST_PAGE), {
    optional: true,
    type: 'integer',
    minimum: 1,
    maximum: LARGEST_PAGE,
    default: 10,
  })
  limit?: string;

  /** `nextCursor` of the previous page. Default: the first page. */
  @Text({ max: 8192, optional: true })
  cursor?: string;
}

export class OrderQuery {
  /**
   * Token of the order: `order.token` of its message. Encode it for the URL: it can contain `+` and `/`.
   * @example AR6xBKbXZn0Xwmu76Ksyd7rnxI+Rx87HfinVlW4lwXa6JA==
   */
  @Identifier({ max: 1024 })
  token: string;

  /** The business that was ordered from: a phone number with country code, or a JID. Default: the account itself. */
  @Field(personFault, { optional: true, maxLength: LONGEST_ADDRESS, type: String })
  seller?: string;
}
