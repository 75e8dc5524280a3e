import { createTrunk } from '@trunkline/backbone';
import { createHead } from '@trunkline/heads';
import { describe, expect, it } from 'vitest';
import { describeArchitecture } from '../architecture.ts';
import { mixStyle } from './mix-style.ts';

const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16 });
const head = createHead({ kind: 'linear', classes: 3, inputWidth: trunk.embeddingWidth });

describe('mix-style', () => {
  it('refuses one source, and a block that is not there', () => {
    const options = mixStyle.options.parse({});
    expect(mixStyle.requires?.(describeArchitecture(trunk, head, 1), options)).toMatch(
      /Give data\.sources two or more/,
    );
    expect(mixStyle.requires?.(describeArchitecture(trunk, head, 2), options)).toBeUndefined();
    const beyond = mixStyle.options.parse({ block: 6 });
    expect(mixStyle.requires?.(describeArchitecture(trunk, head, 2), beyond)).toMatch(/vgg16-gap has 5 blocks/);
  });
});
