import {
  type NewChatMessageCapInfo,
  NewChatMessageCappingStatusType,
  type ReachoutTimelockState,
  type WASocket,
} from '@whiskeysockets/baileys';
import type { RestrictionDetails, RestrictionKind } from '#libs/events';
import type { ChatJid, MessageRow, Phone, WireJid } from '#libs/storage';
import type { InstanceContext } from '../context/instance-context.js';
import { accountRestricted } from '../context/new-events.js';
import { refused, type WhatsAppFault } from '../faults.js';
import { isGroup, isNewsletter, isStatus, lidJid, lidOf, phoneOf } from '../wire/jids.js';

/** Something that WhatsApp does not let the account do. */
export interface Restriction {
  kind: RestrictionKind;
  /** When it ends, epoch ms; undefined if WhatsApp does not say so. */
  until?: number;
  details: RestrictionDetails;
}

/** WhatsApp's code for a message that begins a chat, from an account that must not begin any. */
const FIRST_CONTACT_REFUSED = '463';
/**
 * The restriction that a refusal shows. 475: a business account has begun as many chats as it may in this cycle (Baileys pull
 * request 2080).
 */
const SHOWN_BY: ReadonlyMap<string, RestrictionKind> = new Map<string, RestrictionKind>([
  [FIRST_CONTACT_REFUSED, 'reachout_timelock'],
  ['475', 'new_chat_message_cap'],
]);
/** How long WhatsApp is asked about the restriction after it has refused a message, ms. */
const ASK_MS = 3_000;
/** How many of the latest messages of a chat show whether it has begun. */
const LATEST = 20;

/**
 * What WhatsApp restricts the account to. It tells this by notifications, and is asked at each login and after a refusal
 * (Baileys `fetchAccountReachoutTimelock`, `fetchNewChatMessageCap`).
 */
export class Restrictions {
  private readonly known = new Map<RestrictionKind, Restriction>();

  /** Keys of the restrictions that this process has reported: one that is imposed again is reported again. */
  private readonly told = new Set<string>();
  /** The account that they are about. */
  private phone: Phone | undefined;

  constructor(private readonly context: InstanceContext) {}

  /** Listens to a socket. */
  attach({ ev }: WASocket): void {
    ev.on('connection.update', ({ reachoutTimeLock }) => {
      if (reachoutTimeLock) this.hear('reachout_timelock', timelockIn(reachoutTimeLock));
    });
    ev.on('message-capping.update', (info) => this.hear('new_chat_message_cap', capIn(info)));
  }

  /** The restriction that applies now; of several, the one that forbids most. */
  get current(): Restriction | undefined {
    return this.active('reachout_timelock') ?? this.active('new_chat_message_cap');
  }

  /** Asks WhatsApp. To be called after each login. */
  async refresh(): Promise<void> {
    const phone = this.context.uplink.self?.phone;
    if (phone !== this.phone) this.known.clear();
    this.phone = phone;
    await this.context.uplink.ask(async (socket) => {
      for (const kind of SHOWN_BY.values()) await this.ask(socket, kind);
    });
  }

  /**
   * Refuses a message that WhatsApp would refuse: the first to somebody, while the account must not begin chats. Such
   * attempts prolong the restriction.
   * @throws WhatsAppFault WHATSAPP_ERROR 463 (`not_sent`)
   */
  async check(socket: WASocket, jid: WireJid, chat: ChatJid): Promise<void> {
    const restriction = this.active('reachout_timelock');
    const { phone, lid } = this.context.uplink.self ?? {};
    const isOwn = phoneOf(chat) === phone || (lid !== undefined && lidOf(chat) === lid);
    if (!restriction || isGroup(jid) || isNewsletter(jid) || isStatus(jid) || isOwn) return;
    if (!(await this.hasBegun(socket, chat))) throw refusal(FIRST_CONTACT_REFUSED, {}, restriction);
  }

