import {
  disappearingChange,
  PRIVACY_QUERY,
  privacyChange,
  type PrivacySetting,
  type PrivacySettings,
  readDisappearing,
  readPrivacy,
} from '../codec/account-settings.js';
import { userByJid, usync } from '../codec/usync.js';
import type { Uplink } from '../context/uplink.js';
import { type FaultCode, type FaultDetails, notConnected, WhatsAppFault } from '../faults.js';
import { phoneJid } from '../wire/jids.js';
import { ask, type Query } from '../wire/query.js';

/** Who sees what of the account, and the timer of its new chats. */
export interface PrivacyView extends PrivacySettings {
  /** Seconds after which messages of new chats disappear; 0: they stay. */
  disappearingSeconds?: number;
}

/** One setting to change. */
export type PrivacyChange =
  { setting: PrivacySetting; value: string } | { setting: 'disappearingSeconds'; value: number };

/** The result of changing one setting. */
export type PrivacyResult = PrivacyChange &
  (
    | { status: 'changed' }
    | { status: 'failed'; error: { code: FaultCode; message: string; details: FaultDetails } }
  );

/** The account's privacy settings. */
export class Privacy {
  constructor(private readonly uplink: Uplink) {}

  /** @throws WhatsAppFault INSTANCE_NOT_CONNECTED, UPSTREAM_TIMEOUT, WHATSAPP_ERROR */
  async get(): Promise<PrivacyView> {
    const { self } = this.uplink;
    if (!self) throw notConnected(this.uplink.status);
    return this.uplink.ask(async (socket) => {
      const own = [userByJid(phoneJid(self.phone))];
      const timer = usync(['disappearing_mode'], own, socket.generateMessageTag());
      const [settings, disappearingSeconds] = await Promise.all([
        ask(socket, PRIVACY_QUERY).then(readPrivacy),
        ask(socket, timer).then(readDisappearing),
      ]);
      return { ...settings, disappearingSeconds };
    });
  }

  /**
   * Changes settings, each with a request of its own, one after the other.
   * @returns one result per setting, in the order of `changes`
   * @throws WhatsAppFault INSTANCE_NOT_CONNECTED before the first request
   */
  async change(changes: readonly PrivacyChange[]): Promise<PrivacyResult[]> {
    this.uplink.link();
    const results: PrivacyResult[] = [];
    for (const change of changes) results.push(await this.changeOne(change));
    return results;
  }

  private async changeOne(change: PrivacyChange): Promise<PrivacyResult> {
    try {
      await this.uplink.ask((socket) => ask(socket, queryFor(change)));
      return { ...change, status: 'changed' };
    } catch (error) {
      if (!(error instanceof WhatsAppFault)) throw error;
      const { code, message, details } = error;
      return { ...change, status: 'failed', error: { code, message, details } };
    }
  }
}

function queryFor(change: PrivacyChange): Query {
  return change.setting === 'disappearingSeconds'
    ? disappearingChange(change.value)
    : privacyChange(change.setting, change.value);
}
