import { judges, type Role, type Validator } from '@trunkline/evaluation';
import { TrunklineError } from '@trunkline/system';

/**
 * Refuses a rule as the selecting one where it cannot judge a row: an oracle holds out target images, and a rule that
 * needs the source's has no score for it; and a rule that reads the step alone has the same score for each trial of a
 * sweep, and is better at each evaluation, so that nothing stops early by it. Throws `TL_EXPERIMENT_INVALID`.
 */
export function checkSelection(
  validator: Pick<Validator, 'name' | 'reads' | 'heldOut'>,
  rows: readonly {
    readonly label: string;
    readonly role: Role;
    readonly swept: boolean;
    readonly stopsEarly?: boolean;
  }[],
  where: string,
): void {
  const rule = `${where}: the selecting rule '${validator.name}'`;
  const oracle = rows.find(({ role }) => !judges(validator, role === 'oracle' ? 'target' : 'source'));
  if (oracle !== undefined) {
    throw new TrunklineError(
      'TL_EXPERIMENT_INVALID',
      `${rule} needs held-out source images, and '${oracle.label}' holds out target images.`,
      {
        hint: `Leave '${oracle.label}' out, or select by another rule and list '${validator.name}' under validators: it is then reported for the other rows.`,
        exitStatus: 2,
      },
    );
  }
  if (!readsStepAlone(validator)) return;
  const stopping = rows.find(({ stopsEarly }) => stopsEarly);
  if (stopping !== undefined) {
    throw new TrunklineError(
      'TL_EXPERIMENT_INVALID',
      `${rule} is better at each evaluation, so that training.earlyStopping of '${stopping.label}' never stops it.`,
      { hint: 'Select by a rule that looks at the model, or leave earlyStopping out.', exitStatus: 2 },
    );
  }
  const swept = rows.find((row) => row.swept);
  if (swept !== undefined) {
    throw new TrunklineError(
      'TL_EXPERIMENT_INVALID',
      `${rule} scores every trial of '${swept.label}' alike, so it cannot choose one.`,
      { hint: 'Select by a rule that looks at the model, or leave the sweep out.', exitStatus: 2 },
    );
  }
}

/** Whether a rule knows nothing of the model that it judges. */
export function readsStepAlone({ reads }: Pick<Validator, 'reads'>): boolean {
  return reads.every((input) => input === 'step');
}
