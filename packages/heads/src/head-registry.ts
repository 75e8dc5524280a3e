import { createRegistry, definitionOf, TrunklineError } from '@trunkline/system';
import { z } from 'zod';
import { bottleneckSchema } from './bottleneck.ts';
import type { AnyHeadDefinition } from './define-head.ts';
import { allHeads } from './generated/heads.ts';

const registry = createRegistry<AnyHeadDefinition>({
  noun: 'head',
  code: 'TL_HEAD_UNKNOWN',
  items: allHeads,
  hint: 'docs/add-a-head.md says how to write one.',
});

/** Every head. */
export function heads(): readonly AnyHeadDefinition[] {
  return registry.list();
}

/** The head of this name. Throws `TL_HEAD_UNKNOWN`. */
export function findHead(name: string): AnyHeadDefinition {
  return registry.find(name);
}

/** All that a head is made with: its own options and, for one that reads the embedding, a bottleneck before it. */
export function headOptions({ inputs, options }: AnyHeadDefinition): z.ZodObject {
  if (inputs === 'maps') return options;
  return options.extend({
    bottleneck: bottleneckSchema.optional().describe('A dense layer, batch norm and ReLU before the classifier'),
  });
}

/** Adds a head, and answers how to take it away again. Throws `TL_HEAD_INVALID`, `TL_NAME_TAKEN`, `TL_BAD_NAME`. */
export function registerHead(definition: AnyHeadDefinition): () => void {
  const problem = problemOf(definition);
  if (problem === undefined) return registry.register(definition);
  throw new TrunklineError('TL_HEAD_INVALID', `The head ${JSON.stringify(definition.name)}: ${problem}.`, {
    hint: 'Correct its definition; docs/add-a-head.md shows a whole one.',
    exitStatus: 2,
  });
}

/** Shapes to try a definition with; no two are alike. */
const tried = { classes: 3, inputWidth: 5, mapSize: [2, 2] } as const;

/** What the types of `defineHead` promise and a definition that no compiler has seen does not keep. */
function problemOf(definition: AnyHeadDefinition): string | undefined {
  if (definitionOf(definition)?.kind !== 'head') return 'it is not what defineHead returns';
  const { paper, options, inputs, classifier } = definition;
  if (typeof paper !== 'string' || paper.trim() === '') return 'paper is missing';
  if (!(options instanceof z.ZodObject)) return 'options is not a z.strictObject({ … })';
  if ('bottleneck' in options.shape || 'kind' in options.shape)
    return 'kind and bottleneck are no names for its options';
  const defaults = options.safeParse({});
  if (!defaults.success) return 'every option needs a default';
  if (options.safeParse({ 'no such option': true }).success) return 'options takes unknown keys';
  if (!['embedding', 'maps'].includes(inputs)) return "inputs is neither 'embedding' nor 'maps'";
  if (typeof classifier !== 'function') return 'classifier is missing';
  const { parameters } = definition.classifier(defaults.data, tried);
  const stray = parameters.find(({ name }) => !name.startsWith('head/') || name.startsWith('head/bottleneck/'));
  if (stray) return `its parameter ${stray.name} does not lie under head/, apart from head/bottleneck/`;
  if (definition.supportsCam !== true) return undefined;
  const kernel = parameters.find(({ name }) => name === 'head/kernel')?.shape.join();
  const fits = inputs === 'embedding' && kernel === [tried.inputWidth, tried.classes].join();
  return fits ? undefined : 'it says supportsCam, but head/kernel is no matrix from the embedding to the classes';
}
