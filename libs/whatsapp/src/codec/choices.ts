import type { proto } from '@whiskeysockets/baileys';
import type { MessageChoice } from '#libs/events';
import { readJson, textIn } from './json.js';
import type { Told } from './said.js';

/** Longest answer that is shown as it was sent, in characters. */
const LONGEST_RAW = 4096;

/** What the answers of WhatsApp's "native flow" belong to, by their names. */
const KINDS: ReadonlyMap<string, MessageChoice['kind']> = new Map<string, MessageChoice['kind']>([
  ['quick_reply', 'button'],
  ['menu_options', 'menu'],
  ['single_select', 'menu'],
  ['flow', 'form'],
  ['galaxy_message', 'form'],
]);

export function readListAnswer(answer: proto.Message.IListResponseMessage): Told {
  return choice({
    kind: 'list',
    id: answer.singleSelectReply?.selectedRowId || undefined,
    label: answer.title || undefined,
    description: answer.description || undefined,
  });
}

export function readButtonAnswer(answer: proto.Message.IButtonsResponseMessage): Told {
  const { selectedButtonId, selectedDisplayText } = answer;
  return choice({
    kind: 'button',
    id: selectedButtonId || undefined,
    label: selectedDisplayText || undefined,
  });
}

export function readTemplateAnswer(answer: proto.Message.ITemplateButtonReplyMessage): Told {
  const { selectedId, selectedDisplayText } = answer;
  return choice({
    kind: 'template_button',
    id: selectedId || undefined,
    label: selectedDisplayText || undefined,
  });
}

export function readInteractiveAnswer(answer: proto.Message.IInteractiveResponseMessage): Told {
  const { name, paramsJson } = answer.nativeFlowResponseMessage ?? {};
  const data = readJson(paramsJson);
  return choice({
    kind: KINDS.get(name ?? '') ?? 'other',
    id: textIn(data, 'id', 'flow_token'),
    label: answer.body?.text || textIn(data, 'display_text', 'title'),
    description: textIn(data, 'description'),
    name: name || undefined,
    data,
    raw: paramsJson && !data ? paramsJson.slice(0, LONGEST_RAW) : undefined,
  });
}

/** The text of an answer is what was chosen; its id if it has no label. */
function choice(made: MessageChoice): Told {
  return { text: made.label ?? made.description ?? made.id, choice: made };
}
