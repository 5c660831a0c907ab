import { stanza } from '../wire/stanza.js';
import { constant, type IqHandler, IqRefusal } from './registry.js';

/**
 * Queries of rooms that have little to show yet, answered as the server does for an account that has nothing
 * there: no picture, no groups, no business profile.
 * @param mediaHost host and port that uploads go to
 */
export function elsewhereHandlers(mediaHost: () => string): IqHandler[] {
  const mediaConnection = () => {
    const host = stanza('host', { hostname: mediaHost(), maxContentLengthBytes: 268_435_456 });
    return [stanza('media_conn', { auth: 'emulator', ttl: 3600, auth_ttl: 21_600, max_buckets: 12 }, [host])];
  };
  const noPicture: IqHandler = {
    xmlns: 'w:profile:picture',
    type: 'get',
    answer: () => {
      throw new IqRefusal(404, 'item-not-found');
    },
  };
  return [
    constant('w:m', 'set', 'media_conn', mediaConnection),
    constant('w:g2', 'get', 'participating', () => [stanza('groups')]),
    constant('w:biz', 'get', 'business_profile', () => [stanza('business_profile')]),
    noPicture,
  ];
}
