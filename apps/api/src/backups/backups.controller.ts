import { Controller, Get, Header, Param, Post, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ROOT_ONLY } from '../access/scopes.js';
import { Operation } from '../documentation/operation.decorator.js';
import { BackupsService } from './backups.service.js';
import { BackupDto, NewBackupDto } from './dto/backup.dto.js';
import { BackupParams } from './dto/backup.params.dto.js';

@ApiTags('Backups')
@Controller('api/v1')
export class BackupsController {
  constructor(private readonly backups: BackupsService) {}

  @Post('backup')
  @Operation({
    id: 'createBackup',
    scope: ROOT_ONLY,
    summary: 'Make a backup of the server',
    description:
      'Writes everything that the server keeps, as it is at one moment, into one file in `BACKUP_PATH`, and reads it again. The server works on meanwhile. The answer comes when the backup is whole, which takes some seconds for each gigabyte. If the caller leaves before, the backup is made all the same. Whoever has a backup controls all accounts: `docs/operating.md` says how to keep and restore it.',
    answers: { 201: 'The backup' },
    data: NewBackupDto,
    faults: ['CONFLICT', 'NOT_READY'],
  })
  create(): Promise<NewBackupDto> {
    return this.backups.create();
  }

  @Get('backups')
  @Operation({
    id: 'listBackups',
    scope: ROOT_ONLY,
    summary: 'List the backups',
    answers: { 200: 'The backups in `BACKUP_PATH`, newest first' },
    data: [BackupDto],
  })
  list(): Promise<BackupDto[]> {
    return this.backups.list();
  }

  @Get('backups/:backupId')
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'downloadBackup',
    scope: ROOT_ONLY,
    summary: 'Download a backup',
    description: 'The file contains all sessions and secrets of the server.',
    answers: { 200: 'The backup, a tar file' },
    file: true,
    faults: ['BACKUP_NOT_FOUND'],
  })
  download(@Param() { backupId }: BackupParams): Promise<StreamableFile> {
    return this.backups.download(backupId);
  }
}
