import { describe, expect, it } from 'vitest';
import { needsOf } from './needs-of.ts';
import { findMethod } from './registry.ts';

describe('what a method needs', () => {
  it.each([
    ['source-only', ['source images']],
    ['dann', ['source images', 'target images']],
    ['shot', ['source images at first', 'target images']],
    ['tent', ['source images at first', 'target images', 'batch norm']],
    ['fix-match', ['source images', 'target images', 'training from pixels']],
    ['adda', ['source images', 'target images', 'training from pixels']],
    ['mix-style', ['source images', 'several sources', 'training from pixels']],
    ['irm', ['source images', 'several sources']],
    ['target-oracle', ['target images', 'target labels']],
    ['delta', ['source images']],
  ])('%s: %j', (name, expected) => {
    expect(needsOf(findMethod(name))).toEqual(expected);
  });
});
