import { judges, type Role, type Validator } from '@trunkline/evaluation';
import { TrunklineError } from '@trunkline/system';

/**
 * Refuses a rule as the selecting one where it cannot judge a row: an oracle holds out target images, and a rule that
 * needs the source's has no score for it. Throws `TL_EXPERIMENT_INVALID`.
 */
export function checkSelection(
  validator: Pick<Validator, 'name' | 'heldOut'>,
  rows: readonly { readonly label: string; readonly role: Role }[],
  where: string,
): void {
  const row = rows.find(({ role }) => !judges(validator, role === 'oracle' ? 'target' : 'source'));
  if (row === undefined) return;
  throw new TrunklineError(
    'TL_EXPERIMENT_INVALID',
    `${where}: selection.validator '${validator.name}' needs held-out source images, and '${row.label}' holds out target images.`,
    {
      hint: `Leave '${row.label}' out, or select by another rule and list '${validator.name}' under validators: it is then reported for the other rows.`,
      exitStatus: 2,
    },
  );
}
