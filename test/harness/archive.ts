import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ArchivedFile } from '../../packages/client/src/generated/index.js';
import type { Bot } from './bot.js';
import { inDatabase } from './database.js';
import { files } from './files.js';
import { eventually } from './waiting.js';
import type { World } from './world.js';

/** A received file, and how far it is on its way into the archive. */
export class Archived {
  constructor(
    private readonly world: World,
    private readonly bot: Bot,
    /** The phone of who has sent it. */
    readonly from: string,
    readonly id: string,
    readonly bytes: Buffer,
  ) {}

  /** Somebody sends a file; resolves when the webhook has told of it. */
  static async document(
    world: World,
    bot: Bot,
    from: string,
    { bytes, ...traits }: { bytes?: Buffer; [trait: string]: unknown } = {},
  ): Promise<Archived> {
    const content = bytes ?? (await files.pdf());
    const id = await world.emulator.sendMedia(from, bot.phone, content, { kind: 'document', ...traits });
    await bot.hears(id);
    return new Archived(world, bot, from, id, content);
  }

  /** What the message shows of its only file. */
  async shown(): Promise<ArchivedFile | undefined> {
    const { archivedFiles } = await this.bot.knows(this.id);
    return archivedFiles?.[0];
  }

  /** Waits until the message shows a state, or a reason. */
  async reaches(expected: Partial<ArchivedFile>): Promise<void> {
    await eventually(
      () => this.shown(),
      (shown) =>
        Object.entries(expected).every(([field, value]) =>
          Object.entries(shown ?? {}).some(([f, v]) => f === field && v === value),
        ),
      `${this.id} to be ${JSON.stringify(expected)}`,
    );
  }

  async isArchived(): Promise<void> {
    await this.reaches({ state: 'archived' });
  }

  /** WhatsApp and the phone of the account lose the file. */
  async isLost(): Promise<void> {
    await this.world.emulator.arrives(this.bot.phone, this.id);
    await this.world.emulator.expire(this.bot.phone, this.id);
    await this.world.emulator.fault({ kind: 'media-retry', answer: 'not-found', phone: this.bot.phone });
  }

  /** What a download answers: its bytes are the file's, or why there are none. */
  async download(): Promise<{ http?: number; reason?: unknown; isWhole?: boolean }> {
    const { code, bytes, error } = await this.bot.file(this.id);
    if (error) return { http: code, reason: Object(error.details).reason ?? error.code };
    return { http: code, isWhole: bytes?.equals(this.bytes) };
  }
}

/** What the database has noted of archived files. */
export async function noted(
  world: World,
): Promise<{ id: string; instance: string; state: string; message: number | null }[]> {
  const rows = await inDatabase(
    world.api,
    'select id, instance, state, message from archived_files order by id',
  );
  return rows.map((row) => ({
    id: String(row['id']),
    instance: String(row['instance']),
    state: String(row['state']),
    message: row['message'] === null ? null : Number(row['message']),
  }));
}

/** Makes all archived files older, while the server is down. */
export async function age(world: World, days: number): Promise<void> {
  await inDatabase(
    world.api,
    'update archived_files set archived_at = archived_at - ?',
    days * 24 * 60 * 60 * 1000,
  );
}

/** Files in a directory, and in those in it, as paths relative to it. Empty if there is no such directory. */
export function filesBelow(root: string, path = ''): string[] {
  try {
    return readdirSync(join(root, path))
      .flatMap((name) => {
        const below = join(path, name);
        return statSync(join(root, below)).isDirectory() ? filesBelow(root, below) : [below];
      })
      .sort();
  } catch (error) {
    if (Object(error).code === 'ENOENT') return [];
    throw error;
  }
}
