import type { MediaServer } from '../../media/media-server.js';
import type { UploadPass } from '../../media/upload-pass.js';
import { MOST_UPLOAD_BYTES } from '../../media/uploads.js';
import { stanza } from '../../wire/stanza.js';
import type { IqHandler } from './registry.js';

/** Tells clients where to upload media. The host is listed twice, because Baileys tries each only once. */
export function mediaHandlers(server: MediaServer, passes: UploadPass): IqHandler[] {
  const connection: IqHandler = {
    xmlns: 'w:m',
    type: 'set',
    child: 'media_conn',
    answer: ({ login }) => {
      const host = () => stanza('host', { hostname: server.host, maxContentLengthBytes: MOST_UPLOAD_BYTES });
      const auth = passes.issue(login.account.phone);
      const attributes = { auth, ttl: 3600, auth_ttl: 21_600, max_buckets: 12 };
      return { content: [stanza('media_conn', attributes, [host(), host()])] };
    },
  };
  return [connection];
}
