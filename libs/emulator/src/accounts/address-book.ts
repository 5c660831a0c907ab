import { Fields } from '../state/fields.js';
import type { StateFile } from '../state/state-file.js';

/** An entry of a phone's address book. */
export interface Entry {
  /** Phone number. */
  phone: string;
  name: string;
  firstName?: string;
  /** Whether the phone's own address book has it, not only WhatsApp's. */
  onPhone: boolean;
}

/** A phone's address book. */
export class AddressBook {
  private readonly entries = new Map<string, Entry>();
  private readonly prefix: string;

  constructor(
    private readonly stateFile: StateFile,
    owner: string,
  ) {
    this.prefix = `address-book/${owner}/`;
    for (const [name, value] of stateFile.entries(this.prefix)) {
      const fields = Fields.of(value, name);
      this.entries.set(fields.text('phone'), {
        phone: fields.text('phone'),
        name: fields.text('name'),
        firstName: fields.optionalText('firstName'),
        onPhone: fields.flag('onPhone'),
      });
    }
  }

  get all(): Entry[] {
    return [...this.entries.values()].sort((one, other) => one.phone.localeCompare(other.phone));
  }

  find(phone: string): Entry | undefined {
    return this.entries.get(phone);
  }

  set(entry: Entry): void {
    this.entries.set(entry.phone, entry);
    this.stateFile.put(this.prefix + entry.phone, () => ({ ...entry }));
  }

  delete(phone: string): void {
    if (this.entries.delete(phone)) this.stateFile.delete(this.prefix + phone);
  }
}
