import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { basename } from 'node:path';
import { methodFiles } from './tools/workspace/generate-indexes.mjs';
import { noMethodNames } from './tools/workspace/no-method-names.mjs';

/** Which tiers a tier may import from: the table of rooms in docs/architecture.md. */
const constraints = [
  ['tier:base', ['tier:base']],
  ['tier:0', ['tier:base']],
  ['tier:1', ['tier:base', 'tier:0']],
  ['tier:2', ['tier:base', 'tier:0', 'tier:1']],
  ['tier:3', ['tier:base', 'tier:0', 'tier:1', 'tier:2']],
  ['tier:4', ['tier:base', 'tier:0', 'tier:1', 'tier:2', 'tier:3']],
  // Readers of data want no tensors: their package installs without the engine.
  ['room:data', ['tier:base']],
  ['tier:dev', ['tier:base', 'tier:0', 'tier:1', 'tier:2', 'tier:3', 'tier:4', 'tier:dev']],
].map(([sourceTag, onlyDependOnLibsWithTags]) => ({ sourceTag, onlyDependOnLibsWithTags }));

const boundaries = (depConstraints) => ['error', { enforceBuildableLibDependency: false, allow: [], depConstraints }];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '.nx/**',
      'runs/**',
      'reports/**',
      '**/generated/**',
      'packages/engine/types/**',
    ],
  },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.mjs'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': boundaries(constraints),
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      'no-console': 'error',
      'no-duplicate-imports': ['error', { includeExports: false }],
      eqeqeq: 'error',
      'prefer-const': 'error',
    },
  },
  {
    // The labels of a target domain are opened in two places only (docs/decisions/0030, 0064).
    files: ['**/*.ts', '**/*.mjs'],
    ignores: ['packages/data/**', 'packages/training/src/{run/final-evaluation,inputs/oracle-labels}.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@trunkline/data/sealed',
              message: 'Target labels are opened by the final evaluation and the oracle of training alone.',
            },
          ],
        },
      ],
    },
  },
  {
    // Shared code never asks which method it runs; tests and experiments name methods, and so does one that is proposed.
    files: ['packages/*/src/**/*.ts', 'apps/*/src/**/*.ts'],
    ignores: ['**/*.test.ts', 'apps/cli/src/init/first-rows.ts', 'apps/cli/src/commands/completion.ts'], // fish is a shell
    plugins: {
      trunkline: { rules: { 'no-method-names': noMethodNames(methodFiles().map((file) => basename(file))) } },
    },
    rules: { 'trunkline/no-method-names': 'error' },
  },
  {
    files: ['**/*.test.ts', '**/test/support/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(
        constraints.map((one) => ({ ...one, onlyDependOnLibsWithTags: [...one.onlyDependOnLibsWithTags, 'tier:dev'] })),
      ),
    },
  },
  { files: ['tools/**/*.mjs', 'apps/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: { '@typescript-eslint/no-floating-promises': 'error', '@typescript-eslint/no-misused-promises': 'error' },
  },
);
