import { withoutLabels, type Images } from '@trunkline/data';

/** A key for each image within its domain, the same whether a split hides the images' names or not. */
export function imageKeys(images: Images): readonly string[] {
  return withoutLabels(images).ids;
}
