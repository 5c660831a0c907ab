import { ApiProperty } from '@nestjs/swagger';
import type { Order, OrderItem } from '#libs/whatsapp';
import { iso } from '../../common/times.js';

/** A property of the chosen variant. */
export class OrderVariantDto {
  /**
   * Name of the property.
   * @example Size
   */
  name: string;

  /**
   * What the customer chose.
   * @example Large
   */
  value: string;
}

/** Something in an order, as it was when it was ordered. */
export class OrderedProductDto implements OrderItem {
  /**
   * Id of the product.
   * @example 7654321098765432
   */
  @ApiProperty({ required: false, example: '7654321098765432' })
  productId?: string;

  /**
   * Name of the product.
   * @example Rye bread
   */
  name?: string;

  /**
   * Price of one piece, in units of `currency`.
   * @example 4.5
   */
  price?: number;

  /**
   * Currency code (ISO 4217).
   * @example EUR
   */
  currency?: string;

  /**
   * How many pieces.
   * @example 2
   */
  quantity?: number;

  /** URL of a picture on WhatsApp's servers. It expires after some time. */
  @ApiProperty({ format: 'uri', required: false })
  pictureUrl?: string;

  /** The chosen variant; empty for products without variants. */
  variant: OrderVariantDto[];
}

export class OrderDto {
  /**
   * Id of the order.
   * @example 6543210987654321
   */
  @ApiProperty({ example: '6543210987654321' })
  orderId: string;

  /** What was ordered. */
  items: OrderedProductDto[];

  /** Sum of the items, in units of `currency`. */
  subtotal?: number;

  /**
   * Total, in units of `currency`.
   * @example 9
   */
  total?: number;

  /**
   * Currency code (ISO 4217).
   * @example EUR
   */
  currency?: string;

  /** When the order was made. */
  @ApiProperty({ format: 'date-time', required: false })
  createdAt?: string;

  static of(orderId: string, { createdAt, ...order }: Order): OrderDto {
    return { orderId, ...order, ...(createdAt !== undefined && { createdAt: iso(createdAt) }) };
  }
}
