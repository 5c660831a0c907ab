export { BackupThread } from './backup-thread.js';
export { BackupFault, type BackupFaultCode } from './fault.js';
export { type KeptBackup, keptBackup, keptBackups, pruneBackups } from './kept-backups.js';
export { BACKUP_SUFFIX, isBackupId, newBackupId } from './names.js';
export { type Restored, restoreBackup } from './restore-backup.js';
export { type Backup, cleanBackups, type OnProgress, writeBackup } from './write-backup.js';
