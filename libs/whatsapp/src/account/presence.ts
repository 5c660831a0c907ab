import type { WASocket } from '@whiskeysockets/baileys';
import { parseRecipient } from '../wire/jids.js';
import { WhatsAppFault } from '../faults.js';
import type { InstanceContext } from '../context/instance-context.js';
import type { InstanceState } from '../connection/instance-state.js';

/** What the account is shown doing in a chat. */
export type Activity = 'composing' | 'recording' | 'paused';

/** The presence that an instance shows, and its subscriptions to the presence of others. */
export class Presence {
  constructor(
    private readonly context: InstanceContext,
    private readonly state: InstanceState,
  ) {}

  /** Listens to a socket: as soon as the account has a name, it is shown as it should be. */
  attach({ ev, authState }: WASocket): void {
    let nameless = !authState.creds.me?.name;
    ev.on('creds.update', ({ me }) => {
      if (!nameless || !me?.name) return;
      this.context.uplink
        .ask((socket) => socket.sendPresenceUpdate(this.presence))
        .then(
          () => (nameless = false),
          (error: unknown) => this.context.log.debug({ err: error }, 'the presence was not shown yet'),
        );
    });
  }

  /**
   * Shows the account as online or offline, also after reconnects.
   * @throws WhatsAppFault INSTANCE_NOT_CONNECTED, CONFLICT while the account has no profile name
   */
  async show(presence: 'available' | 'unavailable'): Promise<void> {
    await this.context.uplink.ask(async (socket) => {
      // A presence contains the profile name; without one, Baileys sends nothing.
      if (!socket.authState.creds.me?.name)
        throw new WhatsAppFault(
          'CONFLICT',
          'the account has no profile name yet; WhatsApp hides its presence until it does',
        );
      await socket.sendPresenceUpdate(presence);
    });
    await this.state.update({ presence });
  }

  /** Shows the account typing or recording in a chat, until that is stopped or the account sends a message. */
  async act(to: string, activity: Activity): Promise<void> {
    const jid = parseRecipient(to, 'to');
    await this.context.uplink.ask((socket) => socket.sendPresenceUpdate(activity, jid));
  }

  /** Subscribes to a presence, also after reconnects. WhatsApp reports it if the person's privacy settings allow. */
  async subscribe(to: string): Promise<{ jid: string }> {
    const jid = parseRecipient(to, 'jid');
    const { uplink, storage, uid, clock } = this.context;
    await uplink.ask((socket) => socket.presenceSubscribe(jid));
    await storage.presences.add(uid, jid, clock.now());
    return { jid };
  }

  /**
   * To be called after a login: restores the presence and the subscriptions, which WhatsApp forgets with each connection.
   * Baileys shows every account as online when it logs in, unless the account still has no name then.
   */
  async resume(): Promise<void> {
    const { uplink, storage, uid } = this.context;
    const subscriptions = await storage.presences.list(uid);
    await uplink.ask(async (socket) => {
      await socket.sendPresenceUpdate(this.presence);
      for (const jid of subscriptions) await socket.presenceSubscribe(jid);
    });
  }

  private get presence(): 'available' | 'unavailable' {
    return this.state.row.presence ?? 'available';
  }
}
