import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Directory } from '../../accounts/directory.js';
import type { Faults } from '../../faults/faults.js';
import { IqRefusal, type IqHandler, type IqRegistry } from '../iq/registry.js';
import type { Rates } from '../rates.js';
import type { Connection, Login } from '../../routing/connection.js';
import type { Unhandled } from '../../reports/unhandled.js';
import type { ErrorLog } from '../../reports/error-log.js';
import { iqError, iqResult } from '../../wire/iq.js';
import { children, text } from '../../wire/stanza.js';

/** Answers `<iq>` from companions. */
export class Queries {
  constructor(
    private readonly registry: IqRegistry,
    private readonly directory: Directory,
    private readonly rates: Rates,
    private readonly faults: Faults,
    private readonly unhandled: Unhandled,
    private readonly errors: ErrorLog,
  ) {}

  async handle(connection: Connection, login: Login, node: BinaryNode): Promise<void> {
    if (node.attrs.type !== 'get' && node.attrs.type !== 'set') return;
    const about = () => this.phonesIn(node);
    const [child, ...inner] = firstTagsIn(node);
    const occasion = { phone: login.account.phone, xmlns: node.attrs.xmlns, child, inner, about };
    if (this.faults.take('silence', occasion)) return;
    const failing = this.faults.take('iq-error', occasion);
    if (failing) {
      connection.send(iqError(node, failing.code ?? 500, 'refused by a fault'));
      return;
    }
    if (!this.rates.take(login.account.phone, node.attrs.xmlns ?? '')) {
      connection.send(iqError(node, 429, 'rate-overlimit'));
      return;
    }
    const delayed = this.faults.take('iq-delay', occasion);
    if (delayed)
      setTimeout(
        () => this.errors.watch(this.answer(connection, login, node), 'delayed iq'),
        delayed.ms ?? 0,
      ).unref();
    else await this.answer(connection, login, node);
  }

  private async answer(connection: Connection, login: Login, node: BinaryNode): Promise<void> {
    const handler = this.registry.find(node);
    if (!handler) {
      this.unhandled.record(connection.phone, node);
      connection.send(iqError(node, 501, 'feature-not-implemented'));
      return;
    }
    try {
      await this.run(handler, connection, login, node);
    } catch (error) {
      if (!(error instanceof IqRefusal)) this.errors.report(error, `iq ${node.attrs.xmlns}`);
      const refusal = error instanceof IqRefusal ? error : new IqRefusal(500, 'internal-server-error');
      connection.send(iqError(node, refusal.code, refusal.text));
    }
  }

  private async run(
    handler: IqHandler,
    connection: Connection,
    login: Login,
    node: BinaryNode,
  ): Promise<void> {
    const { content, after } = await handler.answer({ node, connection, login });
    connection.send(iqResult(node, content));
    await after?.();
  }

  /** All phones that a stanza mentions, by number or LID, at any depth. */
  private phonesIn(node: BinaryNode): Set<string> {
    const phones = new Set<string>();
    const visit = (current: BinaryNode) => {
      for (const value of Object.values(current.attrs)) {
        const phone = this.directory.phoneOf(value);
        if (phone) phones.add(phone);
      }
      const content = text(current);
      if (content?.startsWith('+')) phones.add(content.replaceAll(/\D/g, ''));
      for (const each of children(current)) visit(each);
    };
    visit(node);
    return phones;
  }
}

/** The tags of the first child, of its first child, and so on. */
function firstTagsIn(node: BinaryNode): string[] {
  const [first] = children(node);
  return first ? [first.tag, ...firstTagsIn(first)] : [];
}
