import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import type { Connection } from './connection.js';

/** All open connections. */
export class Connections {
  private readonly all = new Set<Connection>();

  get size(): number {
    return this.all.size;
  }

  get list(): Connection[] {
    return [...this.all];
  }

  add(connection: Connection): void {
    this.all.add(connection);
  }

  remove(connection: Connection): void {
    this.all.delete(connection);
  }

  /** The connections of an account's companions. */
  of(account: Account): Connection[] {
    return this.list.filter((connection) => connection.login?.account === account);
  }

  /** Ends the current connections of a companion; half-open ones are cut. */
  replace(companion: Companion, goodbye: BinaryNode): boolean {
    let wasOpen = false;
    for (const connection of this.all) {
      if (connection.login?.companion !== companion) continue;
      wasOpen ||= connection.open;
      if (connection.open) connection.end(goodbye);
      else connection.drop();
    }
    return wasOpen;
  }

  /** The open connection of a companion. */
  find(companion: Companion): Connection | undefined {
    for (const connection of this.all)
      if (connection.login?.companion === companion && connection.open) return connection;
    return undefined;
  }
}
