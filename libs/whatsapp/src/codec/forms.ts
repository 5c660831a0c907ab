import type { proto } from '@whiskeysockets/baileys';
import { LIMITS } from '#libs/config';
import type { MessageAction } from '#libs/events';
import { bounded } from './limits.js';
import { lines, linesOf } from './lines.js';
import { flowActions, flowButtons, offerActions } from './native-flow.js';
import { readFlowPayment } from './payments.js';
import { placeOf } from './places.js';
import type { Told } from './said.js';
import { readProduct } from './shop.js';

/** How many actions are shown. WhatsApp's apps show at most a few dozen. */
const MOST_ACTIONS = LIMITS.actions;

type Template = proto.Message.ITemplateMessage;
type Hsm = proto.Message.IHighlyStructuredMessage | null | undefined;
type Button = proto.IHydratedTemplateButton | proto.ITemplateButton;

/** A message of a business: text, and what it offers. */
function form(text: string | undefined, actions: Iterable<MessageAction>, more: Told = {}): Told {
  const { shown, omitted } = bounded(actions, MOST_ACTIONS);
  return {
    text,
    actions: shown.length > 0 ? shown : undefined,
    ...more,
    omitted: omitted === undefined ? more.omitted : { ...more.omitted, actions: omitted },
  };
}

export function readButtons(message: proto.Message.IButtonsMessage): Told {
  const text = lines(message.text, message.contentText, message.footerText);
  return form(text, buttonActions(message.buttons ?? []), placeIn(message));
}

function* buttonActions(buttons: proto.Message.ButtonsMessage.IButton[]): Generator<MessageAction> {
  for (const { buttonId: id, buttonText, nativeFlowInfo } of buttons) {
    const label = buttonText?.displayText;
    if (nativeFlowInfo) yield* flowActions({ ...nativeFlowInfo, id, label });
    else yield { kind: 'reply', id: id || undefined, label: label || undefined };
  }
}

export function readList(list: proto.Message.IListMessage): Told {
  return form(lines(list.title, list.description, list.footerText), listActions(list));
}

function* listActions({ sections, productListInfo }: proto.Message.IListMessage): Generator<MessageAction> {
  for (const { title, rows } of sections ?? []) {
    for (const row of rows ?? []) {
      const { rowId, title: label, description } = row;
      yield {
        kind: 'row',
        id: rowId || undefined,
        label: label || undefined,
        description: description || undefined,
        section: title || undefined,
      };
    }
  }
  for (const { title, products } of productListInfo?.productSections ?? []) {
    for (const { productId } of products ?? [])
      yield { kind: 'product', id: productId || undefined, section: title || undefined };
  }
}

export function readTemplate(template: Template): Told {
  const { interactiveMessageTemplate, fourRowTemplate } = template;
  const hydrated = template.hydratedTemplate ?? template.hydratedFourRowTemplate;
  if (hydrated) {
    const { hydratedTitleText, hydratedContentText, hydratedFooterText, maskLinkedDevices } = hydrated;
    return form(
      lines(hydratedTitleText, hydratedContentText, hydratedFooterText),
      templateActions(hydrated.hydratedButtons ?? []),
      { ...placeIn(hydrated), unavailable: maskLinkedDevices ? 'masked' : undefined },
    );
  }
  if (interactiveMessageTemplate) return readInteractive(interactiveMessageTemplate);
  const { highlyStructuredMessage: title, content, footer, buttons } = fourRowTemplate ?? {};
  return form(
    lines(hsmText(title), hsmText(content), hsmText(footer)),
    templateActions(buttons ?? []),
    placeIn(fourRowTemplate),
  );
}

export function readStructured(message: proto.Message.IHighlyStructuredMessage): Told {
  return message.hydratedHsm ? readTemplate(message.hydratedHsm) : form(hsmText(message), []);
}

/** The text of a template without its words: only the values that fill it in are known. */
function hsmText(message: Hsm): string | undefined {
  if (!message) return undefined;
  return (message.hydratedHsm && readTemplate(message.hydratedHsm).text) || linesOf(message.params ?? []);
}

function* templateActions(buttons: Button[]): Generator<MessageAction> {
  for (const { quickReplyButton, urlButton, callButton } of buttons) {
    const label = worded((quickReplyButton ?? urlButton ?? callButton)?.displayText);
    if (quickReplyButton) yield { kind: 'reply', id: quickReplyButton.id || undefined, label };
    if (urlButton) yield { kind: 'url', label, url: worded(urlButton.url) };
    if (callButton) yield { kind: 'call', label, phone: worded(callButton.phoneNumber) };
  }
}

function worded(text: string | Hsm): string | undefined {
  return typeof text === 'string' ? text || undefined : hsmText(text);
}

export function readInteractive(message: proto.Message.IInteractiveMessage): Told {
  const { header, nativeFlowMessage } = message;
  const flow = nativeFlowMessage ? readFlowPayment(flowButtons(nativeFlowMessage)) : {};
  const product = header?.productMessage ? readProduct(header.productMessage) : {};
  const text = interactiveText(message) ?? product.text ?? flow.text;
  return form(text, interactiveActions(message), { ...placeIn(header), ...product, ...flow, text });
}

/** The text of a message and of its cards, which contain no other cards. */
function interactiveText(message: proto.Message.IInteractiveMessage): string | undefined {
  return linesOf([message, ...(message.carouselMessage?.cards ?? [])].map(cardText));
}

function cardText({ header, body, footer }: proto.Message.IInteractiveMessage): string | undefined {
  return lines(header?.title, header?.subtitle, body?.text, footer?.text);
}

function* interactiveActions(message: proto.Message.IInteractiveMessage): Generator<MessageAction> {
  const { nativeFlowMessage, carouselMessage, shopStorefrontMessage, collectionMessage } = message;
  if (nativeFlowMessage) {
    for (const button of flowButtons(nativeFlowMessage)) yield* flowActions(button);
    yield* offerActions(nativeFlowMessage.messageParamsJson);
  }
  if (shopStorefrontMessage)
    yield { kind: 'catalog', id: shopStorefrontMessage.id || undefined, name: 'shop' };
  if (collectionMessage) yield { kind: 'catalog', id: collectionMessage.id || undefined, name: 'collection' };
  for (const card of carouselMessage?.cards ?? []) yield* interactiveActions(card);
}

/** The place that a message shows in its header. */
function placeIn(header: Pick<proto.IMessage, 'locationMessage'> | null | undefined): Told {
  return header?.locationMessage ? { location: placeOf(header.locationMessage) } : {};
}
