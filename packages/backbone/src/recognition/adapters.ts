/** Parts of names that belong to what is added to a kernel, or takes its place, until it is merged. */
const adapter = /(?:^|[./_])(?:lora|loha|lokr|hada|dora|vera|ia3)_[a-z\d_]*(?=[./]|$)/i;
const parametrised = /(?:[._]weight_(?:orig|[gv]|mask|bar)|[./]parametrizations[./].+)$/;

/** The first tensor that an adapter (LoRA and its like) adds to a layer: without it the weights are those from before. */
export function findAdapter(names: readonly string[]): string | undefined {
  return names.find((name) => adapter.test(name));
}

/** The first tensor that is a kernel only once torch has computed it: weight or spectral norm, or pruning. */
export function findParametrised(names: readonly string[]): string | undefined {
  return names.find((name) => parametrised.test(name));
}
