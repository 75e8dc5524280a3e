import { compareWith, meanInterval, type Role, type TestedSummary } from '@trunkline/evaluation';
import { describe, expect, it } from 'vitest';
import { answer } from './answer.ts';

type Accuracies = Record<string, number>;

const sourceOnly = { 0: 0.5, 1: 0.52, 2: 0.51 };

function row(
  label: string,
  accuracies: Accuracies,
  options: { role?: Role; seconds?: number; against?: Accuracies } = {},
) {
  const [difference] = compareWith([accuracies], options.against ?? {});
  const interval = meanInterval(accuracies);
  const summary: TestedSummary = {
    label,
    method: label,
    family: 'adaptation',
    role: options.role ?? 'contestant',
    head: 'linear',
    source: 'mnist',
    target: 'mnist-m',
    selectionValidator: 'last',
    selectionScore: meanInterval({ 0: 60, 1: 60, 2: 60 }),
    selectionBetter: 'higher',
    metrics: {
      'test/target/accuracy': interval,
      'test/target/macro-accuracy': interval,
      'test/target/calibration-error': interval,
      'test/source/accuracy': meanInterval({ 0: 0.9, 1: 0.91, 2: 0.9 }),
    },
    ...(difference === undefined ? {} : { differenceToBaseline: { ...difference, baseline: 'source-only' } }),
    seconds: meanInterval({ 0: options.seconds ?? 30, 1: options.seconds ?? 30, 2: options.seconds ?? 30 }),
    trainableParameters: 7_000_000,
    methodParameters: 0,
    totalParameters: 14_000_000,
    multiplyAddsPerImage: 313_000_000,
    validators: [],
    oracle: interval,
  };
  return summary;
}

const baseline = row('source-only', sourceOnly, { role: 'baseline' });
const better = row('dann', { 0: 0.7, 1: 0.73, 2: 0.71 }, { against: sourceOnly });
const unclear = row('coral', { 0: 0.55, 1: 0.5, 2: 0.53 }, { against: sourceOnly });

