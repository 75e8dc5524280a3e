const whats: Readonly<Record<string, string>> = {
  kernel: 'weight',
  bias: 'bias',
  scale: 'weight',
  offset: 'bias',
  mean: 'running_mean',
  variance: 'running_var',
};

/**
 * What torchvision calls a parameter of a trunk whose rows are named after its modules:
 * `backbone/layer2_0_downsample_0/kernel` is `layer2.0.downsample.0.weight`.
 */
export function torchvisionName(parameter: string): string {
  const [, row = '', what = ''] = parameter.split('/');
  return `${row.replaceAll('_', '.')}.${whats[what] ?? what}`;
}
