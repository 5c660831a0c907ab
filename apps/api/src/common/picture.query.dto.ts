import { Choice } from '../http/fields.js';

const SIZES = ['preview', 'full'] as const;

/** Which size of a picture. */
export class PictureQuery {
  /** `preview`: the small picture. `full`: the large picture. */
  @Choice(SIZES, { optional: true, default: 'full' })
  size?: (typeof SIZES)[number];
}
