import { TrunklineError } from '@trunkline/system';
import type { ImageSize } from '../images/images.ts';

const largest = 4096;

/** Throws `TL_IMAGE_SIZE` unless both sides are whole numbers from 8 to 4096. */
export function checkSize({ height, width }: ImageSize): void {
  const good = (side: number): boolean => Number.isInteger(side) && side >= 8 && side <= largest;
  if (good(height) && good(width)) return;
  throw new TrunklineError(
    'TL_IMAGE_SIZE',
    `The image size is ${height} × ${width}, expected 8 to ${largest} pixels a side.`,
    {
      exitStatus: 2,
      hint: 'Set imageSize to 32 or more for the VGG trunks; 64, 128 and 224 are the classic ones.',
    },
  );
}
