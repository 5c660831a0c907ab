import { Pattern } from '../http/fields.js';

/** The id of an instance, which is also the name of its directory. */
export function InstanceId(): PropertyDecorator {
  return Pattern(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
    'must be 1 to 64 letters, digits, - or _, and begin with a letter or digit',
  );
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
