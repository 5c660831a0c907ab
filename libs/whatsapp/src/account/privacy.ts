import type { StatusAudience } from '#libs/storage';
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
import type { ReadReceipts } from '../conversations/read-receipts.js';
import { type Failure, failureOf, notConnected, WhatsAppFault } from '../faults.js';
import type { StatusPrivacySetting, StatusPrivacyView } from '../people/status-privacy.js';
import { phoneJid } from '../wire/jids.js';
import { ask, type Query } from '../wire/query.js';

/** Who sees what of the account, and the timer of its new chats. */
export interface PrivacyView extends PrivacySettings {
  /** Seconds after which messages of new chats disappear; 0: they stay. */
  disappearingSeconds?: number;
  /** Who gets the account's status posts. */
  statusAudience: StatusPrivacyView;
}

/** One setting to change. */
export type PrivacyChange =
  | { setting: PrivacySetting; value: string }
  | { setting: 'disappearingSeconds'; value: number }
  | { setting: 'statusAudience'; value: { audience: StatusAudience; people?: string[] } };

/** The result of changing one setting. */
export type PrivacyResult = PrivacyChange & ({ status: 'changed' } | { status: 'failed'; error: Failure });

/** The account's privacy settings. */
export class Privacy {
  constructor(
    private readonly uplink: Uplink,
    private readonly receipts: ReadReceipts,
    private readonly status: StatusPrivacySetting,
  ) {}

  /** @throws WhatsAppFault INSTANCE_NOT_CONNECTED, UPSTREAM_TIMEOUT, WHATSAPP_ERROR */
  async get(): Promise<PrivacyView> {
    const { self } = this.uplink;
    if (!self) throw notConnected(this.uplink.status);
    const answers = await this.uplink.ask(async (socket) => {
      const own = [userByJid(phoneJid(self.phone))];
      const timer = usync(['disappearing_mode'], own, socket.generateMessageTag());
      const [settings, disappearingSeconds] = await Promise.all([
        ask(socket, PRIVACY_QUERY).then(readPrivacy),
        ask(socket, timer).then(readDisappearing),
      ]);
      return { ...settings, disappearingSeconds };
    });
    return { ...answers, statusAudience: await this.status.get() };
  }

  /**
   * Changes settings, each with a request of its own, one after the other. After a change that WhatsApp leaves unanswered, the
   * others are not tried: each of them could take as long.
   * @returns one result per setting, in the order of `changes`
   * @throws WhatsAppFault INSTANCE_NOT_CONNECTED before the first request
   */
  async change(changes: readonly PrivacyChange[]): Promise<PrivacyResult[]> {
    this.uplink.link();
    const results: PrivacyResult[] = [];
    let isSilent = false;
    for (const change of changes) {
      const result: PrivacyResult = isSilent
        ? { ...change, status: 'failed', error: failureOf(notTried()) }
        : await this.changeOne(change);
      isSilent ||= result.status === 'failed' && result.error.code === 'UPSTREAM_TIMEOUT';
      results.push(result);
    }
    return results;
  }

  private async changeOne(change: PrivacyChange): Promise<PrivacyResult> {
    try {
      if (change.setting === 'statusAudience') {
        const { audience, people = [] } = change.value;
        await this.status.set(audience, people);
        return { ...change, status: 'changed' };
      }
      await this.uplink.ask(async (socket) => {
        try {
          await ask(socket, queryFor(change));
        } finally {
          this.receipts.settingsChanged(socket);
        }
      });
      return { ...change, status: 'changed' };
    } catch (error) {
      return { ...change, status: 'failed', error: failureOf(error) };
    }
  }
}

function notTried(): WhatsAppFault {
  const reason = 'not tried, because WhatsApp did not answer an earlier change of this request';
  return new WhatsAppFault('UPSTREAM_TIMEOUT', reason, { outcome: 'not_sent' });
}

function queryFor(change: Exclude<PrivacyChange, { setting: 'statusAudience' }>): Query {
  return change.setting === 'disappearingSeconds'
    ? disappearingChange(change.value)
    : privacyChange(change.setting, change.value);
}
