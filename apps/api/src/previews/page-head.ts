import { setImmediate as turn } from 'node:timers/promises';
import { Parser } from 'htmlparser2';

/** What a page says about itself, for previews of links to it. */
export interface PageHead {
  title?: string;
  description?: string;
  /** As written in the page: it may be relative to the page. */
  picture?: string;
}

/** Longest texts, in code points. Phones show much less. */
const LONGEST_TITLE = 256;
const LONGEST_DESCRIPTION = 1024;
/** Longest title that is read before it is shortened, in characters. */
const LONGEST_READ = 64 * 1024;
const LONGEST_PICTURE = 4096;
/** How much of a page is parsed at a time, in characters. */
const PIECE = 16 * 1024;
/** Elements in one another, and elements in all, after which nothing more is read: the parser walks through all open ones. */
const MOST_OPEN = 256;
const MOST_ELEMENTS = 20_000;

/** Names of each text in the order of preference (Open Graph, Twitter cards, HTML). */
const NAMES: Readonly<Record<keyof PageHead, readonly string[]>> = {
  title: ['og:title', 'twitter:title', 'title'],
  description: ['og:description', 'twitter:description', 'description'],
  picture: ['og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image', 'twitter:image:src'],
};

/** Reads the head of an HTML page. Its tags may be in any order, unclosed, or in the body. Lets other work pass meanwhile. */
export async function readPage(html: string): Promise<PageHead> {
  const found = new Map<string, string>();
  let title: string | undefined;
  const progress = { done: false, open: 0, elements: 0 };
  const parser = new Parser({
    onopentag(name, attributes) {
      progress.open += 1;
      progress.elements += 1;
      if (progress.open > MOST_OPEN || progress.elements > MOST_ELEMENTS) progress.done = true;
      if (name === 'title' && !found.has('title')) title ??= '';
      if (name !== 'meta') return;
      const key = (attributes['property'] ?? attributes['name'] ?? '').trim().toLowerCase();
      const content = attributes['content']?.trim();
      if (content && !found.has(key) && found.size < 256) found.set(key, content);
    },
    ontext(text) {
      if (title !== undefined && title.length < LONGEST_READ) title += text;
    },
    onclosetag(name) {
      progress.open -= 1;
      // The first title is that of the page; drawings have titles, too.
      if (name === 'title' && title !== undefined && !found.has('title')) {
        found.set('title', title);
        title = undefined;
      }
      // A complete head is enough; without Open Graph the body may have more.
      if (name === 'head' && found.has('og:title')) progress.done = true;
    },
  });
  for (let from = 0; from < html.length && !progress.done; from += PIECE) {
    if (from > 0) await turn();
    parser.write(html.slice(from, from + PIECE));
  }
  if (!progress.done) parser.end();
  const first = (names: readonly string[]) => names.map((name) => found.get(name)).find(Boolean);
  return {
    title: shortened(first(NAMES.title), LONGEST_TITLE),
    description: shortened(first(NAMES.description), LONGEST_DESCRIPTION),
    picture: pictureIn(first(NAMES.picture)),
  };
}

function pictureIn(url: string | undefined): string | undefined {
  return url !== undefined && url.length <= LONGEST_PICTURE ? url : undefined;
}

/** A text on one line without control characters, as valid Unicode; undefined if nothing is left. */
function shortened(text: string | undefined, most: number): string | undefined {
  if (text === undefined) return undefined;
  const line = text
    .slice(0, LONGEST_READ)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/\p{Cs}/gu, '')
    .trim();
  const points = [...line];
  const short = points.length > most ? `${points.slice(0, most - 1).join('')}…` : line;
  return short || undefined;
}

/** How far into a page its encoding may be declared (HTML standard, "prescan a byte stream"), in bytes. */
const PRESCAN = 1024;
const MARKS: readonly (readonly [mark: string, encoding: string])[] = [
  ['efbbbf', 'utf-8'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
];

/**
 * Decodes a page: by its byte order mark, the header, or its own declaration; otherwise as UTF-8.
 * @param contentType value of the header
 */
export function decodePage(bytes: Buffer, contentType = ''): string {
  const start = bytes.subarray(0, PRESCAN);
  const marked = MARKS.find(([mark]) => start.toString('hex', 0, 3).startsWith(mark))?.[1];
  const labels = [marked, charsetIn(contentType), declaredIn(start.toString('latin1'))];
  for (const label of labels) {
    try {
      if (label !== undefined) return new TextDecoder(label).decode(bytes);
    } catch {
      // There is no such encoding.
    }
  }
  return new TextDecoder().decode(bytes);
}

/** The encoding that a page names in its first `meta` that names one. */
function declaredIn(start: string): string | undefined {
  const [, ...metas] = start.split(/<meta/i);
  return metas.map((meta) => charsetIn(meta.split('>', 1)[0] ?? '')).find((label) => label !== undefined);
}

function charsetIn(text: string): string | undefined {
  return /charset\s*=\s*["']?([\w.:-]+)/i.exec(text)?.[1];
}
