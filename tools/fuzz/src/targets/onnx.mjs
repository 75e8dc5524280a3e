import { inspectWeights, loadWeights } from '@trunkline/backbone';
import proto from 'onnx-proto';
import { trunkTensors } from '../trunk-tensors.mjs';

/** The trunk as torch.onnx.export writes it, or with its numbers in `Constant` nodes. */
function model(constants) {
  const { ModelProto, TensorProto } = proto.onnx;
  const tensors = Object.entries(trunkTensors()).map(([name, { shape, data }]) => ({
    name,
    dims: shape,
    dataType: TensorProto.DataType.FLOAT,
    rawData: new Uint8Array(data.buffer),
  }));
  const names = tensors.map(({ name }) => name);
  const nodes = Array.from({ length: tensors.length / 2 }, (_, layer) => ({
    opType: 'Conv',
    input: [layer === 0 ? 'image' : `map${layer}`, names[2 * layer], names[2 * layer + 1]],
    output: [`map${layer + 1}`],
  }));
  const values = tensors.map((tensor) => ({
    opType: 'Constant',
    output: [tensor.name],
    attribute: [{ name: 'value', type: 4, t: tensor }],
  }));
  const graph = constants ? { node: [...values, ...nodes] } : { node: nodes, initializer: tensors };
  return Buffer.from(ModelProto.encode({ irVersion: 8, opsetImport: [{ version: 17 }], graph }).finish());
}

export default {
  file: 'input.onnx',
  seeds: async () => [model(false), model(true)],
  async read(path) {
    await inspectWeights(path);
    await loadWeights(path);
  },
};
