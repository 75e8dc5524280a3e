import { createTrunk } from '@trunkline/backbone';
import { randomNormal, startEngine, tf, type Parameters, type Tensor4D } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { createHead, headOptions, heads } from '@trunkline/heads';
import { expectNoLeaks } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { createModel } from './model.ts';
import { headLike } from './module.ts';

beforeAll(async () => {
  await startEngine();
});

const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16 });

const cases = heads().flatMap((definition) => {
  const small = 'hiddenWidth' in definition.options.shape ? { hiddenWidth: 6 } : {};
  const plain = {
    kind: definition.name,
    classes: 3,
    inputWidth: trunk.embeddingWidth,
    mapSize: [1, 1] as const,
    ...small,
  };
  return 'bottleneck' in headOptions(definition).shape ? [plain, { ...plain, bottleneck: { width: 5 } }] : [plain];
});

describe.each(cases)('headLike of $kind (bottleneck: $bottleneck)', (options) => {
  it('answers as the head would with its values, moves statistics of its own, and leaves nothing behind', () => {
    const head = createHead(options);
    const second = headLike(head, 'head2');
    const model = createModel(trunk, head);
    const initial: Parameters = { ...trunk.init(createRandom(1)), ...head.init(createRandom(2)) };
    const parameters: Parameters = { ...initial, ...second.init(createRandom(3), initial) };
    expect(second.parameters.map(({ name }) => name)).toEqual(
      head.parameters.map(({ name }) => name.replace(/^head\//, 'head2/')),
    );
    for (const { name, learnable = true } of second.parameters) {
      expect((parameters[name] as { readonly trainable?: boolean }).trainable, name).toBe(learnable);
    }
    const swapped = { ...parameters };
    for (const { name } of head.parameters) swapped[name] = parameters[name.replace(/^head\//, 'head2/')] as never;
    const images = randomNormal(createRandom(4), [6, 32, 32, 3]) as Tensor4D;
    for (const training of [false, true]) {
      for (const statistics of ['moving', 'batch-still'] as const) {
        const how = { cut: 'images', training, statistics } as const;
        tf.tidy(() => {
          const output = model.forward(parameters, images, { ...how, random: createRandom(9) });
          const own = second.apply(parameters, { ...output, pass: { ...output.pass, random: createRandom(5) } });
          const features = { embedding_BD: output.embedding_BD, maps_BHWC: output.maps_BHWC as Tensor4D };
          const expected = head.apply(swapped, features, { training, statistics, random: createRandom(5) });
          expect([...own.dataSync()]).toEqual([...expected.dataSync()]);
        });
      }
    }
    const statisticsOf = (prefix: string): readonly number[] =>
      head.parameters
        .filter(({ learnable }) => learnable === false)
        .flatMap(({ name }) => [...(parameters[name.replace(/^head\//, prefix)]?.dataSync() ?? [])]);
    const [before, beforeSecond] = [statisticsOf('head/'), statisticsOf('head2/')];
    const how = { cut: 'images', training: true, random: createRandom(9) } as const;
    const { pass, ...output } = model.forward(parameters, images, how);
    const after = statisticsOf('head/');
    if (before.length > 0) expect(after).not.toEqual(before);
    const apply = (learns: boolean): void =>
      second.apply(parameters, { ...output, pass: { ...pass, learns: () => learns } }).dispose();
    apply(false);
    expect(statisticsOf('head2/')).toEqual(beforeSecond);
    expectNoLeaks(() => apply(true));
    if (before.length > 0) expect(statisticsOf('head2/')).not.toEqual(beforeSecond);
    expect(statisticsOf('head/')).toEqual(after);
    tf.dispose([images, parameters, output] as never);
  });
});
