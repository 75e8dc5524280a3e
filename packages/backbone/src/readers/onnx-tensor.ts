import type { TensorMessage } from './onnx-messages.ts';
import { elementCount, tensorBytes, viewElements, type ElementType, type RawTensor } from './raw-tensor.ts';

/** The numbers of `TensorProto.DataType`. */
const elementTypes: Readonly<Record<number, ElementType>> = {
  1: 'F32',
  2: 'U8',
  3: 'I8',
  4: 'U16',
  5: 'I16',
  6: 'I32',
  7: 'I64',
  9: 'BOOL',
  10: 'F16',
  11: 'F64',
  12: 'U32',
  13: 'U64',
  14: 'C64',
  16: 'BF16',
  17: 'F8_E4M3',
  18: 'F8_E4M3FNUZ',
  19: 'F8_E5M2',
  20: 'F8_E5M2FNUZ',
};

/** Which bytes of another file a tensor is. */
export interface ExternalPlace {
  readonly location: string;
  readonly offset: number;
  /** Undefined: to the end that its shape asks for. */
  readonly length: number | undefined;
}

/** Type and shape of a tensor; undefined for types that are never weights (text, 4-bit integers). Throws where a side is none. */
export function onnxShape(one: TensorMessage): { elementType: ElementType; shape: number[] } | undefined {
  const elementType = elementTypes[one.dataType ?? 0];
  if (!elementType) return undefined;
  const shape = (one.dims ?? []).map(Number);
  if (!shape.every((side) => Number.isSafeInteger(side) && side >= 0)) {
    throw new Error(`tensor "${one.name}" has the shape [${shape.join(', ')}]`);
  }
  return { elementType, shape };
}

/** Where a tensor's bytes are, for one that lies in another file (`external_data`); undefined for one that is here. */
export function externalPlace(one: TensorMessage): ExternalPlace | undefined {
  const entries = new Map((one.externalData ?? []).map(({ key, value }) => [key ?? '', value ?? '']));
  if (entries.size === 0) return undefined;
  const length = entries.get('length');
  return {
    location: entries.get('location') ?? '',
    offset: Number(entries.get('offset') ?? 0),
    length: length === undefined ? undefined : Number(length),
  };
}

/** A tensor from its bytes. Throws an `Error` where they are too few or too many. */
export function tensorFromBytes(name: string, elementType: ElementType, shape: number[], bytes: Uint8Array): RawTensor {
  const needed = tensorBytes(shape, elementType);
  if (bytes.length !== needed) {
    throw new Error(`tensor "${name}" [${shape.join(', ')}] needs ${needed} bytes, it has ${bytes.length}`);
  }
  return { elementType, shape, data: viewElements(bytes, elementType) };
}

/** A tensor whose values stand in the message. Throws an `Error` where its shape and its values differ. */
export function onnxTensor(one: TensorMessage): RawTensor | undefined {
  const described = onnxShape(one);
  if (!described) return undefined;
  const { elementType, shape } = described;
  const name = one.name ?? '';
  if (one.rawData && one.rawData.length > 0) return tensorFromBytes(name, elementType, shape, one.rawData);
  const listed = listedValues(one, elementType);
  if (listed === undefined) return undefined;
  if (listed.length !== elementCount(shape)) {
    throw new Error(`tensor "${name}" [${shape.join(', ')}] has ${listed.length} values`);
  }
  return { elementType, shape, data: listed };
}

/** The repeated fields of `TensorProto`; half floats stand as their bits in `int32_data`. */
function listedValues(one: TensorMessage, elementType: ElementType): RawTensor['data'] | undefined {
  switch (elementType) {
    case 'F32':
      return Float32Array.from(one.floatData ?? []);
    case 'F64':
      return Float64Array.from(one.doubleData ?? []);
    case 'F16':
    case 'BF16':
      return Uint16Array.from(one.int32Data ?? []);
    case 'I8':
      return Int8Array.from(one.int32Data ?? []);
    case 'U8':
      return Uint8Array.from(one.int32Data ?? []);
    default:
      return undefined;
  }
}
