import type { proto } from '@whiskeysockets/baileys';
import type { MessageAction } from '#libs/events';
import { type Json, listIn, objectIn, readJson, textIn } from './json.js';

type Kind = MessageAction['kind'];

/** What the buttons of WhatsApp's "native flow" do, by their names. Any other name is `other`. */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['quick_reply', 'reply'],
  ['single_select', 'row'],
  ['cta_url', 'url'],
  ['open_webview', 'url'],
  ['cta_call', 'call'],
  ['cta_copy', 'copy'],
  ['flow', 'form'],
  ['galaxy_message', 'form'],
  ['send_location', 'location'],
  ['address_message', 'address'],
  ['request_phone_number', 'phone_number'],
  ['mpm', 'product'],
  ['cta_catalog', 'catalog'],
  ['catalog_message', 'catalog'],
  ['automated_greeting_message_view_catalog', 'catalog'],
  ['payment_info', 'payment'],
  ['payment_method', 'payment'],
  ['payment_status', 'payment'],
  ['payment_key_info', 'payment'],
  ['review_and_pay', 'payment'],
  ['review_order', 'payment'],
  ['order_details', 'payment'],
  ['order_status', 'payment'],
]);

/** Kinds of which the fields of an action say everything. */
const PLAIN: ReadonlySet<Kind> = new Set(['reply', 'row', 'url', 'call', 'copy']);

/** A button of a native flow: its name, and its parameters in JSON. */
export interface FlowButton {
  name?: string | null;
  paramsJson?: string | null;
  /** Text and id of the button around it. */
  label?: string | null;
  id?: string | null;
}

export function flowButtons(flow: proto.Message.InteractiveMessage.INativeFlowMessage): FlowButton[] {
  return (flow.buttons ?? []).map(({ name, buttonParamsJson }) => ({ name, paramsJson: buttonParamsJson }));
}

/** The actions of a button: one for each row of a menu, otherwise one. */
export function* flowActions(button: FlowButton): Generator<MessageAction> {
  const name = button.name || undefined;
  const params = readJson(button.paramsJson);
  const kind = KINDS.get(name ?? '') ?? 'other';
  const rows = kind === 'row' ? listIn(params, 'sections') : [];
  if (rows.length > 0) {
    for (const section of rows) yield* menuRows(section, name);
    return;
  }
  yield {
    kind,
    id: button.id || textIn(params, 'id', 'flow_id'),
    label: button.label || textIn(params, 'display_text', 'flow_cta', 'title', 'button_text'),
    url: textIn(params, 'url', 'merchant_url') ?? textIn(objectIn(params, 'link'), 'in_app_url', 'url'),
    phone: textIn(params, 'phone_number'),
    code: textIn(params, 'copy_code', 'code'),
    name,
    data: PLAIN.has(kind) ? undefined : params,
  };
}

function* menuRows(section: Json, name: string | undefined): Generator<MessageAction> {
  for (const row of listIn(section, 'rows')) {
    yield {
      kind: 'row',
      id: textIn(row, 'id'),
      label: textIn(row, 'title', 'header'),
      description: textIn(row, 'description'),
      section: textIn(section, 'title'),
      name,
    };
  }
}

/** The action of an offer that ends at some time, which the parameters of the whole message contain. */
export function* offerActions(messageParamsJson: string | null | undefined): Generator<MessageAction> {
  const name = 'limited_time_offer';
  const offer = objectIn(readJson(messageParamsJson), name);
  if (!offer) return;
  const code = textIn(offer, 'copy_code');
  const url = textIn(offer, 'url');
  yield { kind: code ? 'copy' : 'url', label: textIn(offer, 'text'), url, code, name, data: offer };
}
