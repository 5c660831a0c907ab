import { proto, type WASocket } from '@whiskeysockets/baileys';
import type { MessageRow } from '#libs/storage';
import { patchAppState } from '../baileys/app-state.js';

/**
 * Deletes a message on the account's own devices only.
 * @throws as {@link patchAppState}
 */
export async function deleteForMe(socket: WASocket, row: MessageRow): Promise<void> {
  const foreignInGroup = row.participant !== '' && row.from_me === 0;
  await patchAppState(socket, {
    type: 'regular_high',
    apiVersion: 3,
    operation: proto.SyncdMutation.SyncdOperation.SET,
    syncAction: {
      deleteMessageForMeAction: { deleteMedia: true, messageTimestamp: Math.floor(row.at / 1000) },
    },
    // Baileys omits the author, without whom a message in a group is not found.
    index: [
      'deleteMessageForMe',
      row.remote_jid,
      row.id,
      row.from_me === 1 ? '1' : '0',
      foreignInGroup ? row.participant : '0',
    ],
  });
}
