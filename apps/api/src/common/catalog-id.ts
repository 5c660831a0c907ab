import { Pattern } from '../http/fields.js';

const ID = /^\d{1,32}$/;

/** An id of a product, a picture, a collection or an order, as WhatsApp makes them. */
export function CatalogId(example: string): PropertyDecorator {
  return Pattern(ID, 'must be 1 to 32 digits', { example });
}

/** Whether a value is such an id. */
export function isCatalogId(value: unknown): boolean {
  return typeof value === 'string' && ID.test(value);
}
