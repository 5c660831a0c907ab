import { Linked } from '../../common/link.query.dto.js';

/** Nothing, or the parameters of a signed link. */
class NoQuery {}

export class QrQuery extends Linked(NoQuery) {}
