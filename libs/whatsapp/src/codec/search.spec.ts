import { detailsOf, searchFault, searchTerms, Snippets } from './search.js';

const word = (words: string) => ({ words, isPrefix: true });
const phrase = (words: string) => ({ words, isPrefix: false });

describe('what is searched for', () => {
  it.each([
    ['Hello  wor', [word('Hello'), word('wor')]],
    ['"New order" 42', [phrase('New order'), word('42')]],
    ['a', [phrase('a')]],
    ['foo-bar', [word('foo bar')]],
    ['NEAR(a b)*', [phrase('NEAR a'), phrase('b')]],
    ['你好 iPhone手机', [phrase('你 好'), word('iPhone'), phrase('手 机')]],
    ['ที่', [phrase('ที่')]],
    ['"unclosed', [word('unclosed')]],
    ['🙂 !', []],
  ])('%s', (query, terms) => {
    expect(searchTerms(query)).toEqual(terms);
  });

  it('is refused if there is no word in it, or too many', () => {
    expect(searchFault('🙂')).toBe('must contain a letter or digit');
    expect(searchFault('a b c d e f g h i j k')).toMatch('at most 10 words');
    expect(searchFault('\ud800a')).toMatch('Unicode');
    expect(searchFault('hello')).toBeUndefined();
  });
});

describe('what is found besides the text', () => {
  it('is the names in a message, and single characters of scripts without spaces', () => {
    const media = { mimetype: 'application/pdf', fileName: 'Invoice.pdf' };
    expect(detailsOf({ kind: 'content', type: 'document', caption: 'Look', media })).toBe('Invoice.pdf');
    expect(detailsOf({ kind: 'content', type: 'text', text: 'Hello' })).toBeNull();
    const poll = { name: 'Lunch?', options: ['Soto', 'Rawon'], selectableCount: 1 };
    expect(detailsOf({ kind: 'content', type: 'poll', text: 'Lunch?', poll })).toBe('Soto\nRawon');
    expect(detailsOf({ kind: 'content', type: 'text', text: '你好' })?.split(/\s+/u)).toEqual(
      expect.arrayContaining(['你', '好']),
    );
  });
});

describe('a snippet', () => {
  const found = (text: string, query: string, details: string | null = null) => {
    const snippet = new Snippets(searchTerms(query)).of(text, details);
    return {
      text: snippet?.text,
      hits: snippet?.highlights.map(({ start, length }) => snippet.text.slice(start, start + length)),
    };
  };

  it('shows where the words are', () => {
    expect(found('Crème brûlée for Anna', 'creme ann')).toEqual({
      text: 'Crème brûlée for Anna',
      hits: ['Crème', 'Anna'],
    });
    expect(found('我想说你好吗', '你好').hits).toEqual(['你好']);
  });

  it('is short, and divides no character', () => {
    const { text, hits } = found(`${'🙂'.repeat(60)} needle ${'x '.repeat(200)}`, 'needle');
    expect(hits).toEqual(['needle']);
    expect(text?.length).toBeLessThan(170);
    expect(text).not.toMatch(/\p{Cs}/u);
    expect(text).toMatch(/^….*…$/u);
  });

  it('is the name of a file if the words are there', () => {
    expect(found('Look', 'invoice', 'Invoice.pdf')).toEqual({ text: 'Invoice.pdf', hits: ['Invoice'] });
  });
});
