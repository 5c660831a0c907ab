import { Browsers, proto, type WASocket } from '@whiskeysockets/baileys';
import { ask } from '../wire/query.js';

/** What this device presents itself as: in its registration, in QR codes and in a link by passkey. */
export const BROWSER = Browsers.macOS('Chrome');

/** The platform of {@link BROWSER}, as Baileys registers it. */
export const DEVICE_TYPE = proto.DeviceProps.PlatformType.CHROME;

/** Takes this device off the linked devices of the account, and waits until WhatsApp has confirmed that. */
export async function unlinkDevice(socket: WASocket): Promise<void> {
  const attrs = { jid: socket.user?.id ?? '', reason: 'user_initiated' };
  const content = [{ tag: 'remove-companion-device', attrs }];
  await ask(socket, { xmlns: 'md', type: 'set', content });
}
