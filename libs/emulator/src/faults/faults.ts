import { randomUUID } from 'node:crypto';
import type { FaultKind, FaultRequest, MediaDirection } from './fault.js';

/** A fault that waits until it applies, or that holds messages. */
export interface Fault extends FaultRequest {
  id: string;
  /** How often it has happened. */
  happened: number;
}

/** A situation in which a fault may happen. A field that the fault does not set matches any value. */
export interface Occasion {
  phone?: string;
  to?: string;
  xmlns?: string;
  /** Tag of a query's first child. */
  child?: string;
  /** Tags of that one's first child, of its first child, and so on. */
  inner?: readonly string[];
  tag?: string;
  direction?: MediaDirection;
  /** Phones that the stanza mentions. */
  about?: () => ReadonlySet<string>;
}

function matches(fault: Fault, occasion: Occasion): boolean {
  if (fault.times === 0) return false;
  if (fault.phone !== undefined && fault.phone !== occasion.phone) return false;
  if (fault.to !== undefined && fault.to !== occasion.to) return false;
  if (fault.xmlns !== undefined && fault.xmlns !== occasion.xmlns) return false;
  const { child = occasion.child } = fault;
  if (child !== occasion.child && !occasion.inner?.some((tag) => tag === child)) return false;
  if (fault.tag !== undefined && fault.tag !== occasion.tag) return false;
  if (fault.direction !== undefined && fault.direction !== occasion.direction) return false;
  return fault.about === undefined || (occasion.about?.().has(fault.about) ?? false);
}

/** The active faults. */
export class Faults {
  private readonly active = new Map<string, Fault>();
  private readonly held = new Map<string, (() => void)[]>();

  add(request: FaultRequest): Fault {
    const fault = { ...request, id: randomUUID(), happened: 0 };
    this.active.set(fault.id, fault);
    return fault;
  }

  get list(): Fault[] {
    return [...this.active.values()];
  }

  /** How many messages a fault holds. */
  holding(id: string): number {
    return this.held.get(id)?.length ?? 0;
  }

  /** The first fault of a kind that applies; counts it as having happened. */
  take(kind: FaultKind, occasion: Occasion = {}): Fault | undefined {
    for (const fault of this.active.values()) {
      if (fault.kind !== kind || !matches(fault, occasion)) continue;
      fault.happened++;
      if (fault.times !== undefined) fault.times--;
      if (fault.times === 0 && fault.kind !== 'ack-missing') this.active.delete(fault.id);
      return fault;
    }
    return undefined;
  }

  /** Holds something until the fault is removed. */
  hold(fault: Fault, release: () => void): void {
    const waiting = this.held.get(fault.id);
    if (waiting) waiting.push(release);
    else this.held.set(fault.id, [release]);
  }

  /**
   * @param release true releases what the fault holds, false drops it
   * @returns false for an unknown fault
   */
  remove(id: string, release: boolean): boolean {
    const waiting = this.held.get(id) ?? [];
    this.held.delete(id);
    if (release) for (const goOn of waiting) goOn();
    return this.active.delete(id);
  }

  clear(release: boolean): void {
    for (const id of this.active.keys()) this.remove(id, release);
  }
}
