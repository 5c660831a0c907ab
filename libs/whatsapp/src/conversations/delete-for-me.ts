import { proto, type WASocket } from '@whiskeysockets/baileys';
import type { MessageRow } from '#libs/storage';
import { patchAppState } from '../baileys/app-state.js';

/**
 * Deletes a message on the devices of the own account alone.
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
    // Baileys leaves the author out, without whom a message of a group is not found.
    index: [
      'deleteMessageForMe',
      row.remote_jid,
      row.id,
      row.from_me === 1 ? '1' : '0',
      foreignInGroup ? row.participant : '0',
    ],
  });
}
