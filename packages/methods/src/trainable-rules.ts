import { TrunklineError } from '@trunkline/system';

/** What happens to the parameters that match a pattern: a factor on the learning rate, or nothing at all. */
export type TrainableRule = readonly [pattern: string, rate: number | 'frozen'];

/** `*` stands for any run of characters, `/` included; everything else stands for itself. */
export function matchesPattern(pattern: string, name: string): boolean {
  const expression = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('.*');
  return new RegExp(`^${expression}$`).test(name);
}

/**
 * The rate of every parameter: its factor on the learning rate, or `'frozen'`. Throws `TL_TRAINABLE_RULES` unless every
 * name matches exactly one rule and every rule matches a name.
 */
export function resolveTrainable(
  names: readonly string[],
  rules: readonly TrainableRule[],
): ReadonlyMap<string, number | 'frozen'> {
  const rates = new Map<string, number | 'frozen'>();
  const used = new Set<TrainableRule>();
  for (const name of names) {
    const matching = rules.filter(([pattern]) => matchesPattern(pattern, name));
    const rule = matching[0];
    if (!rule || matching.length > 1) {
      const found = matching.length === 0 ? 'no rule' : matching.map(([pattern]) => `'${pattern}'`).join(' and ');
      throw new TrunklineError(
        'TL_TRAINABLE_RULES',
        `Parameter '${name}' matches ${found}; it must match exactly one trainable rule.`,
        {
          hint: `Write the rules so that they divide all parameters between them. Rules: ${rules.map(([pattern]) => `'${pattern}'`).join(', ')}.`,
          exitStatus: 2,
        },
      );
    }
    used.add(rule);
    rates.set(name, rule[1]);
  }
  const unused = rules.find((rule) => !used.has(rule));
  if (unused) {
    throw new TrunklineError('TL_TRAINABLE_RULES', `Trainable rule '${unused[0]}' matches no parameter.`, {
      hint: `The parameters are named like ${names
        .slice(0, 3)
        .map((name) => `'${name}'`)
        .join(', ')}.`,
      exitStatus: 2,
    });
  }
  return rates;
}
