import { withoutLabels, type Images } from '@trunkline/data';

const known = new WeakMap<Images, readonly string[]>();

/** A key for each image within its domain, the same whether a split hides the images' names or not. */
export function imageKeys(images: Images): readonly string[] {
  const found = known.get(images) ?? withoutLabels(images).ids;
  known.set(images, found);
  return found;
}
