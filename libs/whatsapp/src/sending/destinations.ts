import type { ChatJid, WireJid } from '#libs/storage';
import type { Restrictions } from './restrictions.js';
import type { Timer } from '../codec/timers.js';
import type { InstanceContext } from '../context/instance-context.js';
import { WhatsAppFault } from '../faults.js';
import type { KnownGroups } from '../groups/known-groups.js';
import { canonicalChat } from '../people/lid-map.js';
import type { Numbers } from '../people/numbers.js';
import { isGroup, isNewsletter, isStatus, phoneOf } from '../wire/jids.js';
import type { Letter } from './letter.js';
import { type Mention, mentionsIn } from './mentions.js';
import { prepareGroup, preparePerson, prepareStatus } from './preparation.js';
import type { Audience, StatusAudiences } from './status-audience.js';

/** Where a message goes. */
interface Destination {
  /** As on the wire. */
  jid: WireJid;
  chat: ChatJid;
}

/** What must be known about recipients before a message can be made and sent. */
export class Destinations {
  constructor(
    private readonly context: InstanceContext,
    readonly groups: KnownGroups,
    private readonly numbers: Numbers,
    private readonly restrictions: Restrictions,
    private readonly audiences: StatusAudiences,
  ) {}

  /**
   * Finds the account behind a JID that a caller names.
   * @param check as in `Numbers.resolve`
   * @throws WhatsAppFault as `Numbers.resolve`; WHATSAPP_ERROR 463 if the account must not write to this person
   */
  async find(named: WireJid, check: () => void): Promise<Destination> {
    const jid = await this.numbers.resolve(named, check);
    const chat = await canonicalChat(this.context, jid);
    await this.restrictions.check(this.context.uplink.socket(), jid, chat);
    return { jid, chat };
  }

  /**
   * The chat of a JID that a caller names, with the form of a number that WhatsApp knows.
   * @throws WhatsAppFault as `Numbers.resolve`
   */
  async chatOf(named: WireJid): Promise<ChatJid> {
    return canonicalChat(this.context, await this.numbers.resolve(named, () => undefined));
  }

  /**
   * Fetches what a message to `jid` needs, which is nothing for a channel.
   * @param onDevices called with the number of devices that get a key of their own, which takes longer
   * @param audience of a status post
   * @throws WhatsAppFault as `prepareGroup`, `preparePerson` and `prepareStatus`
   */
  async prepare(jid: WireJid, onDevices: (count: number) => void, audience?: Audience): Promise<void> {
    const { uplink } = this.context;
    if (isNewsletter(jid)) return;
    if (isStatus(jid)) {
      if (audience) await prepareStatus(uplink, audience.people, onDevices);
      return;
    }
    if (isGroup(jid)) return prepareGroup(uplink, this.groups, jid, onDevices);
    try {
      await preparePerson(uplink, jid);
    } catch (error) {
      const phone = phoneOf(jid);
      if (phone !== undefined && error instanceof WhatsAppFault && error.code === 'CONTACT_NOT_FOUND')
        await this.numbers.forget(phone);
      throw error;
    }
  }

  /**
   * Finds out who gets a status post, and fetches what it needs.
   * @returns undefined if the letter is no status post
   * @throws WhatsAppFault as `StatusAudiences.find` and `prepareStatus`
   */
  async audience({ audience }: Letter, onDevices: (count: number) => void): Promise<Audience | undefined> {
    if (audience === undefined) return undefined;
    const wanted =
      typeof audience === 'object' && 'people' in audience
        ? audience
        : await this.audiences.find(audience === 'default' ? undefined : audience);
    return { ...wanted, people: await prepareStatus(this.context.uplink, wanted.people, onDevices) };
  }

  /** The people whom a message mentions, by their addresses in its chat. */
  async mentions({ jid, mentions = [] }: Letter): Promise<Mention[]> {
    return mentionsIn(this.context, this.groups.find(jid) ?? jid, mentions);
  }

  /** After how long messages disappear; undefined if they stay. */
  async timer({ jid, chat }: Destination): Promise<Timer | undefined> {
    const { storage, uid } = this.context;
    if (isGroup(jid)) {
      const seconds = this.groups.find(jid)?.disappearingSeconds;
      return seconds ? { seconds } : undefined;
    }
    const timer = await storage.chatTimers.find(storage.database.read, uid, chat);
    return timer?.seconds ? { seconds: timer.seconds, setAt: timer.set_at } : undefined;
  }
}