  /**
   * The error for a message that WhatsApp has refused. If the code shows a restriction, WhatsApp is asked how long it lasts.
   * @param identity ids by which the caller knows the message
   */
  async refusal(code: string, identity: object): Promise<WhatsAppFault> {
    const { clock, uplink, log } = this.context;
    const kind = SHOWN_BY.get(code);
    if (kind === undefined) return refused(code, identity);
    await clock
      .within(
        ASK_MS,
        uplink.ask((socket) => this.ask(socket, kind)),
      )
      .catch((error: unknown) =>
        log.debug({ err: error, kind }, 'WhatsApp did not say how long a restriction lasts'),
      );
    return refusal(code, identity, this.active(kind));
  }

  /** Asks WhatsApp about a restriction. The answer about the timelock arrives as an event of Baileys. */
  private async ask(socket: WASocket, kind: RestrictionKind): Promise<void> {
    if (kind === 'reachout_timelock') await socket.fetchAccountReachoutTimelock();
    else this.hear(kind, capIn(await socket.fetchNewChatMessageCap()));
  }

  private active(kind: RestrictionKind): Restriction | undefined {
    const restriction = this.known.get(kind);
    const over = (restriction?.until ?? Infinity) <= this.context.clock.now();
    return over ? undefined : restriction;
  }

  private hear(kind: RestrictionKind, restriction: Restriction | undefined): void {
    const before = this.known.get(kind);
    if (JSON.stringify(before) === JSON.stringify(restriction)) return;
    if (restriction) this.known.set(kind, restriction);
    else this.known.delete(kind);
    this.tell(restriction ?? { kind, details: {} }, restriction !== undefined).catch((error: unknown) =>
      this.context.log.error({ err: error, kind }, 'a restriction of the account could not be recorded'),
    );
  }

  private async tell(restriction: Restriction, active: boolean): Promise<void> {
    const { clock, storage, uid, instance_id, log } = this.context;
    log.warn({ ...restriction, active }, 'WhatsApp has changed what the account may do');
    const key = `restricted|${restriction.kind}|${restriction.until ?? ''}`;
    const event = accountRestricted(clock.now(), active && !this.told.has(key) ? key : null, {
      ...restriction,
      active,
    });
    if (active) this.told.add(key);
    await storage.database.write((write) => storage.events.append(write, { uid, instance_id }, [event]));
  }

  /** Whether there are messages in a chat, or a token by which WhatsApp recognises that the other side knows us. */
  private async hasBegun({ authState }: WASocket, chat: ChatJid): Promise<boolean> {
    const { storage, uid } = this.context;
    const rows = await storage.messages.inChat(uid, chat, { limit: LATEST });
    if (rows.some(hasArrived)) return true;
    const contact = await storage.contacts.find(storage.database.read, uid, chat);
    if (contact?.heard_at) return true;
    const phone = phoneOf(chat);
    const lid = phone && (await storage.lidMap.lidOf(storage.database.read, uid, phone));
    const names = [chat, ...(lid ? [lidJid(lid)] : [])];
    const tokens = await authState.keys.get('tctoken', names);
    return Object.values(tokens).some((token) => token?.token !== undefined && token.token.length > 0);
  }
}

function hasArrived({ status }: Pick<MessageRow, 'status'>): boolean {
  return status !== 'failed' && status !== 'pending';
}

function refusal(code: string, identity: object, restriction: Restriction | undefined): WhatsAppFault {
  const until = restriction?.until;
  return refused(code, {
    ...identity,
    ...(restriction && { reason: 'account_restricted' }),
    ...(until !== undefined && { until: new Date(until).toISOString() }),
  });
}

function timelockIn({
  isActive,
  timeEnforcementEnds,
  enforcementType,
}: ReachoutTimelockState): Restriction | undefined {
  if (!isActive) return undefined;
  return { kind: 'reachout_timelock', until: timeEnforcementEnds?.getTime(), details: { enforcementType } };
}

function capIn(info: NewChatMessageCapInfo | null): Restriction | undefined {
  if (info?.capping_status !== NewChatMessageCappingStatusType.CAPPED) return undefined;
  const {
    total_quota: totalQuota,
    used_quota: usedQuota,
    cycle_end_timestamp,
    capping_status: status,
  } = info;
  const until = Number(cycle_end_timestamp) * 1000;
  return {
    kind: 'new_chat_message_cap',
    until: until > 0 ? until : undefined,
    details: { status, totalQuota, usedQuota },
  };
}
