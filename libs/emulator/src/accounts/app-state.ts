import { proto, toNumber } from '@whiskeysockets/baileys';
import { Fields } from '../state/fields.js';
import type { StateFile } from '../state/state-file.js';

/** The content of a collection: one encoded SyncdPatch per version, starting with version 1. */
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

  /** The patches after a version; each one carries its own version. */
  since(collection: string, version: number): Uint8Array[] {
    const patches = this.collections.get(collection) ?? [];
    return patches.slice(version).map((patch, index) => {
      const decoded = proto.SyncdPatch.decode(patch);
      decoded.version = { version: version + index + 1 };
      return proto.SyncdPatch.encode(decoded).finish();
    });
  }

  /**
   * Appends a patch that was made on top of the version `base`.
   * @returns the new version, undefined when `base` is not the current one
   * @throws Error when the bytes are not a patch
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
