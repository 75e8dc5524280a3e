import { isOpaque, toFloat32, type RawTensor } from '../readers/raw-tensor.ts';
import type { Role } from './tensor-name.ts';

const floats = new Set(['F64', 'F32', 'F16', 'BF16']);

/** A tensor's values as float32, or what is wrong with them, said of the tensor: `holds NaN at 3 of 64 places`. */
export type CheckedValues = { readonly values: Float32Array } | { readonly problem: string; readonly quantised?: true };

/** Checks that a tensor of a trunk holds floats, all of them finite, and, in its role, possible. */
export function checkValues(tensor: RawTensor, role: Role): CheckedValues {
  const { elementType } = tensor;
  if (isOpaque(elementType) || !floats.has(elementType)) {
    return { problem: `is ${elementType}, floating-point values were expected`, quantised: true };
  }
  const values = toFloat32(tensor);
  let wrong = 0;
  let first = 0;
  let nonZero = false;
  let negative = false;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (!Number.isFinite(value)) {
      if (wrong === 0) first = at;
      wrong++;
    } else if (value !== 0) nonZero = true;
    if (value < 0) negative = true;
  }
  if (wrong > 0) {
    const stored = Number(tensor.data[first]);
    const beyond =
      elementType === 'F64' && Number.isFinite(stored) ? `${stored}, beyond float32,` : String(values[first]);
    return { problem: `holds ${beyond} (${wrong} of ${values.length} values are not finite)` };
  }
  if (role === 'variance' && negative) return { problem: 'is a variance and has negative values' };
  if (!nonZero && (role === 'kernel' || role === 'variance')) {
    return { problem: 'holds nothing but zeros: it was never trained, or its file never written to the end' };
  }
  return { values };
}
