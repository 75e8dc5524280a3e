/** The share of places at which two lists of classes, equally long, agree. */
export function shareEqual(first_N: Int32Array, second_N: Int32Array): number {
  let equal = 0;
  first_N.forEach((label, row) => (equal += label === second_N[row] ? 1 : 0));
  return equal / first_N.length;
}
