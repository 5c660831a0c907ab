import type { AnyMessageContent, MiscMessageGenerationOptions } from '@whiskeysockets/baileys';
import type { MiawClient } from 'miaw-core';
import { WhatsAppFault } from '../faults.js';
import { overhear } from '../baileys/private-names.js';
import type { Letter } from './letter.js';

/** What miaw-core would pass to Baileys. */
export interface Dictation {
  content: AnyMessageContent;
  options: MiscMessageGenerationOptions;
}

/**
 * Finds out what miaw-core would send for a letter, without sending it. miaw-core determines the content, while we make,
 * store and send the message.
 * @throws WhatsAppFault WHATSAPP_ERROR (`not_sent`) if miaw-core refuses to send it
 */
export async function dictate(miaw: MiawClient, letter: Letter): Promise<Dictation> {
  let said: Dictation | undefined;
  await letter.perform(
    overhear(miaw, (content, options = {}) => {
      said = { content, options };
    }),
  );
  if (!said)
    throw new WhatsAppFault('WHATSAPP_ERROR', 'the message could not be built', { outcome: 'not_sent' });
  return said;
}
