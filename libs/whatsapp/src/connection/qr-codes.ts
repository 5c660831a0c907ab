import { type BinaryNode, buildPairingQRData, S_WHATSAPP_NET, type WASocket } from '@whiskeysockets/baileys';
import type { Alarm, Clock, Logger } from '#libs/observability';
import { takeListener } from '../baileys/private-names.js';
import { childrenOf, textOf } from '../wire/stanza.js';
import { BROWSER } from './device.js';

/** WhatsApp Web shows the first QR code for a minute, the others for 20 s. */
export const FIRST_QR_MS = 60_000;
export const NEXT_QR_MS = 20_000;

const PAIR_DEVICE = 'CB:iq,type:set,pair-device';

interface QrListener {
  /** A QR code is ready, for `lifeMs`. */
  onQr(qr: string, lifeMs: number): void;
  /** The last QR code has expired. */
  onSpent(): void;
}

/**
 * Shows the QR codes of one connection, one after the other, in place of Baileys, whose codes cannot be stopped: they end
 * the connection when they have expired, even while a passkey is being asked for.
 */
export class QrCodes {
  private refs: string[] = [];
  private alarm: Alarm | undefined;
  private stopped = false;

  constructor(
    private readonly socket: WASocket,
    private readonly clock: Clock,
    private readonly logger: Logger,
    /** How long one QR code is valid; undefined: as in WhatsApp Web. */
    private readonly timeoutMs: number | undefined,
    private readonly listener: QrListener,
  ) {
    takeListener(socket, PAIR_DEVICE);
    socket.ws.on(PAIR_DEVICE, (node: BinaryNode) => void this.begin(node));
  }

  /** No further code is shown. */
  stop(): void {
    this.stopped = true;
    this.alarm?.cancel();
  }

  private async begin(node: BinaryNode): Promise<void> {
    const [pairDevice] = childrenOf(node, 'pair-device');
    this.refs = (pairDevice ? childrenOf(pairDevice, 'ref') : []).flatMap((ref) => textOf(ref) ?? []);
    try {
      const attrs = { to: S_WHATSAPP_NET, type: 'result', id: node.attrs['id'] ?? '' };
      await this.socket.sendNode({ tag: 'iq', attrs });
    } catch (error) {
      // The connection has ended, which is reported elsewhere.
      this.logger.debug({ err: error }, 'QR codes could not be confirmed');
      return;
    }
    this.show(this.timeoutMs ?? FIRST_QR_MS);
  }

  private show(lifeMs: number): void {
    if (this.stopped) return;
    this.alarm?.cancel();
    const ref = this.refs.shift();
    if (ref === undefined) {
      this.listener.onSpent();
      return;
    }
    const { noiseKey, signedIdentityKey, advSecretKey } = this.socket.authState.creds;
    const [noise, identity] = [noiseKey, signedIdentityKey].map((pair) =>
      Buffer.from(pair.public).toString('base64'),
    );
    this.alarm = this.clock.after(lifeMs, () => this.show(this.timeoutMs ?? NEXT_QR_MS));
    this.listener.onQr(buildPairingQRData(ref, noise ?? '', identity ?? '', advSecretKey, BROWSER), lifeMs);
  }
}
