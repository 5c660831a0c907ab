import type { AnyMessageContent, MiscMessageGenerationOptions } from '@whiskeysockets/baileys';
import type { MiawClient } from 'miaw-core';
import { WhatsAppFault } from '../faults.js';
import { overhear } from '../baileys/private-names.js';
import type { Letter } from './letter.js';

/** What miaw-core would hand to Baileys. */
export interface Dictation {
  content: AnyMessageContent;
  options: MiscMessageGenerationOptions;
}

/**
 * Has miaw-core say what it would send for a letter; nothing is sent. miaw-core stays the author of everything it can
 * say, while making the message, recording it and sending it are ours.
 * @throws WhatsAppFault WHATSAPP_ERROR (`not_sent`) when miaw-core refuses to send that
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
