import { Field } from '../http/fields.js';
import { matching } from './judges.js';

/** What instances may be called (also the name of a directory). */
export function InstanceId(): PropertyDecorator {
  return Field(
    matching(
      /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
      'must be 1 to 64 letters, digits, - or _, and begin with a letter or digit',
    ),
  );
}

/** Which instance a path is about. */
export class InstanceParams {
  /**
   * The instance's id.
   * @example my-bot-1
   */
  @InstanceId()
  instanceId: string;
}
