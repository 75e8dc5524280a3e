/** `trunkline engine install`. */
export async function handleEngineInstall(args: {
  readonly from?: string | undefined;
  readonly gpu: boolean;
  readonly force: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
}): Promise<void> {
  const { installEngine } = await import('@trunkline/engine');
  const result = await installEngine({
    ...(args.from === undefined ? {} : { from: args.from }),
    gpu: args.gpu,
    force: args.force,
    quiet: args.quiet,
  });
  if (args.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else if (!args.quiet) {
    const state = result.already ? 'is installed already' : 'is installed';
    process.stdout.write(`TensorFlow ${result.version} (${result.variant}) ${state}: ${result.folder}\n`);
  }
}

/** `trunkline engine status`: what would be chosen, without loading it into this process. */
export async function handleEngineStatus(args: { readonly json: boolean }): Promise<void> {
  const { describeEngine } = await import('@trunkline/engine');
  const engine = await describeEngine();
  if (args.json) {
    process.stdout.write(`${JSON.stringify(engine)}\n`);
    return;
  }
  process.stdout.write(
    `${engine.name} ${engine.version} on the ${engine.device}, ${engine.threads} threads: ${engine.reason}\n`,
  );
  if (engine.folder !== undefined) process.stdout.write(`installed in ${engine.folder}\n`);
  if (engine.hint !== undefined) process.stdout.write(`→ ${engine.hint}\n`);
}
