import type { Clock } from '#libs/observability';
import {
  type AssignmentKey,
  isTexts,
  isWireJid,
  type NewEvent,
  parsed,
  type Storage,
  type Uid,
  type Write,
} from '#libs/storage';
import type { AppStateChange } from '../codec/app-state.js';
import {
  isLabel,
  type LabelAssignment,
  type LabelEdit,
  labelIndex,
  LABELS,
  readLabelChange,
} from '../codec/label-actions.js';
import { plausible } from '../codec/times.js';
import type { AppStateBook } from '../context/app-state-book.js';
import { labelAssigned, labelChanged } from '../context/new-events.js';
import { canonicalOf } from '../people/lid-map.js';

/** Longest name that is stored. WhatsApp's apps accept 100 characters. */
const LONGEST_NAME = 1000;

/** Stores the labels of an account, and what has them. */
export class LabelBook implements AppStateBook {
  readonly collection = LABELS;

  constructor(
    private readonly storage: Storage,
    private readonly instance: Uid,
    private readonly clock: Clock,
  ) {}

  async missing(whole: readonly AppStateChange[]): Promise<AppStateChange[]> {
    const { labels, database } = this.storage;
    const present = new Set(whole.map(({ index }) => JSON.stringify(index)));
    const known = (await labels.all(database.read, this.instance)).filter(({ deleted }) => deleted === 0);
    const assigned = await labels.assignments(database.read, this.instance);
    return [...assigned.map(({ entry }) => parsed(entry, isTexts)), ...known.map(({ id }) => labelIndex(id))]
      .filter((index) => !present.has(JSON.stringify(index)))
      .map((index) => ({ index }));
  }

  async apply(write: Write, change: AppStateChange): Promise<NewEvent[]> {
    const read = readLabelChange(change);
    if (!read) return [];
    return read.kind === 'label' ? this.edit(write, read) : this.assign(write, read);
  }

  private async edit(write: Write, { id, ...change }: LabelEdit): Promise<NewEvent[]> {
    const { labels } = this.storage;
    const known = await labels.find(write, this.instance, id);
    const name = (change.name ?? known?.name ?? '').slice(0, LONGEST_NAME);
    const color = change.color ?? known?.color ?? 0;
    const predefinedId = change.predefinedId ?? known?.predefined_id ?? null;
    const deleted = change.deleted ? 1 : 0;
    const action = change.action ?? known?.action ?? new Uint8Array();
    const row = { name, color, predefined_id: predefinedId, deleted, action } as const;
    const isNews = known
      ? known.name !== name || known.color !== color || known.deleted !== deleted
      : !change.deleted;
    await labels.save(write, { instance: this.instance, id, ...row });
    if (!isNews || !isLabel(action)) return [];
    const now = this.clock.now();
    const data = {
      labelId: id,
      name,
      color,
      predefinedId: predefinedId ?? undefined,
      deleted: change.deleted,
      at: plausible(change.at, now),
    };
    return [labelChanged(now, data)];
  }

  private async assign(write: Write, change: LabelAssignment): Promise<NewEvent[]> {
    if (!isWireJid(change.chat)) return [];
    const { labels } = this.storage;
    const { label, message, assigned } = change;
    const chat = await canonicalOf(this.storage.lidMap, write, this.instance, change.chat);
    const key: AssignmentKey = { instance: this.instance, label, message, chat };
    const row = await labels.find(write, this.instance, label);
    // WhatsApp keeps what a deleted label was on.
    if (row?.deleted === 1) return [];
    const known = await labels.assignment(write, key);
    if (assigned) await labels.assign(write, { ...key, entry: JSON.stringify(change.index) });
    else await labels.unassign(write, key);
    if (assigned === (known !== undefined) || (row && !isLabel(row.action))) return [];
    const now = this.clock.now();
    const data = {
      labelId: label,
      chatId: chat,
      messageId: message || undefined,
      assigned,
      at: plausible(change.at, now),
    };
    return [labelAssigned(now, data)];
  }
}
