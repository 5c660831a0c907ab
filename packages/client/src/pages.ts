/** Reads one page, the first without a cursor. */
export type ReadPage<Page> = (cursor: string | undefined) => Promise<Page>;

/**
 * A list that comes in pages. Await it for its first page; iterate it for all entries, or `pages()` for all pages. Nothing
 * is read ahead.
 */
export class Paged<Page extends { nextCursor?: string }, Item> extends Promise<Page> {
  /** What `then` returns is a plain promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  constructor(
    private readonly read: ReadPage<Page>,
    private readonly itemsOf: (page: Page) => readonly Item[],
  ) {
    super((resolve) => resolve(read(undefined)));
  }

  /** The pages, in order. */
  async *pages(): AsyncGenerator<Page, void> {
    let page: Page = await this;
    yield page;
    while (page.nextCursor !== undefined) {
      page = await this.read(page.nextCursor);
      yield page;
    }
  }

  /** The entries of all pages, in order. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void> {
    for await (const page of this.pages()) yield* this.itemsOf(page);
  }
}
