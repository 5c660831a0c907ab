/** A file in a store. */
export interface StoredFile {
  name: string;
  /** Epoch ms. */
  storedAt: number;
}

/**
 * Where archived files are. Names are our own: the uid of the instance, a slash and the id of the file. Every method throws the
 * error of the file system or of the service if the store cannot be used right now.
 */
export abstract class ArchiveStore {
  /** Makes it ready for use. Called once, before everything else. */
  abstract open(): Promise<void>;

  /**
   * Takes a file, and resolves when it is stored for good. A file that has the name already is replaced.
   * @param path of the file, which may be moved away
   * @param signal ends it
   */
  abstract put(name: string, path: string, signal: AbortSignal): Promise<void>;

  /**
   * Writes a file to `destination`, mode 0600. Nothing remains there if this throws.
   * @returns false if there is no such file
   */
  abstract fetch(name: string, destination: string): Promise<boolean>;

  /** Removes files. It does not matter if they are not there. */
  abstract remove(names: readonly string[]): Promise<void>;

  /** All files, in any order. */
  abstract list(): AsyncIterable<StoredFile>;

  abstract close(): Promise<void>;
}

const NAME = /^ins_[0-9a-f]+\/fil_[0-9a-f]+$/;

/** Whether a name is one of ours. Files with other names are not touched. */
export function isArchiveName(name: string): boolean {
  return NAME.test(name);
}

/** @throws Error for a name that is not ours, which would lead elsewhere */
export function checkName(name: string): void {
  if (!isArchiveName(name)) throw new Error('this is no name of an archived file');
}
