import { TrunklineError } from '@trunkline/system';

/** How a value is stored, in the names of the safetensors format. */
export type ElementType = NumberType | OpaqueType;

/** Types that {@link toFloat32} understands. */
export type NumberType =
  'F64' | 'F32' | 'F16' | 'BF16' | 'I64' | 'I32' | 'I16' | 'I8' | 'U64' | 'U32' | 'U16' | 'U8' | 'BOOL';

/** Types that are carried along as bytes and never taken for numbers: floats of 8 bits and fewer, complex numbers. */
export type OpaqueType =
  'F8_E4M3' | 'F8_E5M2' | 'F8_E8M0' | 'F8_E4M3FNUZ' | 'F8_E5M2FNUZ' | 'F6_E2M3' | 'F6_E3M2' | 'F4' | 'C64';

/** Typed arrays that hold tensor values; F16 and BF16 stay as their 16-bit patterns in a `Uint16Array`. */
export type ElementArray =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/** One tensor as a file stores it, row-major. */
export interface RawTensor {
  readonly elementType: ElementType;
  readonly shape: readonly number[];
  readonly data: ElementArray;
}

const arrays = {
  F64: Float64Array,
  F32: Float32Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  I64: BigInt64Array,
  I32: Int32Array,
  I16: Int16Array,
  I8: Int8Array,
  U64: BigUint64Array,
  U32: Uint32Array,
  U16: Uint16Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
} as const;

const opaqueBits: Readonly<Record<OpaqueType, number>> = {
  F8_E4M3: 8,
  F8_E5M2: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  F6_E2M3: 6,
  F6_E3M2: 6,
  F4: 4,
  C64: 64,
};

/** True for a type of which values cannot be read here. */
export function isOpaque(elementType: ElementType): elementType is OpaqueType {
  return Object.hasOwn(opaqueBits, elementType);
}

/** True for a name of {@link ElementType}. */
export function isElementType(name: unknown): name is ElementType {
  return typeof name === 'string' && (Object.hasOwn(arrays, name) || Object.hasOwn(opaqueBits, name));
}

/** Bytes of one element; a fraction for types of fewer than 8 bits. */
export function elementBytes(elementType: ElementType): number {
  return isOpaque(elementType) ? opaqueBits[elementType] / 8 : arrays[elementType].BYTES_PER_ELEMENT;
}

/** Bytes of a whole tensor. */
export function tensorBytes(shape: readonly number[], elementType: ElementType): number {
  return Math.ceil(elementCount(shape) * elementBytes(elementType));
}

/** The element type a typed array is stored as, unless its owner says otherwise (F16 and BF16 need saying). */
export function elementTypeOf(data: ElementArray): ElementType {
  if (data instanceof Float32Array) return 'F32';
  if (data instanceof Float64Array) return 'F64';
  if (data instanceof BigInt64Array) return 'I64';
  if (data instanceof BigUint64Array) return 'U64';
  if (data instanceof Int32Array) return 'I32';
  if (data instanceof Uint32Array) return 'U32';
  if (data instanceof Int16Array) return 'I16';
  if (data instanceof Uint16Array) return 'U16';
  if (data instanceof Int8Array) return 'I8';
  return 'U8';
}

/** Number of elements of a shape; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * A typed array over `bytes`, a view where its alignment allows one and a copy where not. Little-endian, as every
 * platform that Node runs on.
 */
export function viewElements(bytes: Uint8Array, elementType: ElementType): ElementArray {
  const Elements = isOpaque(elementType) ? Uint8Array : arrays[elementType];
  const count = bytes.byteLength / Elements.BYTES_PER_ELEMENT;
  if (bytes.byteOffset % Elements.BYTES_PER_ELEMENT === 0) {
    return new Elements(bytes.buffer as ArrayBuffer, bytes.byteOffset, count);
  }
  return new Elements(Uint8Array.from(bytes).buffer, 0, count);
}

/** The bytes of a typed array, as a view. */
export function viewBytes(data: ElementArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Values as float32: a view for F32, else converted (F16 and BF16 exactly; F64 and integers rounded). Throws
 * `TL_TENSOR_TYPE` for a type of which values cannot be read.
 */
export function toFloat32(tensor: RawTensor): Float32Array {
  const { data, elementType } = tensor;
  if (isOpaque(elementType)) {
    throw new TrunklineError('TL_TENSOR_TYPE', `A tensor of type ${elementType} cannot be read as numbers.`, {
      hint: 'Save the tensor as float32, float16 or bfloat16.',
      exitStatus: 2,
    });
  }
  if (data instanceof Float32Array) return data;
  if (elementType === 'BF16') {
    const bits = new Uint32Array(data.length);
    for (let index = 0; index < bits.length; index++) bits[index] = Number(data[index]) << 16;
    return new Float32Array(bits.buffer);
  }
  const values = new Float32Array(data.length);
  if (elementType === 'F16') {
    for (let index = 0; index < values.length; index++) values[index] = halfToNumber(Number(data[index]));
  } else {
    for (let index = 0; index < values.length; index++) values[index] = Number(data[index]);
  }
  return values;
}

function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
