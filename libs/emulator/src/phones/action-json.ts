import { proto } from '@whiskeysockets/baileys';
import type { Json } from '../state/state-file.js';

/** An action of the app state as JSON: bytes as base64, numbers as numbers. */
export function actionJson(action: proto.ISyncActionValue): { [name: string]: Json } {
  const plain = proto.SyncActionValue.toObject(proto.SyncActionValue.fromObject(action), {
    longs: Number,
    enums: String,
    bytes: String,
  });
  return JSON.parse(JSON.stringify(plain));
}
