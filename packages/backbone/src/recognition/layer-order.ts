import type { KerasLayer } from '../readers/keras-layers.ts';

/** What a file says of the order and the activations of its layers. */
export interface LayerOrder {
  /** Whether a layer comes behind the trunk whose last convolution is `last`; undefined where that is not known. */
  isBehind(module: readonly string[], last: readonly string[]): boolean | undefined;
  /** The slope that all activations of these layers have, or what they have in place of it. */
  slopeOf(convolutions: readonly (readonly string[])[]): { readonly slope?: number; readonly problem?: string };
}

const endsTrunk = /pool|flatten|dense/i;

/** The order of a Keras model; nothing is known without its layers. */
export function layerOrder(layers: readonly KerasLayer[] = []): LayerOrder {
  const byGroup = new Map(layers.map(({ group }, at) => [group, at]));
  const byName = new Map(layers.map(({ name }, at) => [name, at]));
  const placeOf = (module: readonly string[]): number | undefined =>
    byGroup.get(module.join('/')) ?? byName.get(module.at(-1) ?? '');
  return {
    isBehind(module, last) {
      const [at, end] = [placeOf(module), placeOf(last)];
      if (at === undefined || end === undefined) return undefined;
      if (at < end) return false;
      return layers.slice(end, at).some(({ name, className }) => endsTrunk.test(name) || endsTrunk.test(className));
    },
    slopeOf(convolutions) {
      const places = convolutions.map(placeOf);
      const slopes = new Set<number>();
      for (const [index, place] of places.entries()) {
        if (place === undefined) return {};
        const next = places[index + 1] ?? layers.length;
        const upTo = layers.slice(place, Math.max(place + 1, Math.min(next, place + 4)));
        const activation = upTo.find((layer) => layer.activation !== undefined)?.activation;
        if (!activation) continue;
        if (activation.slope === undefined)
          return { problem: `its activations are ${activation.name}, ReLU or LeakyReLU was expected` };
        slopes.add(Number(activation.slope.toPrecision(6)));
      }
      const [slope, second] = slopes;
      if (second !== undefined)
        return { problem: `its activations have the slopes ${[...slopes].join(' and ')}, one was expected` };
      return slope === undefined ? {} : { slope };
    },
  };
}
