import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit, StreamableFile } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import {
  type Backup,
  BACKUP_SUFFIX,
  BackupFault,
  BackupThread,
  cleanBackups,
  keptBackup,
  keptBackups,
  newBackupId,
  pruneBackups,
} from '#libs/backup';
import { type BackupsConfig, type Config, VERSION } from '#libs/config';
import { Clock } from '#libs/observability';
import { ApiFault } from '../http/fault.js';
import { BackupDto, NewBackupDto } from './dto/backup.dto.js';

/** Makes backups, one at a time, and gives them out. */
@Injectable()
export class BackupsService implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(BackupsService.name);
  private readonly sessionPath: string;
  private readonly isOnPostgres: boolean;
  private readonly settings: BackupsConfig;
  private running: BackupThread | undefined;
  private closed = false;

  constructor(
    config: ConfigService<Config, true>,
    private readonly clock: Clock,
  ) {
    this.sessionPath = config.get('sessionPath', { infer: true });
    this.isOnPostgres = config.get('databaseUrl', { infer: true }) !== undefined;
    this.settings = config.get('backups', { infer: true });
  }

  /** Removes what an earlier process left when it was killed. */
  async onModuleInit(): Promise<void> {
    try {
      await cleanBackups(this.settings.path);
    } catch (error) {
      this.logger.error(error instanceof Error ? error : 'the directory of the backups cannot be cleaned');
    }
  }

  /** @throws ApiFault CONFLICT while another backup is made or if the state is in PostgreSQL, NOT_READY if there is no room for one or the server stops */
  async create(): Promise<NewBackupDto> {
    if (this.isOnPostgres)
      throw new ApiFault('CONFLICT', 'the state is in PostgreSQL: use pg_dump, see docs/postgresql.md', {
        alternative: 'pg_dump',
      });
    if (this.running) throw new ApiFault('CONFLICT', 'a backup is being made');
    const id = newBackupId(this.clock.now());
    const { path: backupPath, keep } = this.settings;
    const destination = join(backupPath, `${id}${BACKUP_SUFFIX}`);
    const { sessionPath } = this;
    const backup = await this.run({ sessionPath, backupPath, destination, version: VERSION });
    const { path, sizeBytes, sha256 } = backup;
    const kept = { id, path, sizeBytes, sha256, writtenAt: this.clock.now() };
    return NewBackupDto.made(kept, backup, await pruneBackups(backupPath, keep));
  }

  async list(): Promise<BackupDto[]> {
    return (await keptBackups(this.settings.path)).map((backup) => BackupDto.of(backup));
  }

  /** @throws ApiFault BACKUP_NOT_FOUND */
  async download(backupId: string): Promise<StreamableFile> {
    const backup = await keptBackup(this.settings.path, backupId);
    // An open file can be read to its end, even if it is removed meanwhile.
    const file = backup && (await open(backup.path, 'r').catch(() => undefined));
    if (!file) throw new ApiFault('BACKUP_NOT_FOUND', 'there is no backup with this id');
    return new StreamableFile(file.createReadStream(), {
      type: 'application/x-tar',
      length: backup.sizeBytes,
      disposition: `attachment; filename="${backupId}${BACKUP_SUFFIX}"`,
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.closed = true;
    await this.running?.stop();
  }

  private async run(order: ConstructorParameters<typeof BackupThread>[0]): Promise<Backup> {
    const running = new BackupThread(order);
    this.running = running;
    try {
      return await running.result;
    } catch (error) {
      if (this.closed) throw new ApiFault('NOT_READY', 'the server is shutting down', { draining: true });
      throw error instanceof BackupFault ? faultOf(error) : error;
    } finally {
      this.running = undefined;
    }
  }
}

function faultOf(fault: BackupFault): Error {
  if (fault.code === 'busy') return new ApiFault('CONFLICT', fault.message);
  if (fault.code === 'no_space') return new ApiFault('NOT_READY', fault.message, fault.details);
  return fault;
}
