import { type BinaryNode, generateMessageIDV2, type WASocket } from '@whiskeysockets/baileys';
import { type GroupFacts, groupIn } from '../codec/group.js';
import { askAboutGroup, ofGroup } from './queries.js';
import { refusalCodeOf } from '../wire/query.js';

/** @throws what `askAboutGroup` throws */
export async function factsOf(socket: WASocket, group: string): Promise<GroupFacts> {
  const query = { tag: 'query', attrs: { request: 'interactive' } };
  return groupIn(await askAboutGroup(socket, ofGroup(group, 'get', query)));
}

/** @throws what `askAboutGroup` throws */
export async function setName(socket: WASocket, group: string, name: string): Promise<void> {
  const subject = { tag: 'subject', attrs: {}, content: Buffer.from(name, 'utf8') };
  await askAboutGroup(socket, ofGroup(group, 'set', subject));
}

/**
 * Sets the description. The request names the description that it replaces, and fails if another one was set meanwhile.
 * @param text an empty string removes the description
 * @throws what `askAboutGroup` throws
 */
export async function setDescription(socket: WASocket, group: string, text: string): Promise<void> {
  try {
    await describe(socket, group, text);
  } catch (error) {
    if (refusalCodeOf(error) !== '409') throw error;
    await describe(socket, group, text);
  }
}

async function describe(socket: WASocket, group: string, text: string): Promise<void> {
  const { descriptionId } = await factsOf(socket, group);
  const attrs: BinaryNode['attrs'] = text === '' ? { delete: 'true' } : { id: generateMessageIDV2() };
  if (descriptionId !== undefined) attrs['prev'] = descriptionId;
  const body = { tag: 'body', attrs: {}, content: Buffer.from(text, 'utf8') };
  const content = text === '' ? undefined : [body];
  await askAboutGroup(socket, ofGroup(group, 'set', { tag: 'description', attrs, content }));
}
