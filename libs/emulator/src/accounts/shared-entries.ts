import { Fields } from '../state/fields.js';
import type { Json, StateFile } from '../state/state-file.js';

/** An entry of the app state as the phone has it: its index, and its action as JSON. */
export interface SharedEntry {
  index: string[];
  action: { [name: string]: Json };
}

/** What a phone knows of labels and chats through the app state: the latest action of each entry. */
export class SharedEntries {
  private readonly entries = new Map<string, SharedEntry>();
  private readonly prefix: string;

  constructor(
    private readonly stateFile: StateFile,
    owner: string,
  ) {
    this.prefix = `shared-entries/${owner}/`;
    for (const [name, value] of stateFile.entries(this.prefix)) {
      const fields = Fields.of(value, name);
      const action = JSON.parse(fields.text('action'));
      this.entries.set(name.slice(this.prefix.length), { index: fields.texts('index'), action });
    }
  }

  /** The entries of a kind, which is the first part of the index. */
  of(kind: string): SharedEntry[] {
    return [...this.entries.values()].filter(({ index }) => index[0] === kind);
  }

  find(index: readonly string[]): SharedEntry | undefined {
    return this.entries.get(JSON.stringify(index));
  }

  set(entry: SharedEntry): void {
    const key = JSON.stringify(entry.index);
    this.entries.set(key, entry);
    this.stateFile.put(this.prefix + key, () => ({
      index: entry.index,
      action: JSON.stringify(entry.action),
    }));
  }

  delete(index: readonly string[]): void {
    const key = JSON.stringify(index);
    if (this.entries.delete(key)) this.stateFile.delete(this.prefix + key);
  }
}
