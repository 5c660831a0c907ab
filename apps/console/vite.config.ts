import { defineConfig } from 'vite';

/** The pages are served below this path, under a policy that allows nothing inline. */
export default defineConfig({
  base: '/console/',
  publicDir: false,
  // The preset of Preact brings a compiler of its own, which this needs not.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    rolldownOptions: { input: ['apps/console/index.html', 'apps/console/phones.html'] },
    outDir: '../../dist/console',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ['chrome123', 'firefox121', 'safari17.5'],
  },
  logLevel: 'warn',
});
