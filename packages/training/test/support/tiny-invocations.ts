import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEngine } from '@trunkline/engine';
import type { RunResult } from '@trunkline/evaluation';
import { colouredShapes } from '@trunkline/testkit';
import { afterAll, beforeAll } from 'vitest';
import { ActivationCache } from '../../src/inputs/activation-cache.ts';
import { temporaryFolder, writePictures } from './tiny-experiment.ts';

/** A folder for the tests of one file. */
export interface Shapes {
  readonly path: string;
  /** `<path>/shapes`: the domains `plain` and `shifted`, 60 pictures each. */
  readonly shapes: string;
  /** Keeps activations in the folder. */
  activations(): ActivationCache;
}

/**
 * Makes a folder with two domains before the tests of a file and removes it after them; caches are in it, the engine from
 * the user's own. Its places are known once the tests run. `more` writes further domains.
 */
export function useShapes(more?: (shapes: string) => Promise<void>): Shapes {
  let folder: Awaited<ReturnType<typeof temporaryFolder>> | undefined;
  const path = (): string => {
    if (!folder) throw new Error('There is no folder before the tests run.');
    return folder.path;
  };
  beforeAll(async () => {
    await startEngine();
    folder = await temporaryFolder();
    process.env['TRUNKLINE_CACHE'] = join(path(), 'cache');
    const shapes = join(path(), 'shapes');
    await writePictures(join(shapes, 'plain'), colouredShapes({ count: 60, seed: 5 }));
    await writePictures(join(shapes, 'shifted'), colouredShapes({ count: 60, seed: 5, shifted: true }));
    await more?.(shapes);
  });
  afterAll(() => folder?.remove());
  return {
    get path() {
      return path();
    },
    get shapes() {
      return join(path(), 'shapes');
    },
    activations: () => new ActivationCache({ folder: join(path(), 'activations') }),
  };
}

/** The result of a run in an invocation's folder. */
export function resultOf(invocation: string, id: string): RunResult {
  return JSON.parse(readFileSync(join(invocation, 'runs', id, 'result.json'), 'utf8')) as RunResult;
}

/** What must be equal between two ways to the same result: everything but the clock and the memory. */
export function numbers({ cost, ...rest }: RunResult): unknown {
  const { totalParameters, trainableParameters, multiplyAddsPerImage } = cost;
  return { ...rest, totalParameters, trainableParameters, multiplyAddsPerImage };
}
