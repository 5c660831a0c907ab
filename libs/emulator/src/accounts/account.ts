import { randomBytes } from 'node:crypto';
import { Lane } from '#libs/observability';
import { Fields } from '../state/fields.js';
import { ChatLog } from './chat-log.js';
import { Originals } from './originals.js';
import { SentLog } from './sent-log.js';
import type { StateFile, Json } from '../state/state-file.js';
import { type Addressing, formatJid, SERVER } from '../wire/jid.js';
import { AddressBook } from './address-book.js';
import { SharedEntries } from './shared-entries.js';
import { AppState } from './app-state.js';
import { Catalogue } from './catalogue.js';
import { Companion, type CompanionKeys } from './companion.js';
import { Passkey } from './passkey.js';
import { PrimaryDevice } from './primary-device.js';
import { Profile } from './profile.js';
import type { Restriction } from './restriction.js';

export const ADDRESSINGS = ['pn', 'lid'] as const;

export const GROUP_ADD = ['all', 'none'] as const;
/** Who may add a person to groups; everyone else can only send an invitation. */
export type GroupAdd = (typeof GROUP_ADD)[number];

export const STATUS_LISTS = ['contacts', 'blacklist', 'whitelist'] as const;
/** Who gets the status posts of an account, by the server's own list. */
export interface StatusList {
  type: (typeof STATUS_LISTS)[number];
  phones: readonly string[];
}

export const PASSKEY_MODES = ['none', 'required', 'compared', 'stuck'] as const;
/**
 * Whether a device can only be linked with the account's passkey. `compared`: and by comparing a code, because no proof of the
 * scan is accepted. `stuck`: the phone does not go on after the passkey.
 */
type PasskeyMode = (typeof PASSKEY_MODES)[number];

/** WhatsApp's own, ms. */
const PASSKEY_TIMEOUT_MS = 600_000;

/** The settings of a phone that the control API can change. */
export interface AccountSettings {
  name?: string;
  addressing?: Addressing;
  autoReceipt?: boolean;
  registered?: boolean;
  history?: boolean;
  aliases?: string[];
  groupAdd?: GroupAdd;
  staleDevices?: number[];
  silentDevices?: number[];
  passkeyMode?: PasskeyMode;
  passkeyTimeout?: number;
  hidesNumber?: boolean;
  /** Empty removes it. */
  username?: string;
  needsToken?: boolean;
}

/** A chat from before the emulator started; its messages are in the chat log. */
export interface PastChatInfo {
  /** Phone of the other side. */
  peer: string;
  /** The name in the phone's address book. */
  name?: string;
  unread?: number;
  /** Seconds after which messages disappear. */
  ephemeral?: number;
}

/** The key that companions need to read the account's app state. */
export interface AppStateKey {
  id: Buffer;
  data: Buffer;
  timestamp: number;
}

/** A person with a phone: an account of the server, its phone (device 0) and its companions. */
export class Account {
  /** Empty if the person has not chosen one yet. */
  name: string;
  /** `pn` makes every chat of this account use phone numbers, as before WhatsApp's move to LIDs. */
  addressing: Addressing = 'lid';
  /** Whether the phone confirms delivery. */
  autoReceipt = true;
  /** Whether a lookup of the number finds it on WhatsApp. */
  registered = true;
  /** Whether a new companion gets the messages exchanged so far. */
  history = false;
  /** Other numbers that lead to this account, as in countries that added a digit to their numbers. */
  aliases: readonly string[] = [];
  groupAdd: GroupAdd = 'all';
  /** Devices that were removed, but are still on the list: nobody gets keys for them. */
  staleDevices: readonly number[] = [];
  /** Devices that have keys and get messages, and do nothing with them. */
  silentDevices: readonly number[] = [];
  /** How many messages with a part of their own silent devices got; nothing of it outlives the process. */
  silentlyRead = 0;
  passkeyMode: PasskeyMode = 'none';
  /** How long a request for the passkey can be answered, ms. */
  passkeyTimeout = PASSKEY_TIMEOUT_MS;
  /** Whether others only learn the LID: no stanza about this account names its number beside it. */
  hidesNumber = false;
  username: string | undefined;
  /** Phones of the people whose messages do not come through. */
  readonly blocked = new Set<string>();
  /** Seconds after which messages disappear, by phone of the other side. */
  readonly timers = new Map<string, number>();
  /** Whether nobody can write to this person first without a token. */
  needsToken = false;
  /** Whether a companion has accepted the terms for channels; nothing of it outlives the process. */
  channelTerms = false;
  /** Undefined for accounts that never had one; nothing of it outlives the process. */
  statusList: StatusList | undefined;
  available = false;
  restriction: Restriction | undefined;
  /** Seconds. */
  lastSeen: number | undefined;
  readonly companions = new Map<number, Companion>();
  /** Phones whose companions asked for this account's devices; they are notified of changes. */
  readonly watchers = new Set<string>();
  readonly primary: PrimaryDevice;
  readonly passkey: Passkey;
  readonly chats: ChatLog;
  /** The full content of the messages in the chats. */
  readonly originals: Originals;
  readonly sent: SentLog;
  readonly appState: AppState;
  readonly profile: Profile;
  readonly addressBook: AddressBook;
  readonly catalogue: Catalogue;
  readonly shared: SharedEntries;
  /** The phone does one thing at a time. */
  readonly lane = new Lane();
  private nextCompanion = 1;
  private sharedKey: AppStateKey | undefined;
  private past: PastChatInfo[] = [];

