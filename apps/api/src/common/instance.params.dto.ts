import { Pattern } from '../http/fields.js';

const INSTANCE_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Whether a text can be the id of an instance. */
export function isInstanceId(text: string): boolean {
  return INSTANCE_ID.test(text);
}

/** The id of an instance, which is also the name of its directory. */
export function InstanceId(): PropertyDecorator {
  return Pattern(INSTANCE_ID, 'must be 1 to 64 letters, digits, - or _, and begin with a letter or digit');
}

/** The instance that a path names. */
export class InstanceParams {
  /**
   * Id of the instance.
   * @example my-bot-1
   */
  @InstanceId()
  instanceId: string;
}
