import { isLid, isObject, isPhone, type Lid, type Phone } from '#libs/storage';
import { ImportFault } from './fault.js';
import { part, read, textIn } from './values.js';

/** The credentials of a linked device. */
export interface Credentials {
  /** JSON, as it is stored. */
  json: string;
  phone: Phone;
  lid: Lid | null;
  name: string | null;
  /** JID of the device, which no other device has. */
  device: string;
}

/** What Baileys cannot make again. */
const NEEDED = ['noiseKey', 'signedIdentityKey', 'signedPreKey', 'registrationId', 'advSecretKey'];
const DEVICE = /^(\d+):\d+@s\.whatsapp\.net$/;
const LID = /^(\d+)(?::\d+)?@lid$/;

/**
 * @param where names them in the error
 * @throws ImportFault if they are not complete, or no account is linked
 */
export function credentialsIn(text: string, where: string): Credentials {
  const value = read(text, where);
  const missing = NEEDED.find((name) => part(value, name) === undefined || part(value, name) === null);
  if (missing !== undefined) throw new ImportFault(`${where} is not complete: there is no ${missing} in it`);
  const me = part(value, 'me');
  const device = textIn(me, 'id');
  if (device === undefined || !isObject(part(value, 'account')))
    throw new ImportFault(`${where} is of a session without an account: no phone has linked it`);
  const phone = DEVICE.exec(device)?.[1];
  if (phone === undefined || !isPhone(phone))
    throw new ImportFault(`${where} is of no linked device: me.id has an unknown form`);
  const lid = LID.exec(textIn(me, 'lid') ?? '')?.[1];
  return {
    json: JSON.stringify(value),
    phone,
    lid: lid !== undefined && isLid(lid) ? lid : null,
    name: textIn(me, 'name') ?? null,
    device,
  };
}
