import { describe, expect, it } from 'vitest';
import { checkSelection } from './check-selection.ts';

const contestant = { label: 'dann', role: 'contestant' } as const;
const oracle = { label: 'ceiling', role: 'oracle' } as const;

describe('the selecting rule', () => {
  it('may need held-out source images where no row is an oracle', () => {
    expect(() => checkSelection({ name: 'dev', heldOut: 'source' }, [contestant], 'x.json')).not.toThrow();
  });

  it('is refused for an oracle, whose held-out images are of the target, with the row and a way out', () => {
    const check = (): void => checkSelection({ name: 'dev', heldOut: 'source' }, [contestant, oracle], 'x.json');
    expect(check).toThrow(/x\.json: selection\.validator 'dev' needs held-out source images, and 'ceiling' holds out/);
    expect(check).toThrow(expect.objectContaining({ code: 'TL_EXPERIMENT_INVALID', exitStatus: 2 }) as Error);
  });

  it('may be any other for an oracle', () => {
    expect(() => checkSelection({ name: 'a', heldOut: 'any' }, [oracle], 'x.json')).not.toThrow();
    expect(() => checkSelection({ name: 'b' }, [oracle], 'x.json')).not.toThrow();
  });
});
