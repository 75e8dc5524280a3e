/** One layer of a Keras model, as its configuration lists it. */
export interface KerasLayer {
  readonly name: string;
  /** Where Keras 3 keeps its variables: by class, counted, `layers/functional/layers/conv2d_1`. */
  readonly group: string;
  /** `Conv2D`, `ReLU`, …; empty where only names are known. */
  readonly className: string;
  /** What the layer, or its activation, does below zero, as far as it is said. */
  readonly activation: Activation | undefined;
}

/** An activation by its name; the slope below zero where it is ReLU or LeakyReLU. */
export interface Activation {
  readonly name: string;
  readonly slope: number | undefined;
}

const deepest = 8;

/**
 * The layers of a Keras model in order, those of models inside of it included, from its configuration (`config.json` of a
 * `.keras` file, `model_config` of an `.h5`; Keras 3.12, `saving_lib.py`). Undefined where that is none.
 */
export function kerasLayers(configuration: string): readonly KerasLayer[] | undefined {
  try {
    const layers = layersOf(JSON.parse(configuration), 'layers/', 0);
    return layers.length > 0 ? layers : undefined;
  } catch {
    return undefined;
  }
}

/** Layers of which only the names are known, in order (`layer_names` of an `.h5`). */
export function namedLayers(names: readonly string[]): readonly KerasLayer[] {
  return names.map((name) => ({ name, group: '', className: '', activation: undefined }));
}

function layersOf(model: unknown, path: string, depth: number): readonly KerasLayer[] {
  const listed = field(field(model, 'config'), 'layers');
  if (!Array.isArray(listed) || depth > deepest) return [];
  const counts = new Map<string, number>();
  return listed.flatMap((layer: unknown): readonly KerasLayer[] => {
    const className = text(field(layer, 'class_name')) ?? '';
    const kind = snakeCase(className);
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    const group = `${path}${kind}${count === 0 ? '' : `_${count}`}`;
    const config = field(layer, 'config');
    const name = text(field(config, 'name')) ?? text(field(layer, 'name')) ?? '';
    const inner = layersOf(layer, `${group}/layers/`, depth + 1);
    return inner.length > 0 ? inner : [{ name, group, className, activation: activationOf(className, config) }];
  });
}

function activationOf(className: string, config: unknown): Activation | undefined {
  if (/^(?:ReLU|LeakyReLU|PReLU|ELU|Softmax)$/.test(className)) return activationOfClass(className, config);
  const given = field(config, 'activation');
  const name = text(given);
  if (name === 'linear') return undefined;
  if (name === 'leaky_relu') return { name, slope: 0.2 };
  if (name !== undefined) return { name, slope: name === 'relu' ? 0 : undefined };
  const inner = text(field(given, 'class_name'));
  return inner === undefined ? undefined : activationOfClass(inner, field(given, 'config'));
}

function activationOfClass(className: string, config: unknown): Activation {
  const slope = field(config, 'negative_slope') ?? field(config, 'alpha');
  const [most, threshold] = [field(config, 'max_value'), field(config, 'threshold')];
  if (typeof most === 'number') return { name: `${className} with an upper bound of ${most}`, slope: undefined };
  if (typeof threshold === 'number' && threshold !== 0)
    return { name: `${className} with a threshold of ${threshold}`, slope: undefined };
  if (className === 'ReLU') return { name: className, slope: typeof slope === 'number' ? slope : 0 };
  if (className === 'LeakyReLU') return { name: className, slope: typeof slope === 'number' ? slope : 0.3 };
  return { name: className, slope: undefined };
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Keras's own rule: `Conv2D` is `conv2d`, `GlobalAveragePooling2D` is `global_average_pooling2d`. */
function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
