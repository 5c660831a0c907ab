import type { TargetId, Uid } from '../ids.js';

/**
 * The targets and instances for which deliveries were added since the dispatcher last asked. It only says where to look:
 * the rows are the truth, and a dispatcher that starts reads all of them.
 */
export class NewDeliveries {
  private news = new Map<TargetId, Set<Uid>>();

  add(target: TargetId, instance: Uid): void {
    const instances = this.news.get(target);
    if (instances) instances.add(instance);
    else this.news.set(target, new Set([instance]));
  }

  /** Returns what was added since the last call: the instances, by target. */
  take(): ReadonlyMap<TargetId, ReadonlySet<Uid>> {
    const { news } = this;
    this.news = new Map();
    return news;
  }
}
