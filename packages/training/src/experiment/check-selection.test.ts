import { describe, expect, it } from 'vitest';
import { checkSelection } from './check-selection.ts';

const contestant = { label: 'dann', role: 'contestant', swept: false } as const;
const oracle = { label: 'ceiling', role: 'oracle', swept: false } as const;
const comparing = { name: 'dev', reads: ['heldOutEmbeddings'], heldOut: 'source' } as const;

describe('the selecting rule', () => {
  it('may need held-out source images where no row is an oracle', () => {
    expect(() => checkSelection(comparing, [contestant], 'x.json')).not.toThrow();
  });

  it('is refused for an oracle, whose held-out images are of the target, with the row and a way out', () => {
    const check = (): void => checkSelection(comparing, [contestant, oracle], 'x.json');
    expect(check).toThrow(/x\.json: the selecting rule 'dev' needs held-out source images, and 'ceiling' holds out/);
    expect(check).toThrow(expect.objectContaining({ code: 'TL_EXPERIMENT_INVALID', exitStatus: 2 }) as Error);
  });

  it('may be any other for an oracle', () => {
    expect(() => checkSelection({ ...comparing, heldOut: 'any' }, [oracle], 'x.json')).not.toThrow();
    expect(() => checkSelection({ name: 'b', reads: ['targetTrainLogits'] }, [oracle], 'x.json')).not.toThrow();
  });

  it('is refused for early stopping when it is better at each evaluation', () => {
    const stopping = { ...contestant, stopsEarly: true };
    expect(() => checkSelection({ name: 'last', reads: ['step'] }, [stopping], 'x.json')).toThrow(/never stops it/);
    expect(() => checkSelection(comparing, [stopping], 'x.json')).not.toThrow();
  });

  it('is refused for a sweep when it knows the step alone', () => {
    const swept = { ...contestant, swept: true };
    expect(() => checkSelection({ name: 'last', reads: ['step'] }, [swept], 'x.json')).toThrow(/'dann' alike/);
    expect(() => checkSelection({ name: 'last', reads: ['step'] }, [contestant], 'x.json')).not.toThrow();
  });
});
