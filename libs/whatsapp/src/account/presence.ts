import { parseRecipient } from '../wire/jids.js';
import { WhatsAppFault } from '../faults.js';
import type { InstanceContext } from '../context/instance-context.js';
import type { InstanceState } from '../connection/instance-state.js';

/** What somebody is seen doing in a chat. */
export type Activity = 'composing' | 'recording' | 'paused';

/** How an instance shows to others, and whose presence it follows. */
export class Presence {
  constructor(
    private readonly context: InstanceContext,
    private readonly state: InstanceState,
  ) {}

  /**
   * Shows the account as online or offline, over reconnects too.
   * @throws WhatsAppFault INSTANCE_NOT_CONNECTED, CONFLICT while the account has no name
   */
  async show(presence: 'available' | 'unavailable'): Promise<void> {
    await this.context.uplink.ask(async (socket) => {
      // WhatsApp tells others a name with it; Baileys says nothing at all without one.
      if (!socket.authState.creds.me?.name)
        throw new WhatsAppFault(
          'CONFLICT',
          'the account has no profile name yet; WhatsApp hides its presence until it does',
        );
      await socket.sendPresenceUpdate(presence);
    });
    await this.state.update({ presence });
  }

  /** Shows the account typing or recording to somebody, or in a group, until it is told to stop or sends. */
  async act(to: string, activity: Activity): Promise<void> {
    const jid = parseRecipient(to, 'to');
    await this.context.uplink.ask((socket) => socket.sendPresenceUpdate(activity, jid));
  }

  /** Asks to hear of somebody's presence, over reconnects too. WhatsApp tells those whom they let see it. */
  async subscribe(to: string): Promise<{ jid: string }> {
    const jid = parseRecipient(to, 'jid');
    const { uplink, storage, uid, clock } = this.context;
    await uplink.ask((socket) => socket.presenceSubscribe(jid));
    await storage.presences.add(uid, jid, clock.now());
    return { jid };
  }

  /**
   * After a login: what WhatsApp has forgotten with the connection before. Baileys shows every account as online that
   * logs in.
   */
  async resume(): Promise<void> {
    const { uplink, storage, uid } = this.context;
    const subscriptions = await storage.presences.list(uid);
    const { presence } = this.state.row;
    await uplink.ask(async (socket) => {
      if (presence === 'unavailable') await socket.sendPresenceUpdate(presence);
      for (const jid of subscriptions) await socket.presenceSubscribe(jid);
    });
  }
}
