import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

export default ts.config(
  {
    ignores: [
      '**/node_modules/',
      '.wrangler/',
      'web/dist*/',
      'web/src/paraglide/',
      'test/.out/',
      'worker/worker-configuration.d.ts',
    ],
  },
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      'no-console': ['error', { allow: ['error', 'warn', 'info'] }],
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300 }],
      'no-warning-comments': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // `undefined` and types already say it; a bare `() => {}` is an honest "nothing to do".
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: { 'max-lines': ['error', { max: 300 }], 'svelte/no-at-html-tags': 'error' },
  },
  { files: ['**/*.svelte'], rules: { 'max-lines': ['error', { max: 120 }] } },
  // The command line and the tests print on purpose; browser scripts of the emulator are plain files.
  { files: ['test/**'], rules: { 'no-console': 'off' } },
);
