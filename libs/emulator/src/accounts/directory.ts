import { createHash } from 'node:crypto';
import type { StateFile } from '../state/state-file.js';
import type { ServerSettings } from '../state/server-settings.js';
import { formatJid, isPerson, parseJid, SERVER } from '../wire/jid.js';
import { Account } from './account.js';

const LID_FLOOR = 100_000_000_000_000n;
const LID_SPAN = 900_000_000_000_000n;

/** The LID user of a phone: 15 digits derived from the number, so that tests are repeatable. */
function lidOf(phone: string, attempt: number): string {
  const hash = createHash('sha256').update(`lid ${attempt} ${phone}`).digest();
  return String((hash.readBigUInt64BE() % LID_SPAN) + LID_FLOOR);
}

/** The person a JID refers to; undefined for groups, lists, channels and the server itself. */
function personOf(jid: string | undefined): { id: string; lid: boolean } | undefined {
  const parsed = parseJid(jid);
  if (jid === undefined || !parsed || !isPerson(jid) || !/^\d{5,}$/.test(parsed.user)) return undefined;
  return { id: parsed.user, lid: parsed.server === 'lid' };
}

/** All accounts of the server. An account is created when its number is first used. */
export class Directory {
  private readonly byPhone = new Map<string, Account>();
  private readonly byLid = new Map<string, Account>();

  constructor(
    private readonly stateFile: StateFile,
    private readonly behaviour: ServerSettings,
  ) {}

  /** Restores the accounts of the last run. */
  async restore(): Promise<void> {
    for (const [, value] of this.stateFile.entries('account/'))
      this.add(await Account.restore(this.stateFile, value));
  }

  get all(): Account[] {
    return [...this.byPhone.values()];
  }

  find(phone: string): Account | undefined {
    return this.byPhone.get(phone);
  }

  /** The account with a phone number (digits); created if it does not exist. */
  ensure(phone: string): Account {
    const known = this.byPhone.get(phone);
    if (known) return known;
    let attempt = 0;
    while (this.byLid.has(lidOf(phone, attempt))) attempt++;
    const account = new Account(this.stateFile, phone, lidOf(phone, attempt));
    this.add(account);
    account.save();
    return account;
  }

  /** The account that a lookup of a number or alias finds. */
  findNumber(number: string): Account | undefined {
    const own = this.byPhone.get(number);
    return own?.registered ? own : (this.ownerOf(number) ?? own);
  }

  /** The account with a number (digits); created if it does not exist, unless the digits are somebody's LID. */
  ensureNumber(number: string): Account | undefined {
    return this.byLid.has(number) ? undefined : this.namedJid(formatJid(number, SERVER));
  }

  /** The account of a phone or LID JID; undefined for other JIDs and unknown accounts. */
  findJid(jid: string | undefined): Account | undefined {
    const user = personOf(jid);
    return user && (user.lid ? this.byLid.get(user.id) : this.byPhone.get(user.id));
  }

  /** The phone number of a JID, with or without an account. */
  phoneOf(jid: string | undefined): string | undefined {
    const user = personOf(jid);
    return user && (user.lid ? this.byLid.get(user.id)?.phone : user.id);
  }

  /** The account of a phone or LID JID; created for an unknown phone number, undefined for an unknown LID. */
  ensureJid(jid: string | undefined): Account | undefined {
    const user = personOf(jid);
    return user && (user.lid ? this.byLid.get(user.id) : this.ensure(user.id));
  }

  /**
   * The account of a JID that a client names, as `ensureJid`. The account of a number that nobody uses, because it is
   * an alias or because strangers are set to be so, is not registered: it has no devices, and what is sent there is
   * acknowledged and reaches nobody (whatsapp-web.js issue 1967, Evolution API issue 2062).
   */
  namedJid(jid: string | undefined): Account | undefined {
    const phone = this.phoneOf(jid);
    const known = phone === undefined || this.byPhone.has(phone);
    const account = this.ensureJid(jid);
    if (known || !account) return account;
    const used = this.behaviour.current.strangers === 'registered' && !this.ownerOf(account.phone);
    if (!used) account.set({ registered: false });
    return account;
  }

  private ownerOf(alias: string): Account | undefined {
    return this.all.find(({ aliases }) => aliases.includes(alias));
  }

  private add(account: Account): void {
    this.byPhone.set(account.phone, account);
    this.byLid.set(account.lid, account);
  }
}