describe('answer', () => {
  it('says yes when the paired interval lies above zero, and how much of the gap to the oracle is closed', () => {
    const oracle = row('target-oracle', { 0: 0.9, 1: 0.92, 2: 0.91 }, { role: 'oracle', against: sourceOnly });
    const { verdict, headline, shouldTransfer } = answer([baseline, better, oracle]);
    expect(verdict).toBe('gain');
    expect(headline).toBe(
      'Yes: dann gains 20.3 points over source-only on mnist-m, larger than the noise over 3 seeds.',
    );
    expect(shouldTransfer).toContain('closes 51 % of the gap to target-oracle');
  });

  it('calls the baseline by its label', () => {
    const relabelled = { ...baseline, label: 'no adaptation', method: 'source-only' };
    const { verdict, headline, shouldTransfer } = answer([relabelled, better]);
    expect(verdict).toBe('gain');
    expect(headline).toContain('over no adaptation on mnist-m');
    expect(shouldTransfer).toContain('of no adaptation');
  });

  it('says that nothing is shown when the interval includes zero', () => {
    const { verdict, headline, shouldTransfer } = answer([baseline, unclear]);
    expect(verdict).toBe('noise');
    expect(headline).toContain('not larger than the noise over 3 seeds');
    expect(shouldTransfer).toMatch(/^Not on this evidence/);
  });

  it('says that a method did nothing yet where it scores as the baseline in every seed, and calls that no noise', () => {
    const same = (label: string) => row(label, sourceOnly, { against: sourceOnly });
    const { verdict, headline, shouldTransfer, how } = answer([baseline, same('dann'), same('mcc')]);
    expect(verdict).toBe('unknown');
    expect(headline).toBe(
      'Not known yet: dann and mcc score exactly as source-only in all 3 seeds: these methods did nothing yet.',
    );
    expect(shouldTransfer).toContain('dann scores exactly as source-only in all 3 seeds: it did nothing yet.');
    expect(`${headline} ${shouldTransfer}`).not.toContain('noise');
    expect(how).toMatch(/^dann and mcc have the same mean, the highest\./);
    const nothing = { ...same('mcc'), label: 'mcc' };
    expect(answer([baseline, better, nothing]).caveats.join(' ')).toContain('mcc scores exactly as source-only');
  });

  it('says that a model gives everything one class', () => {
    const blind = { ...better, oneClass: { 0: 'cat', 1: 'cat', 2: 'dog' } };
    const { verdict, headline, shouldTransfer, caveats } = answer([baseline, blind]);
    expect(verdict).toBe('unknown');
    expect(headline).toBe('Not known yet: the best method, dann, gives every test picture of mnist-m one class.');
    expect(shouldTransfer).toContain('("cat" and "dog"): it tells nothing apart');
    expect(caveats.join(' ')).toContain('dann gives every test picture of mnist-m one class');
    const once = { ...better, oneClass: { 1: 'cat' } };
    expect(answer([baseline, once])).toMatchObject({ verdict: 'gain' });
    expect(answer([baseline, once]).caveats.join(' ')).toContain('dann in seed 1 gives every test picture');
  });

  it('names the one method that is behind, and shares the first place of those that tie without a baseline', () => {
    const third = row('mcc', { 0: 0.3, 1: 0.31, 2: 0.3 }, { against: sourceOnly });
    expect(answer([baseline, better, { ...better, label: 'cdan' }, third]).how).toContain(
      'mcc is behind by more than the noise.',
    );
    expect(answer([baseline, better, third]).how).toContain('it beats mcc by more than the noise');
    expect(answer([better, { ...better, label: 'cdan' }]).headline).toBe(
      'dann and cdan score the same on mnist-m in all 3 seeds.',
    );
  });

  it('goes by Holm’s correction, not by a row’s own interval', () => {
    const corrected = (adjustedPValue: number, low: number, verdict: 'above' | 'level'): TestedSummary => ({
      ...better,
      ...(better.differenceToBaseline && {
        differenceToBaseline: {
          ...better.differenceToBaseline,
          holm: { comparisons: 6, adjustedPValue, low, high: 0.4, verdict },
        },
      }),
    });
    expect(better.differenceToBaseline?.significant).toBe(true);
    const { verdict, shouldTransfer } = answer([baseline, corrected(0.07, -0.01, 'level')]);
    expect(verdict).toBe('noise');
    expect(shouldTransfer).toContain('−1.0 to +40.0 (after Holm’s correction for 6 comparisons)');
    expect(answer([baseline, corrected(0.04, 0.01, 'above')]).verdict).toBe('gain');
  });

  it('names a method that is surely above rather than a noisy one with a higher mean, and the others above', () => {
    const noisy = row('noisy', { 0: 0.5, 1: 0.99, 2: 0.9 }, { against: sourceOnly });
    const also = row('mcc', { 0: 0.69, 1: 0.71, 2: 0.702 }, { against: sourceOnly });
    const { verdict, headline, shouldTransfer } = answer([baseline, noisy, better, also]);
    expect(verdict).toBe('gain');
    expect(headline).toContain('Yes: dann gains');
    expect(shouldTransfer).toContain('Above source-only as well: mcc.');
  });

  it('says no when even the best method ends below source-only', () => {
    const worse = row('dann', { 0: 0.3, 1: 0.31, 2: 0.32 }, { against: sourceOnly });
    expect(answer([baseline, worse])).toMatchObject({
      verdict: 'loss',
      headline: expect.stringContaining('20.0 points') as string,
    });
  });

  it('never takes the oracle for a method', () => {
    const oracle = row('target-oracle', { 0: 0.99, 1: 0.99, 2: 0.98 }, { role: 'oracle', against: sourceOnly });
    expect(answer([baseline, better, oracle]).headline).toContain('dann');
  });

  it('claims nothing from one seed', () => {
    const alone = row('dann', { 0: 0.9 }, { against: sourceOnly });
    const { verdict, headline, caveats } = answer([baseline, alone]);
    expect(verdict).toBe('unknown');
    expect(headline).toContain('on one seed');
    expect(caveats.join(' ')).toContain('three are the least');
    expect(caveats.join(' ')).toContain('different numbers of seeds');
  });

  it('names methods that cannot be told from the best and which of them is fastest', () => {
    const near = row('mcd', { 0: 0.69, 1: 0.74, 2: 0.7 }, { against: sourceOnly, seconds: 10 });
    const { how } = answer([baseline, better, near, unclear]);
    expect(how).toContain('mcd cannot be told from it');
    expect(how).toContain('mcd is the fastest (10 s a run against 30 s)');
    expect(how).toContain('coral is behind by more than the noise');
  });

  it('warns that the best of several was picked with target labels', () => {
    expect(answer([baseline, better, unclear]).caveats.join(' ')).toContain('best of 2 methods');
    expect(answer([baseline, better]).caveats).toEqual([]);
  });

  it('compares with the runner-up where there is no source-only row', () => {
    const { verdict, headline } = answer([row('a', { 0: 0.7, 1: 0.71 }), row('b', { 0: 0.5, 1: 0.52 })]);
    expect(verdict).toBe('unknown');
    expect(headline).toContain('a is ahead of b by 19.5 points');
  });

  it('has something to say when nothing or only the baseline finished', () => {
    expect(answer([]).headline).toBe('No run finished.');
    expect(answer([baseline]).headline).toContain('Only source-only finished');
  });
});
