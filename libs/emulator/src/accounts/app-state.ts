import { proto, toNumber } from '@whiskeysockets/baileys';
import { Fields } from '../state/fields.js';
import type { StateFile } from '../state/state-file.js';

/** What a collection holds: one encoded SyncdPatch per version, the first being version 1. */
type Patches = Buffer[];

/** The account's app state as the server sees it: encrypted patches per collection, numbered. */
export class AppState {
  private readonly collections = new Map<string, Patches>();
  private readonly prefix: string;

  constructor(
    private readonly stateFile: StateFile,
    phone: string,
  ) {
    this.prefix = `app-state/${phone}/`;
    for (const [name, value] of stateFile.entries(this.prefix))
      this.collections.set(
        name.slice(this.prefix.length),
        Fields.of(value, name)
          .texts('patches')
          .map((patch) => Buffer.from(patch, 'base64')),
      );
  }

  version(collection: string): number {
    return this.collections.get(collection)?.length ?? 0;
  }

  /** The patches after that version, each with its own version written in. */
  since(collection: string, version: number): Uint8Array[] {
    const patches = this.collections.get(collection) ?? [];
    return patches.slice(version).map((patch, index) => {
      const decoded = proto.SyncdPatch.decode(patch);
      decoded.version = { version: version + index + 1 };
      return proto.SyncdPatch.encode(decoded).finish();
    });
  }

  /**
   * Appends a patch made on top of a version.
   * @returns the new version, undefined when the patch was made on another one
   * @throws Error when the bytes are no patch
   */
  append(collection: string, base: number, patch: Buffer): number | undefined {
    const patches = this.collections.get(collection) ?? [];
    if (base !== patches.length) return undefined;
    const stated = proto.SyncdPatch.decode(patch).version?.version;
    if (stated !== null && stated !== undefined && toNumber(stated) !== base + 1) return undefined;
    patches.push(patch);
    this.collections.set(collection, patches);
    this.stateFile.put(this.prefix + collection, () => ({
      patches: patches.map((entry) => entry.toString('base64')),
    }));
    return patches.length;
  }
}
