import type { Account } from './account.js';
import type { PrivacyName } from './profile.js';

/** Whether a privacy setting of an account lets a viewer see it. Contacts are the people in its address book. */
export function shows(owner: Account, what: PrivacyName, viewer: Account): boolean {
  if (viewer === owner) return true;
  const rule = owner.profile.privacy[what];
  if (rule === 'none') return false;
  return rule === 'all' || owner.addressBook.find(viewer.phone) !== undefined;
}
