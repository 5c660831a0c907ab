import { proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';
import type { PhoneAppState } from './phone-app-state.js';

const { StatusDistributionMode: MODE } = proto.SyncActionValue.StatusPrivacyAction;

export const STATUS_AUDIENCES = ['contacts', 'contacts_except', 'only'] as const;
export type StatusAudience = (typeof STATUS_AUDIENCES)[number];

const MODES = { contacts: MODE.CONTACTS, contacts_except: MODE.DENY_LIST, only: MODE.ALLOW_LIST } as const;

/**
 * What phones have set about status posts, which the devices of an account share (WhatsApp Web's
 * `WAWebStatusPrivacySettingSync` and `WAWebUserStatusMuteSync`).
 */
export class PhoneStatus {
  constructor(
    private readonly directory: Directory,
    private readonly appState: PhoneAppState,
  ) {}

  /** What the phone shows. */
  of(account: Account) {
    const [privacy] = account.shared
      .of('status_privacy')
      .map(({ action }) => proto.SyncActionValue.fromObject(action));
    const { mode, userJid = [] } = privacy?.statusPrivacy ?? {};
    const muted = account.shared
      .of('userStatusMute')
      .filter(({ action }) => proto.SyncActionValue.fromObject(action).userStatusMuteAction?.muted);
    return {
      audience: STATUS_AUDIENCES.find((name) => MODES[name] === mode) ?? null,
      people: (userJid ?? []).map((jid) => this.directory.phoneOf(jid) ?? jid),
      muted: muted.map(({ index: [, jid = ''] }) => this.directory.phoneOf(jid) ?? jid),
    };
  }

  async setAudience(account: Account, audience: StatusAudience, people: readonly string[]): Promise<void> {
    const userJid = people.map((phone) => this.directory.ensure(phone).lidJid);
    await this.write(account, ['status_privacy'], { statusPrivacy: { mode: MODES[audience], userJid } });
  }

  async mute(account: Account, phone: string, muted: boolean): Promise<void> {
    const index = ['userStatusMute', this.directory.ensure(phone).lidJid];
    await this.write(account, index, { userStatusMuteAction: { muted } });
  }

  private async write(account: Account, index: string[], action: proto.ISyncActionValue): Promise<void> {
    await this.appState.write(account, {
      type: 'regular_high',
      apiVersion: 7,
      operation: proto.SyncdMutation.SyncdOperation.SET,
      index,
      syncAction: { ...action, timestamp: Date.now() },
    });
  }
}
