import { TrunklineError } from '@trunkline/system';

/**
 * What happens to the parameters that match a pattern. A number is a factor on the learning rate; with
 * `{ rate, weightDecay: false }` they learn without weight decay. `'frozen'`: nothing ever changes them. `'held'`: no
 * optimiser changes them, but `begin`, `after`, or batch statistics do, and they are saved with each checkpoint.
 */
export type Rate = number | 'frozen' | 'held' | { readonly rate: number; readonly weightDecay: false };

/** `*` stands for any run of characters, `/` included; everything else stands for itself. */
export type TrainableRule = readonly [pattern: string, rate: Rate];

/** The rules of a stage, applied to its parameters. */
export interface ResolvedRates {
  /** Of every parameter. */
  readonly rates: ReadonlyMap<string, number | 'frozen' | 'held'>;
  /** Parameters that weight decay leaves alone. */
  readonly undecayed: ReadonlySet<string>;
}

/** Whether a name matches a pattern of a {@link TrainableRule}. */
export function matchesPattern(pattern: string, name: string): boolean {
  const expression = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('.*');
  return new RegExp(`^${expression}$`).test(name);
}

/**
 * The rate of every parameter, by the first rule that its name matches. Throws `TL_TRAINABLE_RULES` unless every name
 * matches a rule and every rule but the last decides about a name.
 */
export function resolveTrainable(names: readonly string[], rules: readonly TrainableRule[]): ResolvedRates {
  const rates = new Map<string, number | 'frozen' | 'held'>();
  const undecayed = new Set<string>();
  const used = new Set<TrainableRule>();
  for (const name of names) {
    const rule = rules.find(([pattern]) => matchesPattern(pattern, name));
    if (!rule) {
      throw new TrunklineError('TL_TRAINABLE_RULES', `Parameter '${name}' matches no trainable rule.`, {
        hint: `Cover it with a rule, ['*', 'frozen'] at the end for example. Rules: ${listed(rules)}.`,
        exitStatus: 2,
      });
    }
    used.add(rule);
    const [, rate] = rule;
    rates.set(name, typeof rate === 'object' ? rate.rate : rate);
    if (typeof rate === 'object') undecayed.add(name);
  }
  const unused = rules.slice(0, -1).find((rule) => !used.has(rule));
  if (unused) {
    const shadowed = names.some((name) => matchesPattern(unused[0], name));
    const what = shadowed ? 'decides about no parameter: rules before it match first' : 'matches no parameter';
    throw new TrunklineError('TL_TRAINABLE_RULES', `Trainable rule '${unused[0]}' ${what}. Rules: ${listed(rules)}.`, {
      hint: shadowed
        ? 'Put the narrower rule before the wider one; the first that matches counts.'
        : `The parameters are named like ${listed(names.slice(0, 3).map((name): TrainableRule => [name, 0]))}.`,
      exitStatus: 2,
    });
  }
  return { rates, undecayed };
}

function listed(rules: readonly TrainableRule[]): string {
  return rules.map(([pattern]) => `'${pattern}'`).join(', ');
}