  constructor(
    private readonly stateFile: StateFile,
    readonly phone: string,
    readonly lid: string,
  ) {
    this.name = phone;
    this.primary = new PrimaryDevice(stateFile, phone);
    this.passkey = new Passkey(stateFile, phone);
    this.chats = new ChatLog(stateFile, phone);
    this.originals = new Originals(stateFile, phone);
    this.sent = new SentLog(stateFile, phone);
    this.appState = new AppState(stateFile, phone);
    this.profile = new Profile(stateFile, phone);
    this.addressBook = new AddressBook(stateFile, phone);
    this.catalogue = new Catalogue(stateFile, phone);
    this.shared = new SharedEntries(stateFile, phone);
  }

  /** Restores what `save` wrote, with companions and queues. */
  static async restore(stateFile: StateFile, value: unknown): Promise<Account> {
    const fields = Fields.of(value, 'account');
    const account = new Account(stateFile, fields.text('phone'), fields.text('lid'));
    account.name = fields.text('name');
    account.addressing = fields.oneOf('addressing', ADDRESSINGS);
    account.autoReceipt = fields.flag('autoReceipt');
    account.registered = fields.flag('registered');
    account.history = fields.optionalFlag('history') ?? account.history;
    account.aliases = fields.texts('aliases');
    account.groupAdd = fields.optionalOneOf('groupAdd', GROUP_ADD) ?? 'all';
    account.staleDevices = fields.integers('staleDevices');
    account.silentDevices = fields.has('silentDevices') ? fields.integers('silentDevices') : [];
    account.passkeyMode = fields.optionalOneOf('passkeyMode', PASSKEY_MODES) ?? 'none';
    account.passkeyTimeout = fields.optionalInteger('passkeyTimeout') ?? PASSKEY_TIMEOUT_MS;
    account.hidesNumber = fields.optionalFlag('hidesNumber') ?? false;
    account.username = fields.optionalText('username');
    for (const phone of fields.texts('blocked')) account.blocked.add(phone);
    for (const timer of fields.records('timers'))
      account.timers.set(timer.text('peer'), timer.integer('seconds'));
    account.needsToken = fields.optionalFlag('needsToken') ?? false;
    account.past = fields.records('pastChats').map((chat) => ({
      peer: chat.text('peer'),
      name: chat.optionalText('name'),
      unread: chat.optionalInteger('unread'),
      ephemeral: chat.optionalInteger('ephemeral'),
    }));
    account.nextCompanion = fields.integer('nextCompanion');
    for (const watcher of fields.texts('watchers')) account.watchers.add(watcher);
    const key = fields.optionalChild('appStateKey');
    if (key)
      account.sharedKey = {
        id: key.bytes('id'),
        data: key.bytes('data'),
        timestamp: key.integer('timestamp'),
      };
    for (const [, saved] of stateFile.entries(`companion/${account.phone}/`)) {
      const companion = Companion.restore(stateFile, account.phone, saved);
      await companion.queue.restore();
      account.companions.set(companion.number, companion);
    }
    return account;
  }

  get pnJid(): string {
    return this.jid('pn');
  }

  get lidJid(): string {
    return this.jid('lid');
  }

