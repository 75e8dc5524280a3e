import { describe, expect, it } from 'vitest';
import { adaptationEvidence, chooseThreshold, pointsLost, type GuardCase } from './guard.ts';

const higher = { better: 'higher' } as const;
const lower = { better: 'lower' } as const;

describe('adaptationEvidence', () => {
  const clear = { method: { 0: 2, 1: 2.1, 2: 2.2 }, sourceOnly: { 0: 1, 1: 1.1, 2: 1.3 } };
  const noise = { method: { 0: 2, 1: 1, 2: 3 }, sourceOnly: { 0: 1, 1: 2, 2: 2.5 } };

  it('counts validators that prefer one side beyond the spread of seeds', () => {
    expect(adaptationEvidence([{ ...higher, ...clear }])).toBe(1);
    expect(adaptationEvidence([{ ...lower, ...clear }])).toBe(-1);
    expect(adaptationEvidence([{ ...higher, ...noise }])).toBe(0);
    expect(adaptationEvidence([{ ...higher, ...clear }, { ...higher, ...noise }])).toBe(0.5); // prettier-ignore
  });

  it('says nothing from one seed, and is undefined without a common one', () => {
    expect(adaptationEvidence([{ ...higher, method: { 0: 9 }, sourceOnly: { 0: 1 } }])).toBe(0);
    expect(adaptationEvidence([{ ...higher, method: { 0: 9 }, sourceOnly: { 1: 1 } }])).toBeUndefined();
    expect(adaptationEvidence([{ ...higher, method: { 0: NaN }, sourceOnly: { 0: 1 } }])).toBeUndefined();
    expect(adaptationEvidence([])).toBeUndefined();
  });
});

describe('a guard', () => {
  const cases: GuardCase[] = [
    { evidence: 1, adapted: 0.9, sourceOnly: 0.8 },
    { evidence: 0.5, adapted: 0.9, sourceOnly: 0.8 },
    { evidence: 0, adapted: 0.5, sourceOnly: 0.8 },
  ];

  it('adapts from the evidence on that loses fewest points', () => {
    const threshold = chooseThreshold(cases);
    expect(threshold).toBe(0.5);
    expect(pointsLost(cases, ({ evidence }) => evidence >= threshold)).toBe(0);
    expect(pointsLost(cases, () => true)).toBeCloseTo(0.1, 12);
    expect(pointsLost(cases, () => false)).toBeCloseTo(0.2 / 3, 12);
  });

  it('never adapts where that is best or nothing is known, and always where all evidence misleads', () => {
    expect(chooseThreshold([{ evidence: 1, adapted: 0.5, sourceOnly: 0.6 }])).toBe(Infinity);
    expect(chooseThreshold([])).toBe(Infinity);
    expect(chooseThreshold([{ evidence: -1, adapted: 0.9, sourceOnly: 0.6 }])).toBe(-1);
  });
});
