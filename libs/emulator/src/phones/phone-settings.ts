import { proto, type WAPatchCreate } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';
import { formatJid, SERVER } from '../wire/jid.js';
import type { PhoneAppState } from './phone-app-state.js';

const { SyncdOperation } = proto.SyncdMutation;

/** The name of a contact. */
export interface Naming {
  name: string;
  firstName?: string;
}

/** Settings of a phone that its companions share: name and address book. */
export class PhoneSettings {
  constructor(
    private readonly directory: Directory,
    private readonly appState: PhoneAppState,
  ) {}

  /** Changes the person's own name. Later companions learn it when they are linked. */
  async rename(account: Account, name: string): Promise<void> {
    account.set({ name });
    if (name !== '' && account.companions.size > 0) await this.appState.write(account, namePatch(name));
  }

  /** Writes the name, if there is one yet, for the first companion, which finds it when it reads the app state. */
  async publishName(account: Account): Promise<void> {
    if (account.name !== '' && account.appState.version('critical_block') === 0)
      await this.appState.write(account, namePatch(account.name), false);
  }

  /** Adds a contact to the address book; the number need not have an account. */
  async saveContact(account: Account, phone: string, { name, firstName }: Naming): Promise<void> {
    const lidJid = this.directory.find(phone)?.lidJid;
    const action = { fullName: name, firstName, lidJid, saveOnPrimaryAddressbook: true };
    await this.appState.write(account, contactPatch(phone, action, SyncdOperation.SET));
  }

  /**
   * Removes a contact from the address book. The patch repeats the removed entry.
   * @returns false for an unknown number
   */
  async removeContact(account: Account, phone: string): Promise<boolean> {
    const entry = account.addressBook.find(phone);
    if (!entry) return false;
    const action = { fullName: entry.name, firstName: entry.firstName };
    await this.appState.write(account, contactPatch(phone, action, SyncdOperation.REMOVE));
    return true;
  }
}

function namePatch(name: string): WAPatchCreate {
  return {
    type: 'critical_block',
    apiVersion: 1,
    operation: SyncdOperation.SET,
    index: ['setting_pushName'],
    syncAction: { pushNameSetting: { name }, timestamp: Date.now() },
  };
}

function contactPatch(
  phone: string,
  contactAction: proto.SyncActionValue.IContactAction,
  operation: proto.SyncdMutation.SyncdOperation,
): WAPatchCreate {
  return {
    type: 'critical_unblock_low',
    apiVersion: 2,
    operation,
    index: ['contact', formatJid(phone, SERVER)],
    syncAction: { contactAction, timestamp: Date.now() },
  };
}
