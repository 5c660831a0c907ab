// The rules of n8n for packages with nodes: `npm run lint` checks them.
import { configs } from '@n8n/eslint-plugin-community-nodes';
import * as parser from '@typescript-eslint/parser';

export default [
  { ignores: ['**/dist/**', '**/*.spec.ts'] },
  {
    ...configs.recommended,
    files: ['**/*.ts', '**/package.json'],
    languageOptions: { parser, parserOptions: { extraFileExtensions: ['.json'] } },
    rules: {
      ...configs.recommended.rules,
      // Who publishes the package is their author.
      '@n8n/community-nodes/valid-author': 'off',
    },
  },
];
