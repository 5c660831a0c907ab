import { ApiProperty } from '@nestjs/swagger';
import type { Backup, KeptBackup } from '#libs/backup';
import { iso } from '../../common/times.js';

/** A backup in `BACKUP_PATH`. */
export class BackupDto {
  /**
   * Id of the backup: the name of its file without `.tar`.
   * @example miaw-20360131T090000Z-0a1b2c
   */
  backupId: string;

  /**
   * Path of the file on the server.
   * @example /app/sessions/.backups/miaw-20360131T090000Z-0a1b2c.tar
   */
  path: string;

  /** Size of the file, in bytes. */
  @ApiProperty({ type: 'integer' })
  sizeBytes: number;

  /** SHA-256 of the file, in hex; null if the file beside it that says so is gone. */
  @ApiProperty({ type: String, nullable: true })
  sha256: string | null;

  /** When it was written. */
  @ApiProperty({ format: 'date-time' })
  writtenAt: string;

  static of({ id, path, sizeBytes, sha256, writtenAt }: KeptBackup): BackupDto {
    return { backupId: id, path, sizeBytes, sha256, writtenAt: iso(Math.floor(writtenAt)) };
  }
}

/** A backup that was just made. */
export class NewBackupDto extends BackupDto {
  /** Everything in the backup is as it was at this moment. */
  @ApiProperty({ format: 'date-time' })
  takenAt: string;

  /** How long it took, in milliseconds. */
  @ApiProperty({ type: 'integer' })
  durationMs: number;

  /** Files in it, the database included. */
  @ApiProperty({ type: 'integer' })
  files: number;

  /** Rows in the tables of the database, in total. */
  @ApiProperty({ type: 'integer' })
  rows: number;

  /** Older backups that were removed, because more than `BACKUP_KEEP` were there. */
  removed: string[];

  static made(
    kept: KeptBackup,
    { takenAt, durationMs, files, rows }: Backup,
    removed: string[],
  ): NewBackupDto {
    const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
    return { ...BackupDto.of(kept), takenAt, durationMs, files, rows: total, removed };
  }
}
