import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where files lie: below the emulator's state, or in a directory that goes with it. */
export class MediaDirectory {
  /** Complete files of the media server. */
  readonly files: string;
  /** Files that are still coming. */
  readonly incoming: string;
  /** What people are about to send. */
  readonly attachments: string;

  private constructor(
    private readonly root: string,
    private readonly temporary: boolean,
  ) {
    this.files = join(root, 'files');
    this.incoming = join(root, 'incoming');
    this.attachments = join(root, 'attachments');
    // What was under way when the last run ended will not go on.
    for (const directory of [this.incoming, this.attachments])
      rmSync(directory, { recursive: true, force: true });
    for (const directory of [this.files, this.incoming, this.attachments])
      mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  /** @throws Error when it cannot be made */
  static open(stateDir?: string): MediaDirectory {
    if (stateDir !== undefined) return new MediaDirectory(join(stateDir, 'media'), false);
    return new MediaDirectory(mkdtempSync(join(tmpdir(), 'emulator-media-')), true);
  }

  close(): void {
    if (this.temporary) rmSync(this.root, { recursive: true, force: true });
  }
}
