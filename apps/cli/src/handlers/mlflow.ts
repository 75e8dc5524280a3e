/** `trunkline mlflow up`. */
export async function handleMlflowUp(args: {
  readonly port: number;
  readonly quiet: boolean;
  readonly json: boolean;
}): Promise<void> {
  const { mlflowUp } = await import('@trunkline/tracking');
  const server = await mlflowUp({ port: args.port, quiet: args.quiet });
  if (args.json) {
    process.stdout.write(`${JSON.stringify(server)}\n`);
    return;
  }
  process.stdout.write(
    `MLflow ${server.version} ${server.already ? 'is running already' : 'is running'}: ${server.address}\n` +
      `Runs go there when this is set:\n  export MLFLOW_TRACKING_URI=${server.environment.MLFLOW_TRACKING_URI}\n`,
  );
}

/** `trunkline mlflow status`; resolves with the exit status: 1 where no server answers. */
export async function handleMlflowStatus(args: { readonly json: boolean }): Promise<number> {
  const { mlflowStatus } = await import('@trunkline/tracking');
  const status = await mlflowStatus();
  const running = status.running && status.healthy !== false;
  if (args.json) process.stdout.write(`${JSON.stringify(status)}\n`);
  else if (running)
    process.stdout.write(`MLflow ${status.version} runs at ${status.address} (process ${status.process})\n`);
  else {
    const state = status.running
      ? 'runs but does not answer'
      : status.installed
        ? 'is not running'
        : 'is not installed';
    process.stdout.write(`MLflow ${status.version} ${state}\n→ trunkline mlflow up\n`);
  }
  return running ? 0 : 1;
}

/** `trunkline mlflow down`. */
export async function handleMlflowDown(args: { readonly json: boolean }): Promise<void> {
  const { mlflowDown } = await import('@trunkline/tracking');
  const { stopped } = await mlflowDown();
  if (args.json) process.stdout.write(`${JSON.stringify({ stopped })}\n`);
  else process.stdout.write(stopped ? 'MLflow has stopped; its data is kept\n' : 'MLflow was not running\n');
}
