import { readFile } from 'node:fs/promises';

interface Sharp {
  (path: string): {
    resize(
      width: number,
      height: number,
      options: { fit: 'inside'; withoutEnlargement: boolean },
    ): {
      webp(): { toBuffer(): Promise<Uint8Array> };
    };
  };
}

/**
 * The small picture that MLflow's pages show: WebP, longest side 256, made by `sharp` when that package is installed;
 * otherwise the PNG's own bytes, which browsers show as well whatever the name says.
 */
export async function imagePreview(pngPath: string): Promise<Uint8Array> {
  let sharp: Sharp;
  try {
    const name = 'sharp';
    sharp = ((await import(name)) as { default: Sharp }).default;
  } catch {
    return await readFile(pngPath);
  }
  try {
    return await sharp(pngPath).resize(256, 256, { fit: 'inside', withoutEnlargement: true }).webp().toBuffer();
  } catch {
    return await readFile(pngPath);
  }
}
