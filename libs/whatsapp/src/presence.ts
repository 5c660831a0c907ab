import { parseRecipient } from './addresses.js';
import { WhatsAppFault } from './faults.js';
import type { Instance } from './instance.js';

/** What somebody is seen doing in a chat. */
export type Activity = 'composing' | 'recording' | 'paused';

/** How instances show to others, and whose presence they follow. */
export class Presence {
  constructor(private readonly find: (instanceId: string) => Instance) {}

  /**
   * Shows the account as online or offline, over reconnects too.
   * @throws WhatsAppFault INSTANCE_NOT_FOUND, INSTANCE_NOT_CONNECTED, CONFLICT while the account has no name
   */
  async show(instanceId: string, presence: 'available' | 'unavailable'): Promise<void> {
    const instance = this.find(instanceId);
    await instance.onSocket(async (socket) => {
      // WhatsApp tells others a name with it; Baileys says nothing at all without one.
      if (!socket.authState.creds.me?.name)
        throw new WhatsAppFault('CONFLICT', 'the account has no name yet, without which nobody sees it');
      await socket.sendPresenceUpdate(presence);
    });
    await instance.supervisor.state.keep({ presence });
  }

  /** Shows the account typing or recording to somebody, or in a group, until it is told to stop or sends. */
  async act(instanceId: string, to: string, activity: Activity): Promise<void> {
    const jid = parseRecipient(to, 'to');
    await this.find(instanceId).onSocket((socket) => socket.sendPresenceUpdate(activity, jid));
  }

  /** Asks to hear of somebody's presence, over reconnects too. WhatsApp tells those whom they let see it. */
  async subscribe(instanceId: string, to: string): Promise<{ jid: string }> {
    const jid = parseRecipient(to, 'jid');
    const instance = this.find(instanceId);
    await instance.onSocket((socket) => socket.presenceSubscribe(jid));
    await instance.journal.presences.add(instance.uid, jid, instance.now());
    return { jid };
  }
}
