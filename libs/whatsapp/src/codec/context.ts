import type { proto } from '@whiskeysockets/baileys';
import { LIMITS } from '#libs/config';
import type { Referral } from '#libs/events';
import { isStatus } from '../wire/jids.js';
import { bounded, usableId } from './limits.js';
import type { Context } from './said.js';

/** How deep in a message its context can be. */
const DEPTH = 5;
const MOST_MENTIONS = LIMITS.mentions;

/**
 * The context of a message. Usually it belongs to the part of the message that has the content, in some forms to something
 * inside: the header of a template, or the note of a payment.
 */
export function contextIn(content: proto.IMessage): proto.IContextInfo | undefined {
  let level: object[] = [content];
  for (let depth = 0; depth < DEPTH && level.length > 0; depth++) {
    for (const part of level) {
      if ('contextInfo' in part && isPart(part.contextInfo)) return part.contextInfo;
    }
    level = level.flatMap((part) => Object.values(part).filter(isPart));
  }
  return undefined;
}

/** Whether a value is a part of a message, and neither bytes, a list nor a number. */
function isPart(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array) &&
    !('toNumber' in value)
  );
}

/**
 * Reads a context, except for the message that it quotes.
 * @param quoted what a quoted message says
 */
export function readContext(
  info: proto.IContextInfo,
  quoted: (message: proto.IMessage) => Pick<NonNullable<Context['quoted']>, 'text' | 'type' | 'mentions'>,
): Context {
  const groups = info.groupMentions?.map(({ groupJid }) => groupJid ?? '') ?? [];
  const mentions = [...(info.mentionedJid ?? []), ...groups].filter((jid) => jid.includes('@'));
  const { shown, omitted } = bounded(mentions, MOST_MENTIONS);
  const quotedId = usableId(info.stanzaId);
  return {
    quoted: quotedId
      ? {
          id: quotedId,
          participant: info.participant || undefined,
          isStatus: isStatus(info.remoteJid ?? '') || undefined,
          ...(info.quotedMessage && quoted(info.quotedMessage)),
        }
      : undefined,
    mentions: shown,
    omittedMentions: omitted,
    mentionsAll: Boolean(info.nonJidMentions) || undefined,
    forwarded: info.isForwarded || Boolean(info.forwardingScore) || undefined,
    forwardingScore: info.forwardingScore || undefined,
    expiresIn: info.expiration || undefined,
    referral: referralIn(info),
  };
}

/** Where somebody came from. Link previews of ordinary texts have an `externalAdReply`, too, but no source. */
function referralIn(info: proto.IContextInfo): Referral | undefined {
  const { externalAdReply: reply, quotedAd, utm } = info;
  const isAd = Boolean(reply?.sourceId || reply?.sourceType || reply?.ctwaClid || reply?.sourceApp);
  const ad = isAd ? reply : undefined;
  const referral: Referral = {
    sourceType: ad?.sourceType || undefined,
    sourceId: ad?.sourceId || undefined,
    sourceUrl: ad?.sourceUrl || undefined,
    sourceApp: ad?.sourceApp || undefined,
    headline: ad?.title || quotedAd?.advertiserName || undefined,
    body: ad?.body || quotedAd?.caption || undefined,
    mediaUrl: ad?.mediaUrl || ad?.originalImageUrl || ad?.thumbnailUrl || undefined,
    greeting: ad?.greetingMessageBody || undefined,
    clickId: ad?.ctwaClid || undefined,
    ref: ad?.ref || undefined,
    entryPoint: info.entryPointConversionSource || info.entryPointConversionExternalSource || undefined,
    entryPointApp: info.entryPointConversionApp || undefined,
    conversionSource: info.conversionSource || undefined,
    utmSource: utm?.utmSource || undefined,
    utmCampaign: utm?.utmCampaign || undefined,
  };
  return Object.values(referral).some((value) => value !== undefined) ? referral : undefined;
}
