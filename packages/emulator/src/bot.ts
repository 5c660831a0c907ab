import type { Emulator } from './emulator.js';
import { Person } from './person.js';

/** How to create an instance. */
export interface PairOptions {
  /** The name on its phone. */
  name?: string;
  /** Fields of `POST /instances`, such as `webhookUrl`. An instance that exists already keeps its own. */
  settings?: Record<string, unknown>;
}

/** An instance of the server that is linked to a phone: the account that your bot works with. */
export class Bot {
  constructor(
    private readonly emulator: Emulator,
    readonly instanceId: string,
    /** Digits. */
    readonly phone: string,
  ) {}

  /** Somebody who talks to the bot. Any number will do. */
  person(phone: string): Person {
    return new Person(this.emulator, digits(phone), this.phone);
  }
}

/** A phone number without `+`, spaces and the like. */
export function digits(phone: string): string {
  return phone.replaceAll(/\D/g, '');
}
