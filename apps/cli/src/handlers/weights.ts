import { formatTable, printRows } from '../output/print-rows.ts';
import { readableBytes } from '../output/readable.ts';

/** `trunkline weights list`. */
export async function handleWeightsList(args: { readonly json: boolean }): Promise<void> {
  const { listWeightSets } = await import('@trunkline/backbone');
  const rows = (await listWeightSets()).map((set) => ({ ...set, here: set.path !== null }));
  await printRows(rows, ['name', 'here', 'negativeSlope', 'licence', 'title'], args.json);
}

/** `trunkline weights pull`. */
export async function handleWeightsPull(args: {
  readonly name: string;
  readonly from?: string | undefined;
  readonly quiet: boolean;
  readonly json: boolean;
}): Promise<void> {
  const { pullWeights } = await import('@trunkline/backbone');
  const pulled = await pullWeights(args.name, {
    ...(args.from === undefined ? {} : { from: args.from }),
    quiet: args.quiet,
  });
  if (args.json) process.stdout.write(`${JSON.stringify(pulled)}\n`);
  else if (!args.quiet) {
    const origin = pulled.source === 'cache' ? 'is here already' : `from ${pulled.source}`;
    process.stdout.write(`${pulled.name} ${origin}: ${pulled.path}\n`);
  }
}

/** `trunkline weights inspect`: the tensors, and what the trunk they make costs. */
export async function handleWeightsInspect(args: {
  readonly weights: string;
  readonly size: number;
  readonly prefix?: string | undefined;
  readonly like?: string | undefined;
  readonly json: boolean;
}): Promise<void> {
  const { costOf, createTrunk, inspectWeights } = await import('@trunkline/backbone');
  const found = await inspectWeights(args.weights, { prefix: args.prefix, like: args.like });
  const { trunk } = found;
  const cost =
    'problem' in trunk
      ? undefined
      : costOf(createTrunk({ name: 'vgg16-gap', width: trunk.width, batchNorm: trunk.batchNorm }), {
          height: args.size,
          width: args.size,
        });
  if (args.json) {
    process.stdout.write(`${JSON.stringify({ ...found, size: args.size, cost: cost ?? null })}\n`);
    return;
  }
  const lines = [
    `${found.path}: ${found.format}, ${readableBytes(found.bytes)}, ${found.values.toLocaleString('en')} values`,
  ];
  if ('problem' in trunk) lines.push(`no trunk: ${trunk.problem}`, ...(trunk.hint === null ? [] : [`  ${trunk.hint}`]));
  else {
    const { channels, scale, mean, standardDeviation } = trunk.preprocessing;
    lines.push(
      `set ${trunk.weightSet ?? 'none'}, has seen ${trunk.seen ?? 'nobody says what'}`,
      `width ${trunk.width}, slope ${trunk.negativeSlope ?? 'unknown'}, ` +
        `${trunk.batchNorm ? 'with' : 'without'} batch norm`,
      `digest ${trunk.digest}`,
      `pictures: ${channels}, times ${scale}, minus ${mean.join(' ')}, divided by ${standardDeviation.join(' ')}`,
    );
  }
  const tensors = found.tensors.map((tensor) => ({
    ...tensor,
    shape: tensor.shape.join('×'),
    mean: tensor.mean?.toPrecision(3),
    deviation: tensor.standardDeviation?.toPrecision(3),
  }));
  lines.push('', await formatTable(tensors, ['name', 'shape', 'elementType', 'mean', 'deviation']));
  if (cost !== undefined) {
    const rows = [...cost.rows, { ...cost.totals, layer: 'all', outputShape: undefined }].map((row) => ({
      layer: row.layer,
      output: row.outputShape?.join('×'),
      parameters: row.parameters.toLocaleString('en'),
      multiplyAdds: row.multiplyAdds.toLocaleString('en'),
      activations: readableBytes(row.activationBytes),
    }));
    lines.push('', `Cost of one picture of ${args.size} px:`);
    lines.push(await formatTable(rows, ['layer', 'output', 'parameters', 'multiplyAdds', 'activations']));
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** `trunkline weights convert`. */
export async function handleWeightsConvert(args: {
  readonly from: string;
  readonly to: string;
  readonly prefix?: string | undefined;
  readonly like?: string | undefined;
  readonly json: boolean;
}): Promise<void> {
  const { convertWeights } = await import('@trunkline/backbone');
  const conversion = await convertWeights(args.from, args.to, { prefix: args.prefix, like: args.like });
  if (args.json) process.stdout.write(`${JSON.stringify(conversion)}\n`);
  else process.stdout.write(`${conversion.to}: ${conversion.parameters} tensors, digest ${conversion.digest}\n`);
}
