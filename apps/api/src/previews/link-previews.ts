import { open } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { Config } from '#libs/config';
import { Clock } from '#libs/observability';
import { AddressGuard, download, type Download, DownloadFailure } from '#libs/outbound';
import { linkPicture } from '#libs/whatsapp';
import { MediaSpool } from '../media/media-spool.js';
import { sampleOf, sniff } from '../media/sniff.js';
import { decodePage, readPage } from './page-head.js';

/** How much of a page is read, in bytes: its head is at the beginning. */
const PAGE_BYTES = 1024 * 1024;
const PICTURE_BYTES = 5 * 1024 * 1024;
/** How long the page and its picture may take together, in ms. */
const TIME_MS = 5_000;
const MOST_REDIRECTS = 5;

const PAGES: ReadonlySet<string> = new Set(['text/html', 'application/xhtml+xml']);
/** Others are not decoded: a drawing, for example, is a program. */
const PICTURES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp']);

/** A URL in a text. WhatsApp's apps show the preview of the first one. */
const LINK = /https?:\/\/[^\s<>"'`]+/iu;
/** Longer ones have no preview, in characters. */
const LONGEST_LINK = 2048;
const CONTROL = /\p{Cc}/u;
/** What follows a URL in a sentence. */
const AFTER_LINK = new Set('.,;:!?)]}*_~');

/** The preview of a link. */
export interface FoundPreview {
  /** As it stands in the text. */
  url: string;
  title: string;
  description?: string;
  /** A JPEG in base64. */
  thumbnail?: string;
}

/** Why there is no preview, or no picture in it. */
export interface PreviewTrouble {
  /** A stable word. */
  reason: string;
  message: string;
}

export interface PreviewResult {
  preview?: FoundPreview;
  trouble?: PreviewTrouble;
}

/** Makes the previews of links by asking the pages that they lead to. */
@Injectable()
export class LinkPreviews {
  private readonly httpsOnly: boolean;

  constructor(
    config: ConfigService<Config, true>,
    private readonly spool: MediaSpool,
    private readonly guard: AddressGuard,
    private readonly clock: Clock,
  ) {
    this.httpsOnly = config.get('production', { infer: true });
  }

  /**
   * The preview of the first link in a text. Never throws: a text is sent without preview rather than not at all.
   * @param signal aborts when the client is gone
   */
  async of(text: string, signal: AbortSignal): Promise<PreviewResult> {
    const url = linkIn(text);
    if (url === undefined) return trouble('no_link', 'the text contains no link');
    const until = this.clock.now() + TIME_MS;
    try {
      const { html, place } = await this.page(url, until, signal);
      const { title, description, picture } = await readPage(html);
      if (title === undefined) return trouble('no_title', 'the page says nothing about itself');
      const preview = { url, title, ...(description !== undefined && { description }) };
      if (picture === undefined) return { preview };
      return await this.withPicture(preview, picture, place, until, signal);
    } catch (error) {
      return failure(error);
    }
  }

  private async withPicture(
    preview: FoundPreview,
    picture: string,
    place: string,
    until: number,
    signal: AbortSignal,
  ): Promise<PreviewResult> {
    try {
      if (!URL.canParse(picture, place))
        throw new Unusable('picture_url', 'the URL of the picture is invalid');
      return {
        preview: { ...preview, thumbnail: await this.picture(new URL(picture, place).href, until, signal) },
      };
    } catch (error) {
      return { preview, ...failure(error) };
    }
  }

  private async page(
    url: string,
    until: number,
    signal: AbortSignal,
  ): Promise<{ html: string; place: string }> {
    const file = this.spool.allocate();
    try {
      // The rest of the page is not read, however large the server says that it is.
      const through = (received: AsyncIterable<Uint8Array>) => beginning(received, PAGE_BYTES);
      const options = { maxBytes: Number.MAX_SAFE_INTEGER, through };
      const { contentType = '', url: place } = await this.fetch(url, file.path, until, signal, options);
      const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
      if (!PAGES.has(type)) throw new Unusable('not_html', 'the link leads to no HTML page');
      return { html: decodePage(await contentOf(file.path), contentType), place };
    } finally {
      await file.dispose();
    }
  }

  private async picture(url: string, until: number, signal: AbortSignal): Promise<string> {
    const file = this.spool.allocate();
    try {
      await this.fetch(url, file.path, until, signal, { maxBytes: PICTURE_BYTES });
      const { type } = await sniff(await sampleOf(file.path));
      if (!PICTURES.has(type?.mime ?? ''))
        throw new Unusable('picture_type', 'the picture must be a JPEG, PNG or WebP');
      const thumbnail = await linkPicture(file.path);
      if (!thumbnail) throw new Unusable('picture_unreadable', 'the picture cannot be read, or is too large');
      return thumbnail.toString('base64');
    } finally {
      await file.dispose();
    }
  }

  private async fetch(
    url: string,
    destination: string,
    until: number,
    signal: AbortSignal,
    more: { maxBytes: number; through?: (received: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array> },
  ): Promise<Download> {
    const { guard, clock, httpsOnly } = this;
    const timeoutMs = Math.max(1, until - clock.now());
    const limits = { timeoutMs, idleTimeoutMs: timeoutMs, maxRedirects: MOST_REDIRECTS };
    return download(url, { guard, clock, httpsOnly, destination, signal, ...limits, ...more });
  }
}

/** A page or picture that nothing can be made of. */
class Unusable extends Error {
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

function trouble(reason: string, message: string): PreviewResult {
  return { trouble: { reason, message } };
}

function failure(error: unknown): PreviewResult {
  if (error instanceof DownloadFailure || error instanceof Unusable)
    return trouble(error.reason, error.message);
  return trouble('failed', 'the preview could not be made');
}

/** The first link of a text, without what belongs to the sentence around it. */
function linkIn(text: string): string | undefined {
  const found = LINK.exec(text)?.[0].split(CONTROL, 1)[0];
  if (found === undefined || found.length > LONGEST_LINK) return undefined;
  let end = found.length;
  while (AFTER_LINK.has(found[end - 1] ?? '')) end--;
  const link = found.slice(0, end);
  return URL.canParse(link) ? link : undefined;
}

async function* beginning(received: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let left = most;
  for await (const chunk of received) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}

async function contentOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}
