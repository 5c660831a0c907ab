import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import type { Delivery } from '../routing/delivery.js';
import type { Json } from '../state/state-file.js';
import { nowSeconds, serverStanzaId } from '../wire/ids.js';
import { SERVER_JID } from '../wire/jid.js';
import { stanza } from '../wire/stanza.js';

/** The operations of notifications about channels, each with the name of its data (WhatsApp Web, Android app). */
export const OPERATIONS = {
  changed: ['NotificationNewsletterUpdate', 'xwa2_notify_newsletter_on_metadata_update'],
  joined: ['NotificationNewsletterJoin', 'xwa2_notify_newsletter_on_join'],
  left: ['NotificationNewsletterLeave', 'xwa2_notify_newsletter_on_leave'],
  setting: ['NotificationNewsletterUserSettingChange', 'xwa2_notify_newsletter_on_user_setting_change'],
  state: ['NotificationNewsletterStateChange', 'xwa2_notify_newsletter_on_state_change'],
  promoted: ['NotificationNewsletterAdminPromote', 'xwa2_notify_newsletter_admin_promote'],
  demoted: ['NotificationNewsletterAdminDemote', 'xwa2_notify_newsletter_admin_demote'],
} as const;
export type ChannelOperation = keyof typeof OPERATIONS;

/** Notifies companions of what happens in channels. */
export class ChannelNotices {
  constructor(private readonly delivery: Delivery) {}

  /** @param except the companion that has asked for the change */
  tell(account: Account, operation: ChannelOperation, data: Json, except?: Companion): void {
    const [name, field] = OPERATIONS[operation];
    const update = stanza('update', { op_name: name }, JSON.stringify({ data: { [field]: data } }));
    const attributes = { from: SERVER_JID, type: 'mex', id: serverStanzaId(), t: nowSeconds() };
    this.delivery.toAll(account, stanza('notification', attributes, [update]), except);
  }
}
