import type { BinaryNode } from '@whiskeysockets/baileys';
import { children } from '../wire/stanza.js';

/** A stanza that the emulator does not support. It is counted, and answered with an error if it expects an answer. */
export interface UnhandledStanza {
  phone?: string;
  tag: string;
  xmlns?: string;
  type?: string;
  children: string[];
  at: number;
}

const KEPT = 1000;

export class Unhandled {
  private counted = 0;
  private readonly kept: UnhandledStanza[] = [];

  get count(): number {
    return this.counted;
  }

  get stanzas(): UnhandledStanza[] {
    return this.kept;
  }

  /** @param what the unsupported part, if the stanza itself is supported */
  record(phone: string | undefined, node: BinaryNode, what?: string): void {
    this.counted++;
    if (this.kept.length === KEPT) this.kept.shift();
    this.kept.push({
      phone,
      tag: node.tag,
      xmlns: node.attrs.xmlns,
      type: what ?? node.attrs.type,
      children: children(node).map((entry) => entry.tag),
      at: Date.now(),
    });
  }

  clear(): void {
    this.counted = 0;
    this.kept.length = 0;
  }
}
