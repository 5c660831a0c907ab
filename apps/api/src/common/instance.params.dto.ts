import { Matches } from 'class-validator';
import { INSTANCE_ID, INSTANCE_ID_RULE } from '../http/fields.js';

/** Which instance a path is about. */
export class InstanceParams {
  /**
   * The instance's id.
   * @example my-bot-1
   */
  @Matches(INSTANCE_ID, INSTANCE_ID_RULE)
  instanceId: string;
}
