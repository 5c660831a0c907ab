import { isBackupId } from '#libs/backup';
import { Field } from '../../http/fields.js';

/** The backup that a path names. */
export class BackupParams {
  @Field(
    (value) =>
      typeof value === 'string' && isBackupId(value)
        ? undefined
        : 'must be the id of a backup, such as miaw-20360131T090000Z-0a1b2c',
    { type: String, description: 'Id of the backup.', example: 'miaw-20360131T090000Z-0a1b2c' },
  )
  backupId: string;
}
