import { Field, Text } from '../http/fields.js';

const LARGEST_PAGE = 100;
const USUAL_PAGE = 50;

/** What is wrong with a value as the size of a page. */
export function pageSizeFault(value: unknown, largest = LARGEST_PAGE): string | undefined {
  const size = typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : 0;
  return size >= 1 && size <= largest ? undefined : `must be a whole number from 1 to ${largest}`;
}

/** Selects a page of a list. */
export class PageQuery {
  /** Largest number of entries on the page. */
  @Field((value) => pageSizeFault(value), {
    optional: true,
    type: 'integer',
    minimum: 1,
    maximum: LARGEST_PAGE,
    default: USUAL_PAGE,
  })
  limit?: string;

  /** `nextCursor` of the previous page. Default: the first page. */
  @Text({ max: 512, optional: true })
  cursor?: string;

  static size({ limit }: PageQuery): number {
    return limit === undefined ? USUAL_PAGE : Number(limit);
  }
}
