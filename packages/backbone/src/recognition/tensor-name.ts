/** What a tensor is to its layer. `count` is bookkeeping that no trunk needs. */
export type Role = 'kernel' | 'bias' | 'scale' | 'offset' | 'mean' | 'variance' | 'count';

/** A tensor's name in parts: `teacher.features.0.weight` is the kernel of the module `teacher`, `features`, `0`. */
export interface TensorName {
  /** The layer, as the path to it; a part that repeats the one before (as Keras writes them) stands once. */
  readonly module: readonly string[];
  readonly role: Role | undefined;
  /** Variable number of a layer whose tensors are only counted (`vars/0`, `param_1`); its role depends on its rank. */
  readonly variable: number | undefined;
  /** What follows the role: empty for a parameter itself, `m` or `ExponentialMovingAverage` for what belongs to it. */
  readonly beyond: string;
}

/** Words, in small letters, by what they mean. A reader of another library adds a word here. */
const words: Readonly<Record<string, Role>> = {
  kernel: 'kernel',
  weight: 'kernel',
  weights: 'kernel',
  w: 'kernel',
  conv2d: 'kernel',
  convolution: 'kernel',
  bias: 'bias',
  biases: 'bias',
  b: 'bias',
  biasadd: 'bias',
  squeeze: 'bias',
  gamma: 'scale',
  scale: 'scale',
  beta: 'offset',
  offset: 'offset',
  mean: 'mean',
  moving_mean: 'mean',
  running_mean: 'mean',
  variance: 'variance',
  moving_variance: 'variance',
  moving_var: 'variance',
  running_var: 'variance',
  num_batches_tracked: 'count',
};

/** Parts that graphs and older libraries put behind the role. */
const noise = /^(?:readvariableop|read|value|identity|resource|enter)(?:[:_]\d+)*$/i;
/** `block1_conv1_W_1`, `bn1_running_mean`: layer and role in one part, with a number of the session. */
const joined =
  /^(.+)_(w|b|kernel|weights?|bias|gamma|beta|moving_mean|moving_variance|running_mean|running_var)(?:_\d+)?$/i;
const mostParts = 40;

/** Takes a name apart; undefined where it has more parts than any model's. */
export function parseTensorName(name: string): TensorName | undefined {
  const parts = name
    .replace(/_quantized$/, '')
    .split(/[/.]/)
    .map((part) => part.replace(/(?::\d+)+$/, ''))
    .filter((part) => part !== '');
  if (parts.length > mostParts) return undefined;
  while (parts.length > 1 && noise.test(parts.at(-1) ?? '')) parts.pop();
  const last = parts.at(-1) ?? '';
  const [, variable] = /^(?:param_)?(\d+)$/.exec(last) ?? [];
  const counted = last.startsWith('param_') || parts.at(-2) === 'vars';
  if (variable !== undefined && counted) {
    const module = parts.slice(0, last.startsWith('param_') ? -1 : -2);
    return { module: withoutEchoes(module), role: undefined, variable: Number(variable), beyond: '' };
  }
  for (let at = parts.length - 1; at >= 0; at--) {
    const part = parts[at] ?? '';
    const beyond = parts.slice(at + 1).join('/');
    const role = roleOf(part);
    if (role) return { module: withoutEchoes(parts.slice(0, at)), role, variable: undefined, beyond };
    const [, layer, word = ''] = joined.exec(part) ?? [];
    if (layer === undefined) continue;
    return {
      module: withoutEchoes([...parts.slice(0, at), layer]),
      role: roleOf(word),
      variable: undefined,
      beyond,
    };
  }
  return { module: withoutEchoes(parts), role: undefined, variable: undefined, beyond: '' };
}

function roleOf(part: string): Role | undefined {
  const word = part.toLowerCase();
  return Object.hasOwn(words, word) ? words[word] : undefined;
}

function withoutEchoes(parts: readonly string[]): readonly string[] {
  return parts.filter((part, at) => part !== parts[at - 1]);
}