  /** The numbers of the devices besides the phone. */
  get furtherDevices(): number[] {
    return [...this.companions.keys(), ...this.silentDevices];
  }

  get pastChats(): readonly PastChatInfo[] {
    return this.past;
  }

  setPastChats(chats: PastChatInfo[]): void {
    this.past = chats;
    this.save();
  }

  /** The JID with the phone number as others learn it beside the LID; undefined if they do not. */
  get shownPnJid(): string | undefined {
    return this.hidesNumber ? undefined : this.pnJid;
  }

  /** Created when the first companion needs it. */
  get appStateKey(): AppStateKey {
    if (!this.sharedKey) {
      this.sharedKey = { id: randomBytes(6), data: randomBytes(32), timestamp: Date.now() };
      this.save();
    }
    return this.sharedKey;
  }

  /** The JID of the account or of one of its devices. */
  jid(addressing: Addressing, device = 0): string {
    return addressing === 'lid' ? formatJid(this.lid, 'lid', device) : formatJid(this.phone, SERVER, device);
  }

  set(settings: AccountSettings): void {
    this.name = settings.name ?? this.name;
    this.addressing = settings.addressing ?? this.addressing;
    this.autoReceipt = settings.autoReceipt ?? this.autoReceipt;
    this.registered = settings.registered ?? this.registered;
    this.history = settings.history ?? this.history;
    this.aliases = settings.aliases ?? this.aliases;
    this.groupAdd = settings.groupAdd ?? this.groupAdd;
    this.staleDevices = settings.staleDevices ?? this.staleDevices;
    this.silentDevices = settings.silentDevices ?? this.silentDevices;
    this.passkeyMode = settings.passkeyMode ?? this.passkeyMode;
    this.passkeyTimeout = settings.passkeyTimeout ?? this.passkeyTimeout;
    this.hidesNumber = settings.hidesNumber ?? this.hidesNumber;
    this.needsToken = settings.needsToken ?? this.needsToken;
    this.username = (settings.username ?? this.username) || undefined;
    this.save();
  }

  /** Notifies the account with this phone number when devices are added or removed. */
  watch(phone: string): void {
    if (this.watchers.has(phone)) return;
    this.watchers.add(phone);
    this.save();
  }

  /** @param seconds 0 ends the disappearing of messages */
  setTimer(peer: string, seconds: number): void {
    this.timers.set(peer, seconds);
    this.save();
  }

  /** Blocks a person, or no longer. @param phone of the person */
  block(phone: string, on: boolean): void {
    if (on) this.blocked.add(phone);
    else this.blocked.delete(phone);
    this.save();
  }

  /** Reserves the number of the next companion. */
  reserveCompanion(): number {
    const number = this.nextCompanion++;
    this.save();
    return number;
  }

  link(number: number, keys: CompanionKeys, now: number): Companion {
    const companion = new Companion(this.stateFile, this.phone, number, keys, now);
    this.companions.set(number, companion);
    companion.save();
    return companion;
  }

  /** @returns the companion that was unlinked, undefined for an unknown number */
  unlink(number: number): Companion | undefined {
    const companion = this.companions.get(number);
    this.companions.delete(number);
    companion?.forget();
    return companion;
  }

  save(): void {
    this.stateFile.put(`account/${this.phone}`, () => this.json());
  }

  private json(): Json {
    return {
      phone: this.phone,
      lid: this.lid,
      name: this.name,
      addressing: this.addressing,
      autoReceipt: this.autoReceipt,
      registered: this.registered,
      history: this.history,
      aliases: [...this.aliases],
      groupAdd: this.groupAdd,
      staleDevices: [...this.staleDevices],
      silentDevices: [...this.silentDevices],
      passkeyMode: this.passkeyMode,
      passkeyTimeout: this.passkeyTimeout,
      hidesNumber: this.hidesNumber,
      username: this.username,
      blocked: [...this.blocked],
      timers: [...this.timers].map(([peer, seconds]) => ({ peer, seconds })),
      needsToken: this.needsToken,
      pastChats: this.past.map((chat) => ({ ...chat })),
      nextCompanion: this.nextCompanion,
      watchers: [...this.watchers],
      appStateKey: this.sharedKey && {
        id: this.sharedKey.id.toString('base64'),
        data: this.sharedKey.data.toString('base64'),
        timestamp: this.sharedKey.timestamp,
      },
    };
  }
}
