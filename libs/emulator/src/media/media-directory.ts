import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The directories of files: below the state directory, or in a temporary directory that is deleted at the end. */
export class MediaDirectory {
  /** The complete files of the media server. */
  readonly files: string;
  /** Uploads in progress. */
  readonly incoming: string;
  /** Files handed in for people to send. */
  readonly attachments: string;

  private constructor(
    private readonly root: string,
    private readonly temporary: boolean,
  ) {
    this.files = join(root, 'files');
    this.incoming = join(root, 'incoming');
    this.attachments = join(root, 'attachments');
    // Uploads of the last run do not continue.
    for (const directory of [this.incoming, this.attachments])
      rmSync(directory, { recursive: true, force: true });
    for (const directory of [this.files, this.incoming, this.attachments])
      mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  /** @throws Error when the directories cannot be created */
  static open(stateDir?: string): MediaDirectory {
    if (stateDir !== undefined) return new MediaDirectory(join(stateDir, 'media'), false);
    return new MediaDirectory(mkdtempSync(join(tmpdir(), 'emulator-media-')), true);
  }

  close(): void {
    if (this.temporary) rmSync(this.root, { recursive: true, force: true });
  }
}
