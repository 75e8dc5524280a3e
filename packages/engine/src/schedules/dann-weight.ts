/** The adaptation weight of DANN, 2 / (1 + e^(−10p)) − 1, for p from 0 to 1 over the training (Ganin et al. 2016, eq. 14 ff.). */
export function dannWeight(p: number): number {
  return 2 / (1 + Math.exp(-10 * p)) - 1;
}
