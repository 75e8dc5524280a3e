/** Parts of names that only an optimiser's state has, whichever library wrote it. */
const parts = [
  /^optimi[sz]ers?(?:_?(?:weights|states?|vars|variables|slot|(?:state_)?dict))?(?:_\d+)?$/i,
  /^optim(?:_state|_dict)?(?:_\d+)?$/i,
  /^opt_state$/i,
  /^optimizer_slot$/i,
  /^(?:max_)?exp_(?:avg(?:_sq)?|inf)(?:_\d+)?$/,
  /^(?:momentum_buffer|square_avg|grad_avg|acc_delta|step_size|prev_grad)$/,
  /^(?:n?adam(?:w|ax)?|ada(?:grad|delta|factor)|rms(?:prop)?|sgd|momentums?|velocit(?:y|ies)|ftrl|lion|lamb|lars|muon)(?:_\d+)?$/i,
  /^(?:grads?|gradients?)$/i,
];
/** `block1_conv1_kernel_momentum` of Keras 3, `features.0.weight_exp_avg`. */
const endings = /_(?:momentum|velocity|exp_avg|exp_avg_sq|momentum_buffer|square_avg|adam_[mv]|[mv]hat)$/i;
/** Of ONNX Runtime's training. */
const beginnings = /^(?:moment_\d+_|update_count_)/i;
const slotOfKernel = /^(?:[mv]|vhat|m_hat|v_hat|rms|accumulator|linear)(?:_\d+)?$/i;

/** Whether a tensor is the state of an optimiser: never a parameter, though it has a parameter's shape and name. */
export function isOptimiserSlot(name: string, beyond: string): boolean {
  if (beginnings.test(name) || slotOfKernel.test(beyond)) return true;
  const all = name.split(/[/.]/).map((part) => part.replace(/(?::\d+)+$/, ''));
  return endings.test(all.at(-1) ?? '') || all.some((part) => parts.some((pattern) => pattern.test(part)));
}

/** Whether what follows a parameter's name says that it is an average of it: a second trunk, then. */
export function isAverage(beyond: string): boolean {
  return /average|(?:^|[/_])(?:ema|shadow|swa)(?:[/_]|$)/i.test(beyond);
}
