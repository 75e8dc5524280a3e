import { TrunklineError } from '@trunkline/system';

type Sharp = typeof import('sharp').default;
type Quick = typeof import('@napi-rs/image');
let sharpLoading: Promise<Sharp> | undefined;
let quickLoading: Promise<Quick | undefined> | undefined;

/** The decoder of all kinds but BMP and PNM. Throws `TL_DECODER_MISSING`. */
export async function loadSharp(): Promise<Sharp> {
  sharpLoading ??= import('sharp').then(
    ({ default: sharp }) => {
      sharp.concurrency(1); // several pictures at once instead of several threads a picture
      sharp.cache(false); // every picture is decoded once; the pixel cache is ours
      return sharp;
    },
    (error: unknown) => {
      throw new TrunklineError('TL_DECODER_MISSING', 'sharp, which decodes pictures, cannot be loaded.', {
        hint: 'Install the packages again, with optional ones: npm install --include=optional sharp.',
        cause: error,
      });
    },
  );
  return await sharpLoading;
}

/**
 * The decoder of small plain JPEG, BMP and PNM. Undefined on the few platforms it is not built for: sharp then decodes
 * every JPEG, to the same pixels.
 */
export async function loadQuick(): Promise<Quick | undefined> {
  return await (quickLoading ??= import('@napi-rs/image').catch(() => undefined));
}
