import { isLid, isPhone, type Lid, type Phone } from '#libs/storage';

export function asPhone(digits: string): Phone {
  if (!isPhone(digits)) throw new Error(`${digits} is no phone`);
  return digits;
}

export function asLid(digits: string): Lid {
  if (!isLid(digits)) throw new Error(`${digits} is no LID`);
  return digits;
}
