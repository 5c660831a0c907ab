import { isGroupJid } from '../../groups/groups.js';
import { GroupRefusal } from '../../groups/rights.js';
import type { GroupRooms } from '../../groups/rooms.js';
import { bytes, child, stanza } from '../../wire/stanza.js';
import { refusing } from './groups.js';
import type { IqAnswer, IqHandler, IqRequest } from './registry.js';

/** Picture queries whose target is a group. */
export function groupPictureHandlers({ groups, pictures }: GroupRooms): IqHandler[] {
  const groupOf = ({ node }: IqRequest) => {
    const group = groups.find(node.attrs.target);
    if (!group) throw new GroupRefusal(404, 'item-not-found');
    return group;
  };

  const get = (request: IqRequest): IqAnswer => {
    const type = child(request.node, 'picture')?.attrs.type;
    const { id, url, path } = pictures.find(request.login.account, groupOf(request));
    return { content: [stanza('picture', { id, type, url, direct_path: path })] };
  };

  /** A query without a picture removes the current one. */
  const set = async (request: IqRequest): Promise<IqAnswer> => {
    const { account } = request.login;
    const picture = child(request.node, 'picture');
    const group = groupOf(request);
    if (picture)
      return {
        content: [
          stanza('picture', { id: await pictures.set(account, group, bytes(picture) ?? Buffer.alloc(0)) }),
        ],
      };
    pictures.remove(account, group);
    return {};
  };

  const about = (type: 'get' | 'set', answer: (request: IqRequest) => IqAnswer | Promise<IqAnswer>) => ({
    xmlns: 'w:profile:picture',
    type,
    serves: (node: { attrs: Record<string, string> }) => isGroupJid(node.attrs.target),
    answer: (request: IqRequest) => refusing(() => answer(request)),
  });
  return [about('get', get), about('set', set)];
}
