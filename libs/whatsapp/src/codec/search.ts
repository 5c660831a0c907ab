import type { SearchTerm } from '#libs/storage';
import type { Content } from './said.js';

/** Characters of scripts that do not write spaces between words, with their marks. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*/gu;
const UNSPACED_RUN =
  /(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*)+/gu;
/** What the search takes for a word. */
const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;

/** Separates the names in a message from the copy of its text in which every character is a word. */
const COPY = '\u001f';
/** How much is found besides the text, in characters. */
const LONGEST_DETAILS = 20_000;
/** Largest number of words in a search. */
const MOST_TERMS = 10;

/** Length of a snippet, and how much of it comes before the first hit, in characters. */
const SNIPPET = 160;
const BEFORE_HIT = 50;
const MOST_HIGHLIGHTS = 20;

/** A part of a text, in UTF-16 units. */
export interface Span {
  start: number;
  length: number;
}

/** The part of a message in which something was found. */
export interface Snippet {
  text: string;
  highlights: Span[];
}

/** What a search finds in a message besides its text; null: nothing. */
export function detailsOf(said: Content): string | null {
  const {
    text,
    caption,
    media,
    attachments = [],
    location,
    contacts = [],
    poll,
    product,
    groupInvite,
  } = said;
  const names = [
    text === undefined ? undefined : caption,
    media?.fileName,
    ...attachments.slice(1).map(({ fileName }) => fileName),
    location?.name,
    location?.address,
    ...contacts.flatMap(({ name, organization }) => [name, organization]),
    ...(poll?.options ?? []),
    product?.title,
    groupInvite?.name,
  ].filter(Boolean);
  const shown = names.join('\n').slice(0, LONGEST_DETAILS);
  const whole = [text ?? caption ?? '', shown].join('\n').slice(0, LONGEST_DETAILS);
  const copy = whole.search(UNSPACED) < 0 ? '' : COPY + spaced(whole);
  return shown + copy || null;
}

function spaced(text: string): string {
  return text.replace(UNSPACED, ' $& ');
}

/** The words that a caller searches for. Words in quotes have to follow each other. */
export function searchTerms(query: string): SearchTerm[] {
  return [...query.matchAll(/"([^"]*)"|[^\s"]+/gu)].flatMap(([piece, phrase]) =>
    phrase === undefined ? termsIn(piece) : termsOf(spaced(phrase), false),
  );
}

/** What is wrong with a text to search for. */
export function searchFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (/\p{Cs}/u.test(value)) return 'must be well-formed Unicode';
  const { length } = searchTerms(value);
  if (length === 0) return 'must contain a letter or digit';
  return length > MOST_TERMS ? `must have at most ${MOST_TERMS} words` : undefined;
}

/** Characters without spaces between them have to follow each other, anywhere in a text. */
function termsIn(piece: string): SearchTerm[] {
  const runs = [...piece.matchAll(UNSPACED_RUN)].map(([run]) => run);
  const others = piece.split(UNSPACED_RUN);
  return [
    ...others.flatMap((words) => termsOf(words, true)),
    ...runs.flatMap((run) => termsOf(spaced(run), false)),
  ];
}

function termsOf(words: string, isPrefix: boolean): SearchTerm[] {
  const found = words.match(WORD);
  // One letter begins too many words.
  return found ? [{ words: found.join(' '), isPrefix: isPrefix && (found.at(-1) ?? '').length > 1 }] : [];
}

/**
 * The part of a message in which the words of a search are.
 * @param text its text or caption, as it is shown
 * @param details what {@link detailsOf} has found besides
 */
export function snippetOf(
  text: string | undefined,
  details: string | null,
  terms: readonly SearchTerm[],
): Snippet | undefined {
  const [names = ''] = (details ?? '').split(COPY, 1);
  const candidates = [text ?? '', ...names.split('\n')].filter(Boolean);
  const hits = candidates.map((candidate) => ({ candidate, spans: spansIn(candidate, terms) }));
  const best = hits.find(({ spans }) => spans.length > 0) ?? hits[0];
  return best && cut(best.candidate, best.spans);
}

function spansIn(text: string, terms: readonly SearchTerm[]): Span[] {
  const spans: Span[] = [];
  for (const word of text.matchAll(WORD)) {
    if (spans.length >= MOST_HIGHLIGHTS) break;
    const start = word.index;
    if (terms.some((term) => isHit(word[0], term))) spans.push({ start, length: word[0].length });
    else spans.push(...partsIn(word[0], start, terms));
  }
  return spans.slice(0, MOST_HIGHLIGHTS);
}

function isHit(word: string, { words, isPrefix }: SearchTerm): boolean {
  const folded = fold(word);
  const parts = words.split(' ').map(fold);
  return parts.some((part, index) =>
    isPrefix && index === parts.length - 1 ? folded.startsWith(part) : folded === part,
  );
}

/** Where characters of scripts without spaces are in a run of them. */
function partsIn(run: string, offset: number, terms: readonly SearchTerm[]): Span[] {
  return terms.flatMap(({ words }) => {
    const wanted = words.replaceAll(' ', '');
    const at = wanted.search(UNSPACED) < 0 ? -1 : run.indexOf(wanted);
    return at < 0 ? [] : [{ start: offset + at, length: wanted.length }];
  });
}

/** A word without what the search does not tell apart: case, and accents. */
function fold(word: string): string {
  return word
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
}

function cut(text: string, spans: readonly Span[]): Snippet {
  const first = spans[0]?.start ?? 0;
  const from = first <= BEFORE_HIT ? 0 : boundary(text, first - BEFORE_HIT);
  const to = boundary(text, Math.min(text.length, from + SNIPPET));
  const lead = from > 0 ? '…' : '';
  const shift = lead.length - from;
  return {
    text: lead + text.slice(from, to) + (to < text.length ? '…' : ''),
    highlights: spans
      .filter(({ start, length }) => start + length <= to)
      .map(({ start, length }) => ({ start: start + shift, length })),
  };
}

/** A place that does not divide a character. */
function boundary(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}
