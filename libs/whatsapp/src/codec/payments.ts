import type { proto } from '@whiskeysockets/baileys';
import { LIMITS } from '#libs/config';
import type { OrderItem, PaymentInfo, PaymentMethod } from '#libs/events';
import { type Json, listIn, numberIn, objectIn, readJson, textIn } from './json.js';
import { bounded } from './limits.js';
import { lines } from './lines.js';
import type { FlowButton } from './native-flow.js';
import { amountOf, millisecondsOf, numberOf } from './numbers.js';
import type { Told } from './said.js';
import { plainText } from './texts.js';

const MOST_ITEMS = LIMITS.items;
const MOST_METHODS = 20;

export function readPaymentRequest(request: proto.Message.IRequestPaymentMessage): Told {
  const { amount, amount1000, currencyCodeIso4217, requestFrom, expiryTimestamp } = request;
  return {
    text: plainText(request.noteMessage),
    payment: {
      kind: 'request',
      amount: moneyOf(amount) ?? amountOf(amount1000),
      currency: amount?.currencyCode || currencyCodeIso4217 || undefined,
      payer: requestFrom || undefined,
      expiresAt: millisecondsOf(expiryTimestamp),
    },
  };
}

export function readPaymentSent(sent: proto.Message.ISendPaymentMessage): Told {
  const requestId = sent.requestMessageKey?.id || undefined;
  return { text: plainText(sent.noteMessage), payment: { kind: 'sent', requestId } };
}

/** What became of a request. */
export function readRequestEnd(kind: 'declined' | 'cancelled') {
  return ({ key }: { key?: proto.IMessageKey | null }): Told => ({
    payment: { kind, requestId: key?.id || undefined },
  });
}

export function readPaymentInvite(invite: proto.Message.IPaymentInviteMessage): Told {
  return { payment: { kind: 'invite', expiresAt: millisecondsOf(invite.expiryTimestamp) } };
}

export function readInvoice({ note, token }: proto.Message.IInvoiceMessage): Told {
  return { text: note || undefined, payment: { kind: 'invoice', token: token || undefined } };
}

function moneyOf(money: proto.IMoney | null | undefined): number | undefined {
  if (!money || money.value === null || money.value === undefined) return undefined;
  return (numberOf(money.value) ?? 0) / (money.offset || 1000);
}

/**
 * The payment and the order in the buttons of a native flow. Their parameters are those of WhatsApp's Cloud API:
 * `total_amount` is `{value, offset}`, and each of `payment_settings` has its fields under the name of its type.
 */
export function readFlowPayment(buttons: readonly FlowButton[]): Told {
  for (const { name, paramsJson } of buttons) {
    const params = readJson(paramsJson);
    const order = objectIn(params, 'order');
    if (!params || !(order || params['payment_settings'] || name?.startsWith('payment_'))) continue;
    const told = { ...orderOf(params, order), payment: paymentOf(params, name) };
    if (told.payment || told.order) return { ...told, type: told.payment ? 'payment' : 'order' };
  }
  return {};
}

function paymentOf(params: Json, name: string | null | undefined): PaymentInfo | undefined {
  const methods = bounded(methodsIn(params), MOST_METHODS).shown;
  const isPayment = name?.startsWith('payment_') ?? false;
  if (methods.length === 0 && !isPayment) return undefined;
  return {
    kind: name === 'payment_status' ? 'status' : 'details',
    amount: flowAmount(params, 'total_amount'),
    currency: textIn(params, 'currency'),
    referenceId: textIn(params, 'reference_id'),
    status: textIn(params, 'payment_status', 'status'),
    methods: methods.length > 0 ? methods : undefined,
  };
}

function* methodsIn(params: Json): Generator<PaymentMethod> {
  for (const setting of listIn(params, 'payment_settings')) {
    const type = textIn(setting, 'type');
    if (type) yield methodOf(type, objectIn(setting, type) ?? setting);
  }
  for (const method of listIn(params, 'external_payment_configurations')) {
    const type = textIn(method, 'type') ?? 'external';
    yield methodOf(type, method);
  }
}

function methodOf(type: string, fields: Json): PaymentMethod {
  return {
    type,
    key: textIn(fields, 'key'),
    keyType: textIn(fields, 'key_type'),
    merchant: textIn(fields, 'merchant_name'),
    code: textIn(fields, 'code', 'digitable_line'),
    url: textIn(fields, 'uri', 'url'),
  };
}

function orderOf(params: Json, order: Json | undefined): Told {
  const items = listIn(order, 'items').flatMap((item) => itemOf(item) ?? []);
  const status = textIn(order, 'status');
  const isPending = status === undefined || status === 'pending';
  if (items.length === 0 && isPending) return {};
  const { shown, omitted } = bounded(items, MOST_ITEMS);
  return {
    text: lines(textIn(order, 'description')),
    order: {
      id: textIn(params, 'reference_id'),
      status,
      itemCount: items.length || undefined,
      items: shown.length > 0 ? shown : undefined,
      total: flowAmount(params, 'total_amount'),
      currency: textIn(params, 'currency'),
    },
    omitted: omitted === undefined ? undefined : { items: omitted },
  };
}

function itemOf(item: Json): OrderItem | undefined {
  const name = textIn(item, 'name');
  if (name === undefined) return undefined;
  return {
    id: textIn(item, 'retailer_id', 'product_id'),
    name,
    quantity: numberIn(item, 'quantity'),
    price: flowAmount(item, 'sale_amount') ?? flowAmount(item, 'amount'),
  };
}

function flowAmount(params: Json, name: string): number | undefined {
  const amount = objectIn(params, name);
  const value = numberIn(amount, 'value');
  if (value === undefined) return undefined;
  const whole = value / (numberIn(amount, 'offset') || 1);
  return Number.isFinite(whole) ? whole : undefined;
}
