import { z } from 'zod';

/** Augmentations of a view, each a name, or a name with options. */
export const augmentationList = z.array(z.union([z.string().min(1), z.looseObject({ name: z.string().min(1) })]));
