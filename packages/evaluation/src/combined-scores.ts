import type { CurvePoint, RunResult } from './results.ts';
import type { MemberScores, Validator } from './validator.ts';
import { findValidator, validators } from './validator-registry.ts';

type Scores = Readonly<Record<string, readonly CurvePoint[]>>;

/**
 * The scores that a validator gives checkpoints: its own, or for a rule that combines others what it makes of theirs.
 *
 * @param scores what each validator says of each checkpoint by itself, by name
 */
export function scoresOf(validator: Validator, scores: Scores): readonly CurvePoint[] {
  const own = scores[validator.name] ?? [];
  if (validator.combine === undefined) return own;
  const combined = validator.combine(
    own.map(([, score]) => score),
    membersOf(validator).flatMap((member): MemberScores[] => {
      const byStep = new Map(scores[member.name] ?? []);
      return byStep.size === 0 ? [] : [{ better: member.better, scores: own.map(([step]) => byStep.get(step)) }];
    }),
  );
  return own.map(([step], place): CurvePoint => [step, combined[place] ?? NaN]);
}

/**
 * The steps that a rule that combines others may still choose, whatever comes: those that no other is at least as good as by
 * all that it combines and its own score. Of equals the earliest stays.
 */
export function contenders(validator: Validator, scores: Scores): ReadonlySet<number> {
  const points = (scores[validator.name] ?? []).map(([step, own]) => ({
    step,
    values: [
      own,
      ...membersOf(validator).map(({ name, better }) => {
        const found = scores[name]?.find(([at]) => at === step)?.[1] ?? NaN;
        if (!Number.isFinite(found)) return -Infinity;
        return better === 'higher' ? found : -found;
      }),
    ],
  }));
  const beats = (other: (typeof points)[number], one: (typeof points)[number]): boolean => {
    const least = Math.min(...other.values.map((value, place) => Math.sign(compare(value, one.values[place] ?? NaN))));
    const most = Math.max(...other.values.map((value, place) => Math.sign(compare(value, one.values[place] ?? NaN))));
    return least >= 0 && (most > 0 || other.step < one.step);
  };
  return new Set(points.filter((one) => !points.some((other) => beats(other, one))).map(({ step }) => step));
}

/** These validators and, behind them, those that they combine. */
export function withMembers(names: readonly string[]): string[] {
  return [...new Set([...names, ...names.flatMap((name) => findValidator(name).combines ?? [])])];
}

/**
 * The same runs with scores of their selected checkpoints that can be compared with one another. A rule that combines others
 * ranks what is before it, so its scores of one run say nothing beside those of another: the selected checkpoints of a seed
 * are ranked anew, together. Scores of other rules stay, and so do those of a rule that is not registered here.
 */
export function comparableScores<Result extends RunResult>(results: readonly Result[]): readonly Result[] {
  return results.map((result) => {
    const { seed, selection } = result;
    const rule = validators().find(({ name }) => name === selection.validator);
    if (rule?.combine === undefined) return result;
    const group = results.filter((one) => one.seed === seed && one.selection.validator === selection.validator);
    const said = (one: RunResult, name: string, kind: 'scores' | 'ownScores'): number | undefined => {
      const choice = one.validators.find(({ validator }) => validator === name);
      return choice?.[kind]?.find(([step]) => step === one.selection.step)?.[1];
    };
    const combined = rule.combine(
      group.map((one) => said(one, rule.name, 'ownScores') ?? NaN),
      membersOf(rule).map(({ name, better }) => ({ better, scores: group.map((one) => said(one, name, 'scores')) })),
    );
    return { ...result, selection: { ...selection, score: combined[group.indexOf(result)] ?? NaN } };
  });
}

function membersOf({ combines = [] }: Validator): readonly Validator[] {
  return combines.map(findValidator);
}

function compare(first: number, second: number): number {
  return first === second ? 0 : first > second ? 1 : -1;
}
