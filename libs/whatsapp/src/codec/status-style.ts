import { normalizeMessageContent, proto } from '@whiskeysockets/baileys';

const { FontType: FONT } = proto.Message.ExtendedTextMessage;

/**
 * The fonts of status posts, by name, with their numbers (`ExtendedTextMessage.FontType` in Baileys' WAProto; whatsapp-rust
 * `Status::send_text`). Numbers 3, 4 and 5 are no longer in use.
 */
export const STATUS_FONTS = {
  system: FONT.SYSTEM,
  system_text: FONT.SYSTEM_TEXT,
  fb_script: FONT.FB_SCRIPT,
  system_bold: FONT.SYSTEM_BOLD,
  morningbreeze_regular: FONT.MORNINGBREEZE_REGULAR,
  calistoga_regular: FONT.CALISTOGA_REGULAR,
  exo2_extrabold: FONT.EXO2_EXTRABOLD,
  courierprime_bold: FONT.COURIERPRIME_BOLD,
} as const;

export type StatusFont = keyof typeof STATUS_FONTS;

/** The font with a name or number; undefined if WhatsApp has no such font. */
export function statusFont(font: unknown): StatusFont | undefined {
  if (isStatusFont(font)) return font;
  return Object.keys(STATUS_FONTS)
    .filter(isStatusFont)
    .find((name) => STATUS_FONTS[name] === font);
}

function isStatusFont(name: unknown): name is StatusFont {
  return typeof name === 'string' && Object.hasOwn(STATUS_FONTS, name);
}

/** How a status post looks. */
export interface StatusStyle {
  /** `#RRGGBB` */
  backgroundColor?: string;
  font?: StatusFont;
}

const OPAQUE = 0xff_00_00_00;
const WHITE = 0xff_ff_ff_ff;
/** WhatsApp's own green, for posts without a color: phones show black on black without one. */
const USUAL_BACKGROUND = '#128C7E';

/** Sets how a text or a voice note looks as a status post. Everything else has no style. */
export function setStyle(message: proto.IMessage, { backgroundColor, font }: StatusStyle): proto.IMessage {
  const { extendedTextMessage: text, audioMessage: voice } = message;
  if (text) {
    text.backgroundArgb = argbOf(backgroundColor ?? USUAL_BACKGROUND);
    text.textArgb = WHITE;
    text.font = STATUS_FONTS[font ?? 'system'];
  }
  if (voice) voice.backgroundArgb = argbOf(backgroundColor ?? USUAL_BACKGROUND);
  return message;
}

/** How a status post looks. Empty for pictures and videos. */
export function styleOf(message: proto.IMessage): StatusStyle {
  const { extendedTextMessage: text, audioMessage: voice } = normalizeMessageContent(message) ?? {};
  const argb = text?.backgroundArgb ?? voice?.backgroundArgb;
  const font = text ? statusFont(text.font) : undefined;
  return {
    ...(typeof argb === 'number' && argb !== 0 && { backgroundColor: hexOf(argb) }),
    ...(font !== undefined && { font }),
  };
}

function argbOf(color: string): number {
  return (OPAQUE | Number.parseInt(color.slice(1), 16)) >>> 0;
}

function hexOf(argb: number): string {
  return `#${(argb & 0xff_ff_ff).toString(16).padStart(6, '0').toUpperCase()}`;
}
