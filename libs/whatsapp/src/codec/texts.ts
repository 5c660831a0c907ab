import type { proto } from '@whiskeysockets/baileys';

type Text = string | null | undefined;

/**
 * The plain text of an unwrapped message of a business, or of an answer to one: templates, buttons, lists and other
 * interactive forms.
 */
export function formText(content: proto.IMessage): string | undefined {
  const { buttonsMessage, listMessage, interactiveMessage, interactiveResponseMessage } = content;
  const template = content.templateMessage ?? content.highlyStructuredMessage?.hydratedHsm;
  return (
    (template && templateText(template)) ||
    (buttonsMessage && lines(buttonsMessage.text, buttonsMessage.contentText, buttonsMessage.footerText)) ||
    (listMessage && lines(listMessage.title, listMessage.description, listMessage.footerText)) ||
    (interactiveMessage && interactiveText(interactiveMessage)) ||
    lines(interactiveResponseMessage?.body?.text) ||
    lines(content.buttonsResponseMessage?.selectedDisplayText) ||
    lines(content.templateButtonReplyMessage?.selectedDisplayText) ||
    lines(content.listResponseMessage?.title ?? content.listResponseMessage?.description)
  );
}

function templateText(template: proto.Message.ITemplateMessage): string | undefined {
  const hydrated = template.hydratedTemplate ?? template.hydratedFourRowTemplate;
  if (hydrated) {
    return lines(hydrated.hydratedTitleText, hydrated.hydratedContentText, hydrated.hydratedFooterText);
  }
  const { interactiveMessageTemplate } = template;
  return interactiveMessageTemplate ? interactiveText(interactiveMessageTemplate) : undefined;
}

function interactiveText({ header, body, footer }: proto.Message.IInteractiveMessage): string | undefined {
  return lines(header?.title, header?.subtitle, body?.text, footer?.text);
}

/** The text of contents without their own type: invitations, orders, products, events and so on. */
export function words(content: proto.IMessage): string | undefined {
  const payment = content.requestPaymentMessage?.noteMessage ?? content.sendPaymentMessage?.noteMessage;
  return lines(
    content.groupInviteMessage?.caption || content.groupInviteMessage?.groupName,
    content.newsletterAdminInviteMessage?.caption || content.newsletterAdminInviteMessage?.newsletterName,
    content.newsletterFollowerInviteMessageV2?.caption ||
      content.newsletterFollowerInviteMessageV2?.newsletterName,
    content.productMessage?.body || content.productMessage?.product?.title,
    content.orderMessage?.message || content.orderMessage?.orderTitle,
    content.invoiceMessage?.note,
    content.eventMessage?.name,
    content.eventMessage?.description,
    content.scheduledCallCreationMessage?.title,
    content.stickerPackMessage?.caption || content.stickerPackMessage?.name,
    payment?.conversation || payment?.extendedTextMessage?.text,
    content.commentMessage?.message?.conversation ||
      content.commentMessage?.message?.extendedTextMessage?.text,
  );
}

/** Joins the texts that are present, one per line. */
function lines(...texts: Text[]): string | undefined {
  return texts.filter((text) => text).join('\n') || undefined;
}
