import { Judged } from '../../http/fields.js';
import { InstanceParams } from '../../common/instance.params.dto.js';

/** Ids are their senders' choice; clients of WhatsApp make them of letters and digits. */
export function messageIdFault(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\x21-\x7e]{1,128}$/.test(value)
    ? undefined
    : 'must be 1 to 128 visible characters of ASCII';
}

/** Which message a path is about. */
export class MessageParams extends InstanceParams {
  /**
   * The message's id.
   * @example 3EB0C431C26A1916E07A
   */
  @Judged(messageIdFault)
  messageId: string;
}
