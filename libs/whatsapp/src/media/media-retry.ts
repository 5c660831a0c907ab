import {
  type BaileysEventMap,
  decryptMediaRetryData,
  encryptMediaRetryRequest,
  proto,
  type WAMessageKey,
  type WASocket,
} from '@whiskeysockets/baileys';

type MediaUpdates = BaileysEventMap['messages.media-update'];

/** Thrown if the phone answers that it cannot upload a file again. */
export class NotUploadedAgain extends Error {
  constructor(options?: ErrorOptions) {
    super('the phone cannot upload the file again', options);
    this.name = 'NotUploadedAgain';
  }
}

/** A request to upload a file again. It listens for the phone's answer from its creation. */
export class MediaRetry {
  private stop: () => void = () => undefined;

  constructor(
    private readonly socket: WASocket,
    private readonly key: WAMessageKey,
    private readonly mediaKey: Uint8Array,
  ) {}

  /**
   * Asks the account's phone to upload a file again. Baileys' own `updateMediaMessage` does not support video notes, and
   * listens for ever if no answer arrives.
   * @returns the new direct path of the file
   * @throws NotUploadedAgain
   */
  async ask(): Promise<string> {
    const { socket, key, mediaKey } = this;
    const answer = new Promise<MediaUpdates[number]>((resolve) => {
      const listener = (updates: MediaUpdates): void => {
        const update = updates.find(
          ({ key: { id, remoteJid } }) => id === key.id && remoteJid === key.remoteJid,
        );
        if (update) resolve(update);
      };
      socket.ev.on('messages.media-update', listener);
      this.stop = () => socket.ev.off('messages.media-update', listener);
    });
    await socket.sendNode(encryptMediaRetryRequest(key, Buffer.from(mediaKey), socket.user?.id ?? ''));
    return directPathIn(await answer, mediaKey);
  }

  /** Stops listening. Must always be called. */
  end(): void {
    this.stop();
  }
}

async function directPathIn(
  { key, media, error }: MediaUpdates[number],
  mediaKey: Uint8Array,
): Promise<string> {
  if (!media || !key.id) throw new NotUploadedAgain({ cause: error });
  const answer = decryptMediaRetryData(media, mediaKey, key.id);
  if (answer.result !== proto.MediaRetryNotification.ResultType.SUCCESS || !answer.directPath)
    throw new NotUploadedAgain();
  return answer.directPath;
}
