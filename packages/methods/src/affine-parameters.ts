import type { Architecture } from './architecture.ts';

/** Names of the scales and offsets of the layers that keep running statistics. */
export function affineParameters({ parameters }: Architecture): readonly string[] {
  const names = new Set(parameters.map(({ name }) => name));
  return parameters
    .filter(({ name, learnable }) => learnable === false && name.endsWith('/mean'))
    .flatMap(({ name }) => ['scale', 'offset'].map((what) => name.replace(/mean$/, what)))
    .filter((name) => names.has(name));
}
