import type { NewProduct, ProductChange } from '#libs/whatsapp';
import { isCatalogId } from '../../common/catalog-id.js';
import { LONGEST_URL, webUrl } from '../../common/judges.js';
import { entriesIn } from '../../common/query-list.js';
import { Decimal, Field, type FieldOptions, Flag, type Judge, Pattern, Text } from '../../http/fields.js';
import { MediaFieldsDto } from '../../media/media-fields.dto.js';

/** Limits of WhatsApp's apps, in characters. */
const LONGEST_NAME = 150;
const LONGEST_DESCRIPTION = 5000;
const LONGEST_CODE = 100;
/** Far below the largest integer in thousandths. */
const HIGHEST_PRICE = 1_000_000_000;
/** WhatsApp stores prices in thousandths. */
const THOUSANDTHS = 1000;

function textFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (value.trim() === '') return 'must not be blank';
  return /\p{Cs}|\0/u.test(value) ? 'must be well-formed Unicode without NUL' : undefined;
}

function lineFault(value: unknown): string | undefined {
  return typeof value === 'string' && /[\p{Cc}\u{2028}\u{2029}]/u.test(value)
    ? 'must not contain line breaks or control characters'
    : textFault(value);
}

function priceFault(value: unknown): string | undefined {
  const thousandths = Number(value) * THOUSANDTHS;
  return Math.abs(thousandths - Math.round(thousandths)) < 1e-3
    ? undefined
    : 'must have at most 3 decimal places';
}

function requires(other: string): Judge {
  return (_value, body) => (Reflect.get(body, other) === undefined ? `requires ${other}` : undefined);
}

function both(one: Judge, other: Judge): Judge {
  return (value, body) => one(value, body) ?? other(value, body);
}

const CURRENCY = [/^[A-Z]{3}$/, 'must be a currency code of ISO 4217, such as USD'] as const;
const COUNTRY = [/^[A-Z]{2}$/, 'must be a country code of ISO 3166-1, such as ID'] as const;

function Url(options: FieldOptions): PropertyDecorator {
  return Field(webUrl, { format: 'uri', maxLength: LONGEST_URL, type: String, ...options });
}

/** A product to create; its first picture is the file of the request. */
export class CreateProductDto extends MediaFieldsDto implements NewProduct {
  /** Name of the product. */
  @Text({ max: LONGEST_NAME, judge: lineFault, example: 'Rye bread' })
  name: string;

  /** Description of the product. */
  @Text({ max: LONGEST_DESCRIPTION, optional: true, judge: textFault, example: 'Baked every morning' })
  description?: string;

  /** Price in units of `currency`, with up to 3 decimal places. Requires `currency`. */
  @Decimal({
    min: 0,
    max: HIGHEST_PRICE,
    optional: true,
    judge: both(priceFault, requires('currency')),
    example: 4.5,
  })
  price?: number;

  /** Currency code (ISO 4217). Requires `price`. */
  @Pattern(...CURRENCY, { optional: true, judge: requires('price'), example: 'EUR' })
  currency?: string;

  /** Your own code for the product. */
  @Text({ max: LONGEST_CODE, optional: true, judge: lineFault, example: 'BREAD-1' })
  retailerId?: string;

  /** Web page of the product. */
  @Url({ optional: true, example: 'https://example.com/bread' })
  url?: string;

  /** Whether customers cannot see the product. Default: false. */
  @Flag({ optional: true })
  hidden?: boolean;

  /** Country of origin (ISO 3166-1 alpha-2). */
  @Pattern(...COUNTRY, { optional: true, example: 'DE' })
  originCountry?: string;
}

/** What to change of a product. Fields that are absent stay as they are. */
export class UpdateProductDto implements ProductChange {
  /** New name. */
  @Text({ max: LONGEST_NAME, optional: true, judge: lineFault, example: 'Rye bread' })
  name?: string;

  /** New description; null removes it. */
  @Text({
    max: LONGEST_DESCRIPTION,
    optional: true,
    nullable: true,
    judge: textFault,
    type: String,
    example: 'Baked every morning',
  })
  description?: string | null;

  /** New price in units of the currency, with up to 3 decimal places; null removes price and currency. */
  @Decimal({
    min: 0,
    max: HIGHEST_PRICE,
    optional: true,
    nullable: true,
    judge: priceFault,
    type: Number,
    example: 5,
  })
  price?: number | null;

  /** New currency code (ISO 4217). */
  @Pattern(...CURRENCY, { optional: true, example: 'EUR' })
  currency?: string;

  /** New code of your own for the product; null removes it. */
  @Text({
    max: LONGEST_CODE,
    optional: true,
    nullable: true,
    judge: lineFault,
    type: String,
    example: 'BREAD-1',
  })
  retailerId?: string | null;

  /** New web page of the product; null removes it. */
  @Url({ optional: true, nullable: true, example: 'https://example.com/bread' })
  url?: string | null;

  /** Whether customers cannot see the product. */
  @Flag({ optional: true })
  hidden?: boolean;

  /** Country of origin (ISO 3166-1 alpha-2); null removes it. */
  @Pattern(...COUNTRY, { optional: true, nullable: true, type: String, example: 'DE' })
  originCountry?: string | null;
}

export class ProductPictureUploadDto extends MediaFieldsDto {}

const MOST_PRODUCTS = 20;

function productIdsFault(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_PRODUCTS)
    return `must be a list of 1 to ${MOST_PRODUCTS} product ids`;
  const ids: unknown[] = value;
  if (!ids.every(isCatalogId)) return 'contains an invalid entry: it must be 1 to 32 digits';
  return new Set(ids).size < ids.length ? 'must not contain an entry twice' : undefined;
}

function ProductIds(judge: Judge): PropertyDecorator {
  const example = ['7654321098765432'];
  return Field(judge, { optional: true, type: [String], minItems: 1, maxItems: MOST_PRODUCTS, example });
}

/** Products in the body, for a route that also accepts them in the query. */
export class DeleteProductsDto {
  /** Ids of the products. */
  @ProductIds(productIdsFault)
  productIds?: string[];
}

/** Products in the query, for clients that cannot send a body with DELETE. */
export class DeleteProductsQuery {
  /**
   * Ids of the products, if the body does not contain them. Repeat the parameter or separate the values by commas.
   */
  @ProductIds((value) => productIdsFault(entriesIn(value)))
  productIds?: string | string[];

  /** The products in a query; undefined if it names none. */
  static ids({ productIds }: DeleteProductsQuery): string[] | undefined {
    return productIds === undefined ? undefined : entriesIn(productIds);
  }
}
