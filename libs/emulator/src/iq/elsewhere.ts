import { stanza } from '../wire/stanza.js';
import { constant, type IqHandler } from './registry.js';

/** Queries of rooms that have little to show yet, answered as for an account that has nothing there: no groups. */
export function elsewhereHandlers(): IqHandler[] {
  return [constant('w:g2', 'get', 'participating', () => [stanza('groups')])];
}
