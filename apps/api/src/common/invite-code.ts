import { type FieldOptions, Pattern } from '../http/fields.js';

const INVITE_CODE = /^[A-Za-z0-9_-]{8,64}$/;

/** The code of an invitation or invite link. @param what what it must be the code of, for the caller */
export function InviteCode(what: string, options?: FieldOptions): PropertyDecorator {
  return Pattern(INVITE_CODE, `must be the code of an ${what}: 8 to 64 letters, digits, - or _`, options);
}
