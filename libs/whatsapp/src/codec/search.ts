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

/** Shows where the words of a search are in the messages that were found. */
export class Snippets {
  private readonly terms: readonly { words: readonly string[]; isPrefix: boolean }[];
  /** Characters of scripts without spaces, in a row. */
  private readonly runs: readonly string[];

  constructor(terms: readonly SearchTerm[]) {
    this.terms = terms.map(({ words, isPrefix }) => ({ words: words.split(' ').map(fold), isPrefix }));
    this.runs = terms
      .map(({ words }) => words.replaceAll(' ', ''))
      .filter((wanted) => wanted.search(UNSPACED) >= 0);
  }

  /**
   * The part of a message in which the words are.
   * @param text its text or caption, as it is shown
   * @param details what {@link detailsOf} has found besides
   */
  of(text: string | undefined, details: string | null): Snippet | undefined {
    const [names = ''] = (details ?? '').split(COPY, 1);
    const candidates = [text ?? '', ...names.split('\n')].filter(Boolean);
    for (const candidate of candidates) {
      const spans = this.spansIn(candidate);
      if (spans.length > 0) return cut(candidate, spans);
    }
    const [first] = candidates;
    return first === undefined ? undefined : cut(first, []);
  }

  private spansIn(text: string): Span[] {
    const spans: Span[] = [];
    for (const word of text.matchAll(WORD)) {
      if (spans.length >= MOST_HIGHLIGHTS) break;
      const start = word.index;
      if (this.isHit(fold(word[0]))) spans.push({ start, length: word[0].length });
      else spans.push(...this.partsIn(word[0], start));
    }
    return spans.slice(0, MOST_HIGHLIGHTS);
  }

  private isHit(folded: string): boolean {
    return this.terms.some(({ words, isPrefix }) =>
      words.some((word, index) =>
        isPrefix && index === words.length - 1 ? folded.startsWith(word) : folded === word,
      ),
    );
  }

  /** Where the characters of scripts without spaces are in a run of them. */
  private partsIn(run: string, offset: number): Span[] {
    return this.runs.flatMap((wanted) => {
      const at = run.indexOf(wanted);
      return at < 0 ? [] : [{ start: offset + at, length: wanted.length }];
    });
  }
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
