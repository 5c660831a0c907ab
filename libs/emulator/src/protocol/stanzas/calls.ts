import { randomBytes } from 'node:crypto';
import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../../accounts/account.js';
import type { Companion } from '../../accounts/companion.js';
import type { Directory } from '../../accounts/directory.js';
import { Fields } from '../../state/fields.js';
import type { Connection, Login } from '../../routing/connection.js';
import type { Delivery } from '../../routing/delivery.js';
import type { Faults } from '../../faults/faults.js';
import type { Unhandled } from '../../reports/unhandled.js';
import type { StateFile } from '../../state/state-file.js';
import { nowSeconds, serverStanzaId } from '../../wire/ids.js';
import { type Attributes, children, stanza } from '../../wire/stanza.js';
import { chatAddressing } from '../../chats/envelope.js';

/** What happens to a call: the callee accepts or rejects it, nobody answers, or either side ends it. */
export const CALL_ACTIONS = ['accept', 'reject', 'timeout', 'end'] as const;
export type CallAction = (typeof CALL_ACTIONS)[number];

export interface CallOptions {
  video?: boolean;
  /** JID of the group that is called. */
  group?: string;
}

interface Call extends CallOptions {
  id: string;
  /** Phone number, as is `callee`. */
  caller: string;
  callee: string;
}

const OVER: readonly CallAction[] = ['reject', 'timeout', 'end'];

/** The phone of the other side. */
function otherOf(call: Call, account: Account): string {
  return call.caller === account.phone ? call.callee : call.caller;
}

/** The signalling of calls. There is no audio or video. */
export class Calls {
  private readonly live = new Map<string, Call>();

  constructor(
    private readonly stateFile: StateFile,
    private readonly directory: Directory,
    private readonly delivery: Delivery,
    private readonly unhandled: Unhandled,
    private readonly faults: Faults,
  ) {
    for (const [name, value] of stateFile.entries('call/')) {
      const fields = Fields.of(value, name);
      const id = fields.text('id');
      this.live.set(id, {
        id,
        caller: fields.text('caller'),
        callee: fields.text('callee'),
        video: fields.optionalFlag('video'),
        group: fields.optionalText('group'),
      });
    }
  }

  /** Starts a call. @returns the call's id */
  offer(caller: Account, callee: Account, options: CallOptions): string {
    const id = randomBytes(16).toString('hex').toUpperCase();
    const call = { id, caller: caller.phone, callee: callee.phone, ...options };
    this.live.set(id, call);
    this.stateFile.put(`call/${id}`, () => call);
    const lid = chatAddressing(caller, callee) === 'lid';
    const attributes = {
      caller_pn: lid ? caller.shownPnJid : undefined,
      'group-jid': options.group,
      type: options.group ? 'group' : undefined,
    };
    const media = [stanza('audio', { enc: 'opus', rate: 16_000 })];
    if (options.video) media.push(stanza('video', { enc: 'vp8', dec: 'vp8' }));
    this.tell(call, callee, 'offer', attributes, media);
    this.record(call, 'offer', caller, 0);
    return id;
  }

  /**
   * Changes a call from a phone. The callee accepts or rejects it, the caller times out.
   * @param account either side; the one that ends the call
   * @returns false if the account has no such call
   */
  proceed(account: Account, id: string, action: CallAction): boolean {
    const call = this.live.get(id);
    if (!call || ![call.caller, call.callee].includes(account.phone)) return false;
    const answered = action === 'accept' || action === 'reject';
    const phone = action === 'end' ? account.phone : answered ? call.callee : call.caller;
    this.act(call, action, this.directory.ensure(phone), 0);
    return true;
  }

  /** Handles `<call>` from a companion, which can reject, and make links to join a call. */
  handle(connection: Connection, login: Login, node: BinaryNode): void {
    const { id, to } = node.attrs;
    const [content] = children(node);
    const answer = (error?: number) =>
      connection.send(stanza('ack', { class: 'call', id, from: to, type: content?.tag, error }));
    if (content?.tag === 'link_create' && to === '@call') {
      // Baileys `createCallLink` reads the answer so, whatever its tag.
      const { media } = content.attrs;
      const fault = this.faults.take('call-link', { phone: login.account.phone });
      if (fault) {
        if (fault.code !== undefined) answer(fault.code);
        return;
      }
      const link = stanza('link_create', { media, token: randomBytes(12).toString('base64url') });
      connection.send(stanza('ack', { class: 'call', id, from: to, type: content.tag }, [link]));
      return;
    }
    const call = this.live.get(content?.attrs['call-id'] ?? '');
    if (content?.tag !== 'reject') {
      this.unhandled.record(connection.phone, node);
      answer(501);
    } else if (call?.callee !== login.account.phone) {
      answer(404);
    } else {
      answer();
      this.act(call, 'reject', login.account, login.companion.number, login.companion);
    }
  }

  private act(call: Call, action: CallAction, actor: Account, device: number, except?: Companion): void {
    const tag = action === 'timeout' || action === 'end' ? 'terminate' : action;
    const reason = action === 'timeout' ? 'timeout' : undefined;
    for (const phone of new Set([call.caller, call.callee]))
      this.tell(call, this.directory.ensure(phone), tag, { reason }, undefined, except);
    this.record(call, action, actor, device);
    if (!OVER.includes(action)) return;
    this.live.delete(call.id);
    this.stateFile.delete(`call/${call.id}`);
  }

  /** Notifies the companions of one side; for them, the call comes from the other side. */
  private tell(
    call: Call,
    account: Account,
    tag: string,
    attributes: Attributes,
    content?: BinaryNode[],
    except?: Companion,
  ): void {
    const other = this.directory.ensure(otherOf(call, account));
    const caller = this.directory.ensure(call.caller);
    const addressing = chatAddressing(account, other);
    const what = { 'call-id': call.id, 'call-creator': caller.jid(addressing), ...attributes };
    const notify = tag === 'offer' ? other.name || undefined : undefined;
    const node = stanza(
      'call',
      { from: other.jid(addressing), id: serverStanzaId(), t: nowSeconds(), notify },
      [stanza(tag, what, content)],
    );
    this.delivery.toAll(account, node, except);
  }

  private record(call: Call, status: string, actor: Account, device: number): void {
    for (const phone of new Set([call.caller, call.callee])) {
      const account = this.directory.ensure(phone);
      account.chats.record('call', {
        callId: call.id,
        status,
        from: actor.pnJid,
        device,
        peer: otherOf(call, account),
        video: call.video === true,
        group: call.group,
      });
    }
  }
}
