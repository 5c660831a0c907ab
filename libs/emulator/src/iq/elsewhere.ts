import { stanza } from '../wire/stanza.js';
import { constant, type IqHandler, IqRefusal } from './registry.js';

/**
 * Queries of rooms that have little to show yet, answered as the server does for an account that has nothing
 * there: no picture, no groups, no business profile.
 */
export function elsewhereHandlers(): IqHandler[] {
  const noPicture: IqHandler = {
    xmlns: 'w:profile:picture',
    type: 'get',
    answer: () => {
      throw new IqRefusal(404, 'item-not-found');
    },
  };
  return [
    constant('w:g2', 'get', 'participating', () => [stanza('groups')]),
    constant('w:biz', 'get', 'business_profile', () => [stanza('business_profile')]),
    noPicture,
  ];
}
