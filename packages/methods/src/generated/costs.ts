// Written by tools/workspace/method-costs.mjs; do not edit.
export const measuredCosts: Readonly<Record<string, number>> = {
  mcc: 1.66,
  tent: 0.55,
  'source-only': 1,
  irm: 0.47,
};
