import type { Type } from '@nestjs/common';
import { Pattern } from '../http/fields.js';

/** Adds the parameters of a signed link, which stand in for an API key, to a query. */
export function Linked<T extends Type<object>>(query: T) {
  abstract class LinkedQuery extends query {
    /** Part of a signed link: id of the key that made it. */
    @Pattern(/^(?:root|[0-9A-Za-z]{8})$/, 'must be as in the link', { optional: true })
    key?: string;

    /** Part of a signed link: when it ends, in epoch seconds. */
    @Pattern(/^\d{1,12}$/, 'must be as in the link', { optional: true })
    expires?: string;

    /** Part of a signed link: its signature. */
    @Pattern(/^[\w-]{43}$/, 'must be as in the link', { optional: true })
    signature?: string;
  }
  return LinkedQuery;
}
