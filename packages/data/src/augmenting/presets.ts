import type { AugmentationReference } from './create-augmentation.ts';

/** Lists of augmentations that go together, by the name an experiment may write in their place. */
export const augmentationPresets: Readonly<Record<string, readonly AugmentationReference[]>> = {
  /** A shift alone: for digits and text, whose mirror image is another sign. */
  shift: ['random-crop'],
  /** Shift and mirror: what small pictures are trained with (He et al. 2016, CIFAR). */
  standard: ['random-crop', 'horizontal-flip'],
  /** Parts of random size, mirrored: what ImageNet is trained with (Szegedy et al. 2015). */
  imagenet: ['resized-crop', 'horizontal-flip'],
  /** DomainBed's (Gulrajani and Lopez-Paz 2021), without its tenth of grey pictures. */
  domainbed: [
    { name: 'resized-crop', leastArea: 0.7 },
    'horizontal-flip',
    { name: 'colour-jitter', brightness: 0.3, contrast: 0.3, saturation: 0.3, hue: 0.3 },
  ],
  /** FixMatch's strong view (Sohn et al. 2020): shift and mirror, two operations of RandAugment, a square greyed out. */
  strong: ['random-crop', 'horizontal-flip', { name: 'rand-augment', magnitude: 10 }, 'cutout'],
};
