// Makes dist/docs/: the reference at /docs, which shows the OpenAPI document, and the guides at /docs/guides/. Texts come
// from docs/, README.md and the document; a link between guides that leads nowhere fails the build.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Marked } from 'marked';
import { getHeadingList, gfmHeadingId } from 'marked-gfm-heading-id';

const OUTPUT = 'dist/docs';
const SWAGGER = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));

const guides = new Map(
  readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => [name.slice(0, -'.md'.length), readFileSync(join('docs', name), 'utf8')]),
);
/** Ids of the headings of each guide. */
const headings = new Map();
/** Links to headings, which are checked when all are known. */
const promises = [];

/** @param from where the links of a text lead from, and how the page reaches the guides */
function renderer({ name, toGuides }) {
  const marked = new Marked(gfmHeadingId());
  marked.use({
    renderer: {
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        if (/^https?:/.test(href)) return `<a href="${href}" rel="noreferrer">${text}</a>`;
        const [, guide = name, heading] = /^(?:docs\/)?(?:([\w-]+)\.md)?(?:#([\w-]+))?$/.exec(href) ?? [
          undefined,
          '',
        ];
        // The other files stay in the repository.
        if (!guides.has(guide)) return text;
        if (heading !== undefined) promises.push({ from: name, guide, heading });
        const place = guide === name ? '' : `${toGuides}${guide}`;
        return `<a href="${place}${heading === undefined ? '' : `#${heading}`}">${text}</a>`;
      },
      // Comments mark what scripts write.
      html: () => '',
      // What is too wide scrolls, also by keyboard.
      table({ header, rows }) {
        const cell = ({ tokens, header: isHead, align }) => {
          const tag = isHead ? 'th' : 'td';
          const side = align ? ` class="${align}"` : '';
          return `<${tag}${side}>${this.parser.parseInline(tokens)}</${tag}>`;
        };
        const row = (cells) => `<tr>${cells.map(cell).join('')}</tr>`;
        return `<div class="table" tabindex="0"><table><thead>${row(header)}</thead><tbody>${rows.map(row).join('')}</tbody></table></div>`;
      },
      code({ text }) {
        return `<pre tabindex="0"><code>${escaped(text)}</code></pre>`;
      },
    },
  });
  return marked;
}

function escaped(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A page with its places filled. */
function filled(template, values) {
  return readFileSync(join('apps/docs', template), 'utf8').replaceAll(
    /\{\{(\w+)\}\}/g,
    (_, name) => values[name],
  );
}

function titleOf(text) {
  return /^# (.+)$/m.exec(text)?.[1];
}

/** The list of guides in README.md, which gives the order. */
const list = /^## Guides\n+([^]*?)\n## /m.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
const order = [...new Set([...list.matchAll(/\(docs\/([\w-]+)\.md/g)].map(([, name]) => name))];
const unlisted = [...guides.keys()].filter((name) => !order.includes(name));
if (unlisted.length > 0) throw new Error(`README.md does not list these guides: ${unlisted.join(', ')}`);

rmSync(OUTPUT, { recursive: true, force: true });
mkdirSync(join(OUTPUT, 'assets'), { recursive: true });
mkdirSync(join(OUTPUT, 'guides'));

for (const [name, text] of guides) {
  const content = renderer({ name, toGuides: '' }).parse(text);
  const own = getHeadingList();
  headings.set(name, new Set(own.map(({ id }) => id)));
  const links = order.map(
    (each) =>
      `<li><a href="${each}"${each === name ? ' aria-current="page"' : ''}>${escaped(titleOf(guides.get(each)))}</a></li>`,
  );
  const contents = own
    .filter(({ level }) => level === 2)
    .map(({ id, text: title }) => `<li><a href="#${id}">${title}</a></li>`);
  const page = filled('guide.html', {
    title: escaped(titleOf(text)),
    guides: `<ul>${links.join('')}</ul>`,
    content,
    contents: contents.length > 1 ? `<h2>On this page</h2><ul>${contents.join('')}</ul>` : '',
  });
  writeFileSync(join(OUTPUT, 'guides', `${name}.html`), page);
}
const broken = promises.filter(({ guide, heading }) => !headings.get(guide).has(heading));
if (broken.length > 0)
  throw new Error(
    broken.map(({ from, guide, heading }) => `${from}: ${guide}.md has no #${heading}`).join('\n'),
  );

const { info } = JSON.parse(readFileSync('dist/openapi.json', 'utf8'));
const inReference = renderer({ name: 'README', toGuides: 'docs/guides/' });
writeFileSync(
  join(OUTPUT, 'reference.html'),
  filled('reference.html', {
    version: escaped(info.version),
    introduction: inReference.parse(info.description),
    guides: inReference.parse(list),
  }),
);
const styles = ['apps/console/src/theme.css', 'apps/docs/docs.css'].map((file) => readFileSync(file, 'utf8'));
writeFileSync(join(OUTPUT, 'assets', 'docs.css'), styles.join('\n'));
copyFileSync('apps/docs/reference.js', join(OUTPUT, 'assets', 'reference.js'));
copyFileSync('apps/console/src/icon.svg', join(OUTPUT, 'assets', 'icon.svg'));
for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js'])
  copyFileSync(join(SWAGGER, name), join(OUTPUT, 'assets', name));
// The server sends these instead where the browser takes them.
for (const name of readdirSync(join(OUTPUT, 'assets'))) {
  const file = join(OUTPUT, 'assets', name);
  writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
}
