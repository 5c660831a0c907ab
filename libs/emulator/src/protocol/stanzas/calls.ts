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
import { type Attributes, child, children, stanza } from '../../wire/stanza.js';
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

/** A link with which anybody can join a call. */
export interface CallLink {
  token: string;
  media: string;
  /** When the call is planned, in seconds; null if it is not. */
  startTime: number | null;
}

const OVER: readonly CallAction[] = ['reject', 'timeout', 'end'];

/** The phone of the other side. */
function otherOf(call: Call, account: Account): string {
  return call.caller === account.phone ? call.callee : call.caller;
}

/** The signalling of calls. There is no audio or video. */
export class Calls {
  private readonly live = new Map<string, Call>();
  private readonly links = new Map<string, CallLink[]>();

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

  /** The calls that an account has begun or gets, and that are not over. */
  of({ phone }: Account): { callId: string; caller: string; callee: string }[] {
    const calls = [...this.live.values()].filter(({ caller, callee }) => [caller, callee].includes(phone));
    return calls.map(({ id: callId, caller, callee }) => ({ callId, caller, callee }));
  }

  /** The links that an account has made. */
  linksOf({ phone }: Pick<Account, 'phone'>): readonly CallLink[] {
    return this.links.get(phone) ?? [];
  }

  /** Handles `<call>` from a companion, which can only reject a call or make a link. */
  handle(connection: Connection, login: Login, node: BinaryNode): void {
    const { id, to } = node.attrs;
    const [content] = children(node);
    const answer = (error?: number, more?: BinaryNode[]) =>
      connection.send(stanza('ack', { class: 'call', id, from: to, type: content?.tag, error }, more));
    const call = this.live.get(content?.attrs['call-id'] ?? '');
    const occasion = {
      phone: login.account.phone,
      xmlns: 'call',
      child: content?.tag,
      inner: [],
      about: () => new Set(call ? [call.caller] : []),
    };
    if (this.faults.take('silence', occasion)) return;
    const failing = this.faults.take('iq-error', occasion);
    if (failing) {
      answer(failing.code ?? 500);
    } else if (content?.tag === 'link_create' && to === '@call') {
      const link = this.link(login.account, content);
      answer(link ? undefined : 400, link);
    } else if (content?.tag !== 'reject') {
      this.unhandled.record(connection.phone, node);
      answer(501);
    } else if (call?.callee !== login.account.phone || this.creatorIn(content) !== call.caller) {
      answer(404);
    } else {
      answer();
      this.act(call, 'reject', login.account, login.companion.number, login.companion);
    }
  }

  /** The phone that a stanza names as the one that began the call. */
  private creatorIn({ attrs }: BinaryNode): string | undefined {
    return this.directory.findJid(attrs['call-creator'])?.phone;
  }

  /** Makes a link. Undefined if the kind of call or its time is wrong. */
  private link({ phone }: Account, content: BinaryNode): BinaryNode[] | undefined {
    const { media = '' } = content.attrs;
    const event = child(content, 'event');
    const startTime = event ? Number(event.attrs.start_time) : null;
    if (!['audio', 'video'].includes(media) || (startTime !== null && !(startTime > 0))) return undefined;
    const token = randomBytes(16).toString('base64url');
    this.links.set(phone, [...this.linksOf({ phone }), { token, media, startTime }]);
    return [stanza('link_create', { token, media })];
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
