import { Linked } from '../../common/link.query.dto.js';
import { Field } from '../../http/fields.js';
import { ChatQuery } from './change-message.dto.js';

const LARGEST_INDEX = 99;

function indexFault(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{1,2}$/.test(value)
    ? undefined
    : `must be a whole number from 0 to ${LARGEST_INDEX}`;
}

/** Names a file of a message. */
export class FileQuery extends ChatQuery {
  /** Which of the message's `attachments`, from 0. */
  @Field(indexFault, { optional: true, type: 'integer', minimum: 0, maximum: LARGEST_INDEX, default: 0 })
  index?: string;
}

/** Names a file of a message, perhaps by a signed link. */
export class MediaQuery extends Linked(FileQuery) {}
