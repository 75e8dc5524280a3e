/**
 * Numbers of a run's parameters: those of the model that predicts which learn in some stage, and those of networks that
 * the method brings along for training alone (a discriminator). The second are no part of the model.
 *
 * @param parameters every parameter of the run, by name
 * @param learns whether a parameter learns in some stage
 */
export function countParameters(
  parameters: Readonly<Record<string, { readonly size: number }>>,
  learns: (name: string) => boolean,
): { readonly trainableParameters: number; readonly methodParameters: number } {
  let trainableParameters = 0;
  let methodParameters = 0;
  for (const [name, { size }] of Object.entries(parameters)) {
    const ofModel = name.startsWith('backbone/') || name.startsWith('head/');
    if (!ofModel) methodParameters += size;
    else if (learns(name)) trainableParameters += size;
  }
  return { trainableParameters, methodParameters };
}
