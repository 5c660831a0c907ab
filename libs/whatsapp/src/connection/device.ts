import { Browsers, proto } from '@whiskeysockets/baileys';

/** What this device presents itself as: in its registration, in QR codes and in a link by passkey. */
export const BROWSER = Browsers.macOS('Chrome');

/** The platform of {@link BROWSER}, as Baileys registers it. */
export const DEVICE_TYPE = proto.DeviceProps.PlatformType.CHROME;
