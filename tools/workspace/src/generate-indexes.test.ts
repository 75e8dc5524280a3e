import { describe, expect, it } from 'vitest';
import { generatedIndexes, generateIndexes, methodFamilies } from '../generate-indexes.mjs';

describe('the generated indexes', () => {
  it('equal their folders, each as `npm run generate` writes it', () => {
    expect(generateIndexes({ check: true })).toEqual([]);
  });

  it('read the families of methods from the folders that define methods', () => {
    expect(methodFamilies()).toEqual(expect.arrayContaining(['adaptation', 'baseline', 'finetuning', 'oracle']));
    expect(methodFamilies()).not.toContain('losses');
    expect(methodFamilies()).not.toContain('generated');
  });

  it('name a file of a list by its own name in camel case', () => {
    const sets = generatedIndexes().find(({ path }) => path.endsWith('/weight-sets.ts'))?.text;
    expect(sets).toContain("import { timmVgg16Bn } from '../weight-sets/timm-vgg16-bn.ts';");
    expect(sets).toContain('  timmVgg16Bn,');
  });
});
