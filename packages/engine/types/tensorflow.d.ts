// Written by tools/workspace/tensorflow-types.mjs from the declarations of @tensorflow/tfjs-core 4.22.0:
// Copyright Google LLC, Apache License 2.0 (http://www.apache.org/licenses/LICENSE-2.0). Flattened, without comments.
interface GPUBuffer {}
interface HTMLCanvasElement {}
interface HTMLImageElement {}
interface HTMLVideoElement {}
interface ImageBitmap {}
interface ImageData {}
interface Long {}
interface RequestInit {}
interface Response {}
interface WebGLContextAttributes {}
interface WebGLTexture {}
interface InferenceModel {
    readonly inputs: ModelTensorInfo[];
    readonly outputs: ModelTensorInfo[];
    predict(inputs: Tensor | Tensor[] | NamedTensorMap, config: ModelPredictConfig): Tensor | Tensor[] | NamedTensorMap;
    execute(inputs: Tensor | Tensor[] | NamedTensorMap, outputs: string | string[]): Tensor | Tensor[];
}
interface MetaGraph {
    tags: string[];
    signatureDefs: SignatureDef;
}
interface MetaGraphInfo {
    tags: string[];
    signatureDefs: SignatureDefInfo;
}
interface ModelPredictConfig {
    batchSize?: number;
    verbose?: boolean;
}
interface ModelTensorInfo {
    name: string;
    shape?: number[];
    dtype: DataType;
    tfDtype?: string;
}
interface SavedModelTensorInfo {
    dtype: string;
    shape: number[];
    name: string;
}
interface SignatureDef {
    [key: string]: SignatureDefEntry;
}
interface SignatureDefEntry {
    inputs: {
        [key: string]: ModelTensorInfo;
    };
    outputs: {
        [key: string]: ModelTensorInfo;
    };
}
interface SignatureDefInfo {
    [key: string]: {
        inputs: {
            [key: string]: SavedModelTensorInfo;
        };
        outputs: {
            [key: string]: SavedModelTensorInfo;
        };
    };
}
declare class AdadeltaOptimizer extends Optimizer {
    protected learningRate: number;
    protected rho: number;
    protected epsilon: number;
    static get className(): string;
    private accumulatedGrads;
    private accumulatedUpdates;
    constructor(learningRate: number, rho: number, epsilon?: number);
    applyGradients(variableGradients: NamedVariableMap | NamedTensor[]): void;
    dispose(): void;
    getWeights(): Promise<NamedTensor[]>;
    setWeights(weightValues: NamedTensor[]): Promise<void>;
    getConfig(): serialization_ConfigDict;
    static fromConfig<T extends serialization_Serializable>(cls: serialization_SerializableConstructor<T>, config: serialization_ConfigDict): T;
}
declare class AdagradOptimizer extends Optimizer {
    protected learningRate: number;
    private initialAccumulatorValue;
    static get className(): string;
    private accumulatedGrads;
    constructor(learningRate: number, initialAccumulatorValue?: number);
    applyGradients(variableGradients: NamedVariableMap | NamedTensor[]): void;
    dispose(): void;
    getWeights(): Promise<NamedTensor[]>;
    setWeights(weightValues: NamedTensor[]): Promise<void>;
    getConfig(): serialization_ConfigDict;
    static fromConfig<T extends serialization_Serializable>(cls: serialization_SerializableConstructor<T>, config: serialization_ConfigDict): T;
}
declare class AdamOptimizer extends Optimizer {
    protected learningRate: number;
    protected beta1: number;
    protected beta2: number;
    protected epsilon: number;
    static get className(): string;
    private accBeta1;
    private accBeta2;
    private accumulatedFirstMoment;
    private accumulatedSecondMoment;
    constructor(learningRate: number, beta1: number, beta2: number, epsilon?: number);
    applyGradients(variableGradients: NamedVariableMap | NamedTensor[]): void;
    dispose(): void;
    getWeights(): Promise<NamedTensor[]>;
    setWeights(weightValues: NamedTensor[]): Promise<void>;
    getConfig(): serialization_ConfigDict;
    static fromConfig<T extends serialization_Serializable>(cls: serialization_SerializableConstructor<T>, config: serialization_ConfigDict): T;
}
declare class AdamaxOptimizer extends Optimizer {
    protected learningRate: number;
    protected beta1: number;
    protected beta2: number;
    protected epsilon: number;
    protected decay: number;
    static get className(): string;
    private accBeta1;
    private iteration;
    private accumulatedFirstMoment;
    private accumulatedWeightedInfNorm;
    constructor(learningRate: number, beta1: number, beta2: number, epsilon?: number, decay?: number);
    applyGradients(variableGradients: NamedVariableMap | NamedTensor[]): void;
    dispose(): void;
    getWeights(): Promise<NamedTensor[]>;
    setWeights(weightValues: NamedTensor[]): Promise<void>;
    getConfig(): serialization_ConfigDict;
    static fromConfig<T extends serialization_Serializable>(cls: serialization_SerializableConstructor<T>, config: serialization_ConfigDict): T;
}
declare class MomentumOptimizer extends SGDOptimizer {
    protected learningRate: number;
    private momentum;
    private useNesterov;
    static get className(): string;
    private m;
    private accumulations;
    constructor(learningRate: number, momentum: number, useNesterov?: boolean);
    applyGradients(variableGradients: NamedVariableMap | NamedTensor[]): void;
    dispose(): void;
    setMomentum(momentum: number): void;
    getWeights(): Promise<NamedTensor[]>;
    setWeights(weightValues: NamedTensor[]): Promise<void>;
    getConfig(): serialization_ConfigDict;
    static fromConfig<T extends serialization_Serializable>(cls: serialization_SerializableConstructor<T>, config: serialization_ConfigDict): T;
}
declare abstract class Optimizer extends serialization_Serializable {
    protected iterations_: number;
    minimize(f: () => Scalar, returnCost?: boolean, varList?: Variable[]): Scalar | null;
    get iterations(): number;
    protected incrementIterations(): void;
    computeGradients(f: () => Scalar, varList?: Variable[]): {
        value: Scalar;
        grads: NamedTensorMap;
    };
    abstract applyGradients(variableGradients: NamedTensorMap | NamedTensor[]): void;
    dispose(): void;
    saveIterations(): Promise<NamedTensor>;
    getWeights(): Promise<NamedTensor[]>;
    setWeights(weightValues: NamedTensor[]): Promise<void>;
    protected extractIterations(weightValues: NamedTensor[]): Promise<NamedTensor[]>;
}
declare class OptimizerConstructors {
    static sgd(learningRate: number): SGDOptimizer;
    static momentum(learningRate: number, momentum: number, useNesterov?: boolean): MomentumOptimizer;
    static rmsprop(learningRate: number, decay?: number, momentum?: number, epsilon?: number, centered?: boolean): RMSPropOptimizer;
    static adam(learningRate?: number, beta1?: number, beta2?: number, epsilon?: number): AdamOptimizer;
    static adadelta(learningRate?: number, rho?: number, epsilon?: number): AdadeltaOptimizer;
    static adamax(learningRate?: number, beta1?: number, beta2?: number, epsilon?: number, decay?: number): AdamaxOptimizer;
    static adagrad(learningRate: number, initialAccumulatorValue?: number): AdagradOptimizer;
}
declare class RMSPropOptimizer extends Optimizer {
    protected learningRate: number;
    protected decay: number;
    protected momentum: number;
    protected epsilon: number;
    static get className(): string;
    private centered;
    private accumulatedMeanSquares;
    private accumulatedMoments;
    private accumulatedMeanGrads;
    constructor(learningRate: number, decay?: number, momentum?: number, epsilon?: number, centered?: boolean);
    applyGradients(variableGradients: NamedTensorMap | NamedTensor[]): void;
    dispose(): void;
    getWeights(): Promise<NamedTensor[]>;
    setWeights(weightValues: NamedTensor[]): Promise<void>;
    getConfig(): serialization_ConfigDict;
    static fromConfig<T extends serialization_Serializable>(cls: serialization_SerializableConstructor<T>, config: serialization_ConfigDict): T;
}
declare class SGDOptimizer extends Optimizer {
    protected learningRate: number;
    static get className(): string;
    protected c: Scalar;
    constructor(learningRate: number);
    applyGradients(variableGradients: NamedTensorMap | NamedTensor[]): void;
    setLearningRate(learningRate: number): void;
    dispose(): void;
    getWeights(): Promise<NamedTensor[]>;
    setWeights(weightValues: NamedTensor[]): Promise<void>;
    getConfig(): serialization_ConfigDict;
    static fromConfig<T extends serialization_Serializable>(cls: serialization_SerializableConstructor<T>, config: serialization_ConfigDict): T;
}
type DataToGPUOptions = DataToGPUWebGLOption;
interface DataToGPUWebGLOption {
    customTexShape?: [
        number,
        number
    ];
}
interface GPUData {
    tensorRef: Tensor;
    texture?: WebGLTexture;
    buffer?: GPUBuffer;
    texShape?: [
        number,
        number
    ];
}
type Scalar = Tensor<Rank.R0>;
declare namespace Tensor { }
declare class Tensor<R extends Rank = Rank> implements TensorInfo {
    readonly id: number;
    dataId: DataId;
    readonly shape: ShapeMap[R];
    readonly size: number;
    readonly dtype: DataType;
    readonly rankType: R;
    kept: boolean;
    scopeId: number;
    kerasMask?: Tensor;
    readonly strides: number[];
    constructor(shape: ShapeMap[R], dtype: DataType, dataId: DataId, id: number);
    get rank(): number;
    buffer<D extends DataType = 'float32'>(): Promise<TensorBuffer<R, D>>;
    bufferSync<D extends DataType = 'float32'>(): TensorBuffer<R, D>;
    array(): Promise<ArrayMap[R]>;
    arraySync(): ArrayMap[R];
    data<D extends DataType = NumericDataType>(): Promise<DataTypeMap[D]>;
    dataToGPU(options?: DataToGPUOptions): GPUData;
    dataSync<D extends DataType = NumericDataType>(): DataTypeMap[D];
    bytes(): Promise<Uint8Array[] | Uint8Array>;
    dispose(): void;
    protected isDisposedInternal: boolean;
    get isDisposed(): boolean;
    throwIfDisposed(): void;
    print(verbose?: boolean): void;
    clone<T extends Tensor>(this: T): T;
    toString(verbose?: boolean): string;
    variable(trainable?: boolean, name?: string, dtype?: DataType): Variable<R>;
}
interface Tensor<R extends Rank = Rank> {
    abs<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    acos<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    acosh<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    add<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    all<T extends Tensor>(this: T, axis?: number | number[], keepDims?: boolean): T;
}
interface Tensor<R extends Rank = Rank> {
    any<T extends Tensor>(this: T, axis?: number | number[], keepDims?: boolean): T;
}
interface Tensor<R extends Rank = Rank> {
    argMax<T extends Tensor>(axis?: number): T;
}
interface Tensor<R extends Rank = Rank> {
    argMin<T extends Tensor>(axis?: number): T;
}
interface Tensor<R extends Rank = Rank> {
    asScalar<T extends Tensor>(): Scalar;
}
interface Tensor<R extends Rank = Rank> {
    asType<T extends Tensor>(this: T, dtype: DataType): T;
}
interface Tensor<R extends Rank = Rank> {
    as1D<T extends Tensor>(): Tensor1D;
}
interface Tensor<R extends Rank = Rank> {
    as2D<T extends Tensor>(rows: number, columns: number): Tensor2D;
}
interface Tensor<R extends Rank = Rank> {
    as3D<T extends Tensor>(rows: number, columns: number, depth: number): Tensor3D;
}
interface Tensor<R extends Rank = Rank> {
    as4D<T extends Tensor>(rows: number, columns: number, depth: number, depth2: number): Tensor4D;
}
interface Tensor<R extends Rank = Rank> {
    as5D<T extends Tensor>(rows: number, columns: number, depth: number, depth2: number, depth3: number): Tensor5D;
}
interface Tensor<R extends Rank = Rank> {
    asin<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    asinh<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    atan<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    atan2<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    atanh<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    avgPool<T extends Tensor3D | Tensor4D>(filterSize: [
        number,
        number
    ] | number, strides: [
        number,
        number
    ] | number, pad: 'valid' | 'same' | number | backend_util_ExplicitPadding, dimRoundingMode?: 'floor' | 'round' | 'ceil'): T;
}
interface Tensor<R extends Rank = Rank> {
    batchToSpaceND<R extends Rank>(blockShape: number[], crops: number[][]): Tensor<R>;
}
interface Tensor<R extends Rank = Rank> {
    batchNorm<T extends Tensor>(mean: Tensor<R> | Tensor1D | TensorLike, variance: Tensor<R> | Tensor1D | TensorLike, offset?: Tensor<R> | Tensor1D | TensorLike, scale?: Tensor<R> | Tensor1D | TensorLike, varianceEpsilon?: number): Tensor<R>;
}
interface Tensor<R extends Rank = Rank> {
    broadcastTo<R extends Rank>(shape: ShapeMap[R]): Tensor<R>;
}
interface Tensor<R extends Rank = Rank> {
    cast<T extends Tensor>(dtype: DataType): T;
}
interface Tensor<R extends Rank = Rank> {
    ceil<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    clipByValue<T extends Tensor>(min: number, max: number): Tensor;
}
interface Tensor<R extends Rank = Rank> {
    concat<T extends Tensor>(tensors: T | Array<T | TensorLike>, axis?: number): T;
}
interface Tensor<R extends Rank = Rank> {
    conv1d<T extends Tensor2D | Tensor3D>(filter: Tensor3D | TensorLike3D, stride: number, pad: 'valid' | 'same' | number | backend_util_ExplicitPadding, dataFormat?: 'NWC' | 'NCW', dilation?: number, dimRoundingMode?: 'floor' | 'round' | 'ceil'): T;
}
interface Tensor<R extends Rank = Rank> {
    conv2dTranspose<T extends Tensor3D | Tensor4D>(filter: Tensor4D | TensorLike4D, outputShape: [
        number,
        number,
        number,
        number
    ] | [
        number,
        number,
        number
    ], strides: [
        number,
        number
    ] | number, pad: 'valid' | 'same' | number, dimRoundingMode?: 'floor' | 'round' | 'ceil'): T;
}
interface Tensor<R extends Rank = Rank> {
    conv2d<T extends Tensor3D | Tensor4D>(filter: Tensor4D | TensorLike4D, strides: [
        number,
        number
    ] | number, pad: 'valid' | 'same' | number, dataFormat?: 'NHWC' | 'NCHW', dilations?: [
        number,
        number
    ] | number, dimRoundingMode?: 'floor' | 'round' | 'ceil'): T;
}
interface Tensor<R extends Rank = Rank> {
    cos<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    cosh<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    cumprod<R extends Rank>(axis?: number, exclusive?: boolean, reverse?: boolean): Tensor<R>;
}
interface Tensor<R extends Rank = Rank> {
    cumsum<R extends Rank>(axis?: number, exclusive?: boolean, reverse?: boolean): Tensor<R>;
}
interface Tensor<R extends Rank = Rank> {
    depthToSpace<T extends Tensor4D>(blockSize: number, dataFormat: 'NHWC' | 'NCHW'): T;
}
interface Tensor<R extends Rank = Rank> {
    depthwiseConv2d<T extends Tensor3D | Tensor4D>(filter: Tensor4D | TensorLike4D, strides: [
        number,
        number
    ] | number, pad: 'valid' | 'same' | number, dataFormat?: 'NHWC' | 'NCHW', dilations?: [
        number,
        number
    ] | number, dimRoundingMode?: 'floor' | 'round' | 'ceil'): T;
}
interface Tensor<R extends Rank = Rank> {
    dilation2d<T extends Tensor3D | Tensor4D>(filter: Tensor3D | TensorLike3D, strides: [
        number,
        number
    ] | number, pad: 'valid' | 'same', dilations?: [
        number,
        number
    ] | number, dataFormat?: 'NHWC'): T;
}
interface Tensor<R extends Rank = Rank> {
    divNoNan<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    div<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    dot<T extends Tensor>(b: Tensor | TensorLike): Tensor;
}
interface Tensor<R extends Rank = Rank> {
    elu<T extends Tensor>(): T;
}
interface Tensor<R extends Rank = Rank> {
    equal<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    erf<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    euclideanNorm<T extends Tensor>(this: T, axis?: number | number[], keepDims?: boolean): T;
}
interface Tensor<R extends Rank = Rank> {
    exp<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    expandDims<T extends Tensor>(axis?: number): T;
}
interface Tensor<R extends Rank = Rank> {
    expm1<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    fft<T extends Tensor>(this: Tensor): Tensor;
}
interface Tensor<R extends Rank = Rank> {
    flatten<T extends Tensor>(): Tensor1D;
}
interface Tensor<R extends Rank = Rank> {
    floor<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    floorDiv<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    gather<T extends Tensor>(this: T, indices: Tensor | TensorLike, axis?: number, batchDims?: number): T;
}
interface Tensor<R extends Rank = Rank> {
    greaterEqual<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    greater<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    ifft<T extends Tensor>(this: Tensor): Tensor;
}
interface Tensor<R extends Rank = Rank> {
    irfft<T extends Tensor>(this: Tensor): Tensor;
}
interface Tensor<R extends Rank = Rank> {
    isFinite<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    isInf<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    isNaN<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    leakyRelu<T extends Tensor>(alpha: number): T;
}
interface Tensor<R extends Rank = Rank> {
    lessEqual<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    less<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    localResponseNormalization<T extends Tensor>(depthRadius?: number, bias?: number, alpha?: number, beta?: number): T;
}
interface Tensor<R extends Rank = Rank> {
    logSigmoid<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    logSoftmax<T extends Tensor>(this: T, axis?: number): T;
}
interface Tensor<R extends Rank = Rank> {
    logSumExp<T extends Tensor>(this: T, axis?: number | number[], keepDims?: boolean): T;
}
interface Tensor<R extends Rank = Rank> {
    log<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    log1p<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    logicalAnd<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    logicalNot<T extends Tensor>(): T;
}
interface Tensor<R extends Rank = Rank> {
    logicalOr<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    logicalXor<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    matMul<T extends Tensor>(b: Tensor | TensorLike, transposeA?: boolean, transposeB?: boolean): Tensor;
}
interface Tensor<R extends Rank = Rank> {
    maxPool<T extends Tensor3D | Tensor4D>(filterSize: [
        number,
        number
    ] | number, strides: [
        number,
        number
    ] | number, pad: 'valid' | 'same' | number | backend_util_ExplicitPadding, dimRoundingMode?: 'floor' | 'round' | 'ceil'): T;
}
interface Tensor<R extends Rank = Rank> {
    max<T extends Tensor>(axis?: number | number[], keepDims?: boolean): T;
}
interface Tensor<R extends Rank = Rank> {
    maximum<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    mean<T extends Tensor>(axis?: number | number[], keepDims?: boolean): T;
}
interface Tensor<R extends Rank = Rank> {
    min<T extends Tensor>(axis?: number | number[], keepDims?: boolean): T;
}
interface Tensor<R extends Rank = Rank> {
    minimum<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    mirrorPad<T extends Tensor>(paddings: Array<[
        number,
        number
    ]>, mode: 'reflect' | 'symmetric'): T;
}
interface Tensor<R extends Rank = Rank> {
    mod<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    mul<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    neg<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    norm<T extends Tensor>(ord?: number | 'euclidean' | 'fro', axis?: number | number[], keepDims?: boolean): Tensor;
}
interface Tensor<R extends Rank = Rank> {
    notEqual<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    oneHot(depth: number, onValue: number, offValue: number): Tensor;
}
interface Tensor<R extends Rank = Rank> {
    onesLike<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    pad<T extends Tensor>(paddings: Array<[
        number,
        number
    ]>, constantValue?: number): T;
}
interface Tensor<R extends Rank = Rank> {
    pool<T extends Tensor3D | Tensor4D>(windowShape: [
        number,
        number
    ] | number, poolingType: 'avg' | 'max', padding: 'valid' | 'same' | number | backend_util_ExplicitPadding, diationRate?: [
        number,
        number
    ] | number, strides?: [
        number,
        number
    ] | number, dimRoundingMode?: 'floor' | 'round' | 'ceil'): T;
}
interface Tensor<R extends Rank = Rank> {
    pow<T extends Tensor>(exp: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    prelu<T extends Tensor>(alpha: T | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    prod<T extends Tensor>(this: T, axis?: number | number[], keepDims?: boolean): T;
}
interface Tensor<R extends Rank = Rank> {
    reciprocal<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    relu<T extends Tensor>(): T;
}
interface Tensor<R extends Rank = Rank> {
    relu6<T extends Tensor>(): T;
}
interface Tensor<R extends Rank = Rank> {
    reshapeAs<T extends Tensor>(x: T): T;
}
interface Tensor<R extends Rank = Rank> {
    reshape<T extends Tensor>(shape: number[]): T;
}
interface Tensor<R extends Rank = Rank> {
    resizeBilinear<T extends Tensor3D | Tensor4D>(newShape2D: [
        number,
        number
    ], alignCorners?: boolean, halfPixelCenters?: boolean): T;
}
interface Tensor<R extends Rank = Rank> {
    resizeNearestNeighbor<T extends Tensor3D | Tensor4D>(newShape2D: [
        number,
        number
    ], alignCorners?: boolean, halfFloatCenters?: boolean): T;
}
interface Tensor<R extends Rank = Rank> {
    reverse<T extends Tensor>(this: T, axis?: number | number[]): T;
}
interface Tensor<R extends Rank = Rank> {
    rfft<T extends Tensor>(this: Tensor): Tensor;
}
interface Tensor<R extends Rank = Rank> {
    round<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    rsqrt<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    selu<T extends Tensor>(): T;
}
interface Tensor<R extends Rank = Rank> {
    separableConv2d<T extends Tensor3D | Tensor4D>(depthwiseFilter: Tensor4D | TensorLike4D, pointwiseFilter: Tensor4D | TensorLike, strides: [
        number,
        number
    ] | number, pad: 'valid' | 'same', dilation?: [
        number,
        number
    ] | number, dataFormat?: 'NHWC' | 'NCHW'): T;
}
interface Tensor<R extends Rank = Rank> {
    sigmoid<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    sign<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    sin<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    sinh<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    slice<T extends Tensor>(this: T, begin: number | number[], size?: number | number[]): T;
}
interface Tensor<R extends Rank = Rank> {
    softmax<T extends Tensor>(this: T, dim?: number): T;
}
interface Tensor<R extends Rank = Rank> {
    softplus<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    spaceToBatchND<R extends Rank>(blockShape: number[], paddings: number[][]): Tensor<R>;
}
interface Tensor<R extends Rank = Rank> {
    split<T extends Tensor>(numOrSizeSplits: number[] | number, axis?: number): T[];
}
interface Tensor<R extends Rank = Rank> {
    sqrt<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    square<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    squaredDifference<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    squeeze<T extends Tensor>(axis?: number[]): T;
}
interface Tensor<R extends Rank = Rank> {
    stack<T extends Tensor>(x: Tensor | Tensor[], axis?: number): T;
}
interface Tensor<R extends Rank = Rank> {
    step<T extends Tensor>(this: T, alpha?: number): T;
}
interface Tensor<R extends Rank = Rank> {
    stridedSlice<T extends Tensor>(this: Tensor, begin: number[], end: number[], strides: number[], beginMask?: number, endMask?: number, ellipsisMask?: number, newAxisMask?: number, shrinkAxisMask?: number): Tensor;
}
interface Tensor<R extends Rank = Rank> {
    sub<T extends Tensor>(b: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    sum<T extends Tensor>(axis?: number | number[], keepDims?: boolean): T;
}
interface Tensor<R extends Rank = Rank> {
    tan<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    tanh<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    tile<T extends Tensor>(b: number[]): T;
}
interface Tensor<R extends Rank = Rank> {
    toBool<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    toFloat<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    toInt<T extends Tensor>(this: T): T;
}
interface Tensor<R extends Rank = Rank> {
    topk<T extends Tensor>(this: T, k?: number, sorted?: boolean): {
        values: T;
        indices: T;
    };
}
interface Tensor<R extends Rank = Rank> {
    transpose<T extends Tensor>(perm?: number[]): T;
}
interface Tensor<R extends Rank = Rank> {
    unique<T extends Tensor>(this: T, axis?: number): {
        values: T;
        indices: T;
    };
}
interface Tensor<R extends Rank = Rank> {
    unsortedSegmentSum<T extends Tensor>(this: T, segmentIds: Tensor1D | TensorLike1D, numSegments: number): T;
}
interface Tensor<R extends Rank = Rank> {
    unstack<T extends Tensor>(axis?: number): T[];
}
interface Tensor<R extends Rank = Rank> {
    where<T extends Tensor>(condition: Tensor | TensorLike, x: Tensor | TensorLike): T;
}
interface Tensor<R extends Rank = Rank> {
    zerosLike<T extends Tensor>(this: T): T;
}
type Tensor1D = Tensor<Rank.R1>;
type Tensor2D = Tensor<Rank.R2>;
type Tensor3D = Tensor<Rank.R3>;
type Tensor4D = Tensor<Rank.R4>;
type Tensor5D = Tensor<Rank.R5>;
declare class TensorBuffer<R extends Rank, D extends DataType = 'float32'> {
    dtype: D;
    size: number;
    shape: ShapeMap[R];
    strides: number[];
    values: DataTypeMap[D];
    constructor(shape: ShapeMap[R], dtype: D, values?: DataTypeMap[D]);
    set(value: SingleValueMap[D], ...locs: number[]): void;
    get(...locs: number[]): SingleValueMap[D];
    locToIndex(locs: number[]): number;
    indexToLoc(index: number): number[];
    get rank(): number;
    toTensor(): Tensor<R>;
}
declare class Variable<R extends Rank = Rank> extends Tensor<R> {
    trainable: boolean;
    name: string;
    constructor(initialValue: Tensor<R>, trainable: boolean, name: string, tensorId: number);
    assign(newValue: Tensor<R>): void;
    dispose(): void;
}
type GradSaveFunc = (save: Tensor[]) => void;
type NamedTensorMap = {
    [name: string]: Tensor;
};
type TensorContainer = void | Tensor | string | number | boolean | TensorContainerObject | TensorContainerArray | Float32Array | Int32Array | Uint8Array;
interface TensorContainerArray extends Array<TensorContainer> {
}
interface TensorContainerObject {
    [x: string]: TensorContainer;
}
type BackendValues = Float32Array | Int32Array | Uint8Array | Uint8Array[];
type DataType = keyof DataTypeMap;
interface DataTypeMap {
    float32: Float32Array;
    int32: Int32Array;
    bool: Uint8Array;
    complex64: Float32Array;
    string: string[];
}
type DataTypeFor<T extends number | string | boolean> = T extends number | boolean ? NumericDataType : T extends string ? 'string' : never;
type DataValues = DataTypeMap[DataType];
type NumericDataType = 'float32' | 'int32' | 'bool' | 'complex64';
interface PixelData {
    width: number;
    height: number;
    data: Uint8Array;
}
declare enum Rank {
    R0 = "R0",
    R1 = "R1",
    R2 = "R2",
    R3 = "R3",
    R4 = "R4",
    R5 = "R5",
    R6 = "R6"
}
interface RecursiveArray<T extends any> {
    [index: number]: T | RecursiveArray<T>;
}
type ScalarLike = number | boolean | string | Uint8Array;
interface ShapeMap {
    R0: number[];
    R1: [
        number
    ];
    R2: [
        number,
        number
    ];
    R3: [
        number,
        number,
        number
    ];
    R4: [
        number,
        number,
        number,
        number
    ];
    R5: [
        number,
        number,
        number,
        number,
        number
    ];
    R6: [
        number,
        number,
        number,
        number,
        number,
        number
    ];
}
declare function sumOutType(type: DataType): DataType;
type TensorLike = TypedArray | number | boolean | string | RecursiveArray<number | number[] | TypedArray> | RecursiveArray<boolean> | RecursiveArray<string> | Uint8Array[];
type TypedArray = Float32Array | Int32Array | Uint8Array;
declare function upcastType(typeA: DataType, typeB: DataType): DataType;
interface WebGLData {
    texture: WebGLTexture;
    height: number;
    width: number;
    channels: WebGLChannels;
}
interface WebGPUData {
    buffer: GPUBuffer;
    zeroCopy?: boolean;
}
declare enum Reduction {
    NONE = 0,
    MEAN = 1,
    SUM = 2,
    SUM_BY_NONZERO_WEIGHTS = 3
}
interface TensorInfo {
    dataId: DataId;
    shape: number[];
    dtype: DataType;
}
type DataId = object;
declare function customGrad<T extends Tensor>(f: CustomGradientFunc<T>): (...args: Tensor[]) => T;
declare function grad(f: (x: Tensor) => Tensor): (x: TensorLike | Tensor, dy?: TensorLike | Tensor) => Tensor;
declare function grads(f: (...args: Tensor[]) => Tensor): (args: Array<Tensor | TensorLike>, dy?: Tensor | TensorLike) => Tensor[];
declare function valueAndGrad<I extends Tensor, O extends Tensor>(f: (x: I) => O): (x: I, dy?: O) => {
    value: O;
    grad: I;
};
declare function valueAndGrads<O extends Tensor>(f: (...args: Tensor[]) => O): (args: Tensor[], dy?: O) => {
    grads: Tensor[];
    value: O;
};
declare function variableGrads(f: () => Scalar, varList?: Variable[]): {
    value: Scalar;
    grads: NamedTensorMap;
};
interface TimingInfo extends BackendTimingInfo {
    wallMs: number;
}
type MemoryInfo = {
    numTensors: number;
    numDataBuffers: number;
    numBytes: number;
    unreliable?: boolean;
    reasons: string[];
};
type ForwardFunc<T> = (backend: KernelBackend, save?: GradSaveFunc) => T;
declare class Environment {
    global: any;
    private flags;
    private flagRegistry;
    private urlFlags;
    platformName: string;
    platform: Platform;
    getQueryParams: typeof getQueryParams;
    constructor(global: any);
    setPlatform(platformName: string, platform: Platform): void;
    registerFlag(flagName: string, evaluationFn: FlagEvaluationFn, setHook?: (value: FlagValue) => void): void;
    getAsync(flagName: string): Promise<FlagValue>;
    get(flagName: string): FlagValue;
    getNumber(flagName: string): number;
    getBool(flagName: string): boolean;
    getString(flagName: string): string;
    getFlags(): Flags;
    get features(): Flags;
    set(flagName: string, value: FlagValue): void;
    private evaluateFlag;
    setFlags(flags: Flags): void;
    reset(): void;
    private populateURLFlags;
}
declare function env(): Environment;
declare let ENV: Environment;
interface Platform {
    fetch(path: string, requestInits?: RequestInit, options?: RequestDetails): Promise<Response>;
    now(): number;
    encode(text: string, encoding: string): Uint8Array;
    decode(bytes: Uint8Array, encoding: string): string;
    setTimeoutCustom?(functionRef: Function, delay: number): void;
    isTypedArray(a: unknown): a is Float32Array | Int32Array | Uint8Array | Uint8ClampedArray;
}
declare const version = "4.22.0";
declare class KernelBackend implements TensorStorage, Backend, BackendTimer {
    refCount(dataId: DataId): number;
    incRef(dataId: DataId): void;
    timerAvailable(): boolean;
    time(f: () => void): Promise<BackendTimingInfo>;
    read(dataId: object): Promise<BackendValues>;
    readSync(dataId: object): BackendValues;
    readToGPU(dataId: object, options?: DataToGPUOptions): GPUData;
    numDataIds(): number;
    disposeData(dataId: object, force?: boolean): boolean;
    write(values: BackendValues, shape: number[], dtype: DataType): DataId;
    move(dataId: DataId, values: BackendValues, shape: number[], dtype: DataType, refCount: number): void;
    createTensorFromGPUData(values: WebGLData | WebGPUData, shape: number[], dtype: DataType): Tensor;
    memory(): {
        unreliable: boolean;
        reasons?: string[];
    };
    floatPrecision(): 16 | 32;
    epsilon(): number;
    dispose(): void;
}
interface BackendTimingInfo {
    kernelMs: number | {
        error: string;
    };
    getExtraProfileInfo?(): string;
}
interface DataMover {
    moveData(backend: KernelBackend, dataId: DataId): void;
}
declare class DataStorage<T> {
    private backend;
    private dataMover;
    private data;
    private dataIdsCount;
    constructor(backend: KernelBackend, dataMover: DataMover);
    get(dataId: DataId): T;
    set(dataId: DataId, value: T): void;
    has(dataId: DataId): boolean;
    delete(dataId: DataId): boolean;
    numDataIds(): number;
}
declare const abs: typeof abs_;
declare const acos: typeof acos_;
declare const acosh: typeof acosh_;
declare const add: typeof add_;
declare const addN: typeof addN_;
declare const all: typeof all_;
declare const any: typeof any_;
declare const argMax: typeof argMax_;
declare const argMin: typeof argMin_;
declare const asin: typeof asin_;
declare const asinh: typeof asinh_;
declare const atan: typeof atan_;
declare const atan2: typeof atan2_;
declare const atanh: typeof atanh_;
declare const avgPool: typeof avgPool_;
declare const avgPool3d: typeof avgPool3d_;
declare const basicLSTMCell: typeof basicLSTMCell_;
declare const batchToSpaceND: typeof batchToSpaceND_;
declare const batchNorm: typeof batchNorm_;
declare const batchNorm2d: typeof batchNorm2d_;
declare const batchNorm3d: typeof batchNorm3d_;
declare const batchNorm4d: typeof batchNorm4d_;
declare const bincount: typeof bincount_;
declare const bitwiseAnd: typeof bitwiseAnd_;
declare const broadcastArgs: typeof broadcastArgs_;
declare const broadcastTo: typeof broadcastTo_;
declare function buffer<R extends Rank, D extends DataType = 'float32'>(shape: ShapeMap[R], dtype?: D, values?: DataTypeMap[D]): TensorBuffer<R, D>;
declare const cast: typeof cast_;
declare const ceil: typeof ceil_;
declare const clipByValue: typeof clipByValue_;
declare const clone: typeof clone_;
declare const complex: typeof complex_;
declare const concat: typeof concat_;
declare const concat1d: typeof concat1d_;
declare const concat2d: typeof concat2d_;
declare const concat3d: typeof concat3d_;
declare const concat4d: typeof concat4d_;
declare const conv1d: typeof conv1d_;
declare const conv2d: typeof conv2d_;
declare const conv2dTranspose: typeof conv2dTranspose_;
declare const conv3d: typeof conv3d_;
declare const conv3dTranspose: typeof conv3dTranspose_;
declare const cos: typeof cos_;
declare const cosh: typeof cosh_;
declare const cumprod: typeof cumprod_;
declare const cumsum: typeof cumsum_;
declare const denseBincount: typeof denseBincount_;
declare const depthToSpace: typeof depthToSpace_;
declare const depthwiseConv2d: typeof depthwiseConv2d_;
declare const diag: typeof diag_;
declare const dilation2d: typeof dilation2d_;
declare const div: typeof div_;
declare const divNoNan: typeof divNoNan_;
declare const dot: typeof dot_;
declare const einsum: typeof einsum_;
declare const elu: typeof elu_;
declare const ensureShape: typeof ensureShape_;
declare const equal: typeof equal_;
declare const erf: typeof erf_;
declare const euclideanNorm: typeof euclideanNorm_;
declare const exp: typeof exp_;
declare const expandDims: typeof expandDims_;
declare const expm1: typeof expm1_;
declare const eye: typeof eye_;
declare function fill<R extends Rank>(shape: ShapeMap[R], value: number | string, dtype?: DataType): Tensor<R>;
declare const floor: typeof floor_;
declare const floorDiv: typeof floorDiv_;
declare const gather: typeof gather_;
declare const greater: typeof greater_;
declare const greaterEqual: typeof greaterEqual_;
declare const imag: typeof imag_;
declare const isFinite: typeof isFinite_;
declare const isInf: typeof isInf_;
declare const isNaN: typeof isNaN_;
declare const leakyRelu: typeof leakyRelu_;
declare const less: typeof less_;
declare const lessEqual: typeof lessEqual_;
declare function linspace(start: number, stop: number, num: number): Tensor1D;
declare const localResponseNormalization: typeof localResponseNormalization_;
declare const log: typeof log_;
declare const log1p: typeof log1p_;
declare const logSigmoid: typeof logSigmoid_;
declare const logSoftmax: typeof logSoftmax_;
declare const logSumExp: typeof logSumExp_;
declare const logicalAnd: typeof logicalAnd_;
declare const logicalNot: typeof logicalNot_;
declare const logicalOr: typeof logicalOr_;
declare const logicalXor: typeof logicalXor_;
declare function lowerBound(sortedSequence: Tensor | TensorLike, values: Tensor | TensorLike): Tensor;
declare const matMul: typeof matMul_;
declare const max: typeof max_;
declare const maxPool: typeof maxPool_;
declare const maxPool3d: typeof maxPool3d_;
declare const maxPoolWithArgmax: typeof maxPoolWithArgmax_;
declare const maximum: typeof maximum_;
declare const mean: typeof mean_;
declare function meshgrid<T extends Tensor>(x?: T | TensorLike, y?: T | TensorLike, { indexing }?: {
    indexing?: string;
}): T[];
declare const min: typeof min_;
declare const minimum: typeof minimum_;
declare const mirrorPad: typeof mirrorPad_;
declare const mod: typeof mod_;
declare const moments: typeof moments_;
declare const mul: typeof mul_;
type LSTMCellFunc = {
    (data: Tensor2D, c: Tensor2D, h: Tensor2D): [
        Tensor2D,
        Tensor2D
    ];
};
declare const multiRNNCell: typeof multiRNNCell_;
declare const multinomial: typeof multinomial_;
declare const neg: typeof neg_;
declare const notEqual: typeof notEqual_;
declare const oneHot: typeof oneHot_;
declare function ones<R extends Rank>(shape: ShapeMap[R], dtype?: DataType): Tensor<R>;
declare const onesLike: typeof onesLike_;
declare const outerProduct: typeof outerProduct_;
declare const pad: typeof pad_;
declare const pad1d: typeof pad1d_;
declare const pad2d: typeof pad2d_;
declare const pad3d: typeof pad3d_;
declare const pad4d: typeof pad4d_;
declare const pool: typeof pool_;
declare const pow: typeof pow_;
declare const prelu: typeof prelu_;
declare function print<T extends Tensor>(x: T, verbose?: boolean): void;
declare const prod: typeof prod_;
declare const raggedGather: typeof raggedGather_;
declare const raggedRange: typeof raggedRange_;
declare const raggedTensorToTensor: typeof raggedTensorToTensor_;
declare const rand: typeof rand_;
declare const randomGamma: typeof randomGamma_;
declare const randomNormal: typeof randomNormal_;
declare const randomStandardNormal: typeof randomStandardNormal_;
declare const randomUniform: typeof randomUniform_;
declare const randomUniformInt: typeof randomUniformInt_;
declare function range(start: number, stop: number, step?: number, dtype?: 'float32' | 'int32'): Tensor1D;
declare const real: typeof real_;
declare const reciprocal: typeof reciprocal_;
declare const relu: typeof relu_;
declare const relu6: typeof relu6_;
declare const reshape: typeof reshape_;
declare const reverse: typeof reverse_;
declare const reverse1d: typeof reverse1d_;
declare const reverse2d: typeof reverse2d_;
declare const reverse3d: typeof reverse3d_;
declare const reverse4d: typeof reverse4d_;
declare const round: typeof round_;
declare const rsqrt: typeof rsqrt_;
declare function scalar(value: number | boolean | string | Uint8Array, dtype?: DataType): Scalar;
declare const selu: typeof selu_;
declare const separableConv2d: typeof separableConv2d_;
declare const setdiff1dAsync: typeof setdiff1dAsync_;
declare const sigmoid: typeof sigmoid_;
declare const sign: typeof sign_;
declare const sin: typeof sin_;
declare const sinh: typeof sinh_;
declare const slice: typeof slice_;
declare const slice1d: typeof slice1d_;
declare const slice2d: typeof slice2d_;
declare const slice3d: typeof slice3d_;
declare const slice4d: typeof slice4d_;
declare const softmax: typeof softmax_;
declare const softplus: typeof softplus_;
declare const spaceToBatchND: typeof spaceToBatchND_;
declare const fft: typeof fft_;
declare const ifft: typeof ifft_;
declare const irfft: typeof irfft_;
declare const rfft: typeof rfft_;
declare const split: typeof split_;
declare const sqrt: typeof sqrt_;
declare const square: typeof square_;
declare const squaredDifference: typeof squaredDifference_;
declare const squeeze: typeof squeeze_;
declare const stack: typeof stack_;
declare const step: typeof step_;
declare const stridedSlice: typeof stridedSlice_;
declare const sub: typeof sub_;
declare const sum: typeof sum_;
declare const tan: typeof tan_;
declare const tanh: typeof tanh_;
declare function tensor<R extends Rank>(values: TensorLike | WebGLData | WebGPUData, shape?: ShapeMap[R], dtype?: DataType): Tensor<R>;
declare function tensor1d(values: TensorLike1D, dtype?: DataType): Tensor1D;
declare function tensor2d(values: TensorLike2D, shape?: [
    number,
    number
], dtype?: DataType): Tensor2D;
declare function tensor3d(values: TensorLike3D, shape?: [
    number,
    number,
    number
], dtype?: DataType): Tensor3D;
declare function tensor4d(values: TensorLike4D, shape?: [
    number,
    number,
    number,
    number
], dtype?: DataType): Tensor4D;
declare function tensor5d(values: TensorLike5D, shape?: [
    number,
    number,
    number,
    number,
    number
], dtype?: DataType): Tensor5D;
declare function tensor6d(values: TensorLike6D, shape?: [
    number,
    number,
    number,
    number,
    number,
    number
], dtype?: DataType): Tensor6D;
declare const tensorScatterUpdate: typeof tensorScatterUpdate_;
declare const tile: typeof tile_;
declare const topk: typeof topk_;
declare const truncatedNormal: typeof truncatedNormal_;
declare const unique: typeof unique_;
declare const unsortedSegmentSum: typeof unsortedSegmentSum_;
declare const unstack: typeof unstack_;
declare function upperBound(sortedSequence: Tensor | TensorLike, values: Tensor | TensorLike): Tensor;
declare function variable<R extends Rank>(initialValue: Tensor<R>, trainable?: boolean, name?: string, dtype?: DataType): Variable<R>;
declare const where: typeof where_;
declare const whereAsync: typeof whereAsync_;
declare function zeros<R extends Rank>(shape: ShapeMap[R], dtype?: DataType): Tensor<R>;
declare const zerosLike: typeof zerosLike_;
declare function op<T extends Function>(f: {
    [name: string]: T;
}): T;
declare const OP_SCOPE_SUFFIX = "__op";
declare const image: {
    flipLeftRight: (image: TensorLike | Tensor4D) => Tensor4D;
    grayscaleToRGB: <T extends Tensor2D | Tensor3D | Tensor4D | Tensor5D | Tensor6D>(image: TensorLike | T) => T;
    resizeNearestNeighbor: <T_1 extends Tensor3D | Tensor4D>(images: TensorLike | T_1, size: [
        number,
        number
    ], alignCorners?: boolean, halfPixelCenters?: boolean) => T_1;
    resizeBilinear: <T_2 extends Tensor3D | Tensor4D>(images: TensorLike | T_2, size: [
        number,
        number
    ], alignCorners?: boolean, halfPixelCenters?: boolean) => T_2;
    rgbToGrayscale: <T_3 extends Tensor2D | Tensor3D | Tensor4D | Tensor5D | Tensor6D>(image: TensorLike | T_3) => T_3;
    rotateWithOffset: (image: TensorLike | Tensor4D, radians: number, fillValue?: number | [
        number,
        number,
        number
    ], center?: number | [
        number,
        number
    ]) => Tensor4D;
    cropAndResize: (image: TensorLike | Tensor4D, boxes: TensorLike | Tensor2D, boxInd: TensorLike | Tensor1D, cropSize: [
        number,
        number
    ], method?: "bilinear" | "nearest", extrapolationValue?: number) => Tensor4D;
    nonMaxSuppression: (boxes: TensorLike | Tensor2D, scores: TensorLike | Tensor1D, maxOutputSize: number, iouThreshold?: number, scoreThreshold?: number) => Tensor1D;
    nonMaxSuppressionAsync: (boxes: TensorLike | Tensor2D, scores: TensorLike | Tensor1D, maxOutputSize: number, iouThreshold?: number, scoreThreshold?: number) => Promise<Tensor1D>;
    nonMaxSuppressionWithScore: (boxes: TensorLike | Tensor2D, scores: TensorLike | Tensor1D, maxOutputSize: number, iouThreshold?: number, scoreThreshold?: number, softNmsSigma?: number) => NamedTensorMap;
    nonMaxSuppressionWithScoreAsync: (boxes: TensorLike | Tensor2D, scores: TensorLike | Tensor1D, maxOutputSize: number, iouThreshold?: number, scoreThreshold?: number, softNmsSigma?: number) => Promise<NamedTensorMap>;
    nonMaxSuppressionPadded: (boxes: TensorLike | Tensor2D, scores: TensorLike | Tensor1D, maxOutputSize: number, iouThreshold?: number, scoreThreshold?: number, padToMaxOutputSize?: boolean) => NamedTensorMap;
    nonMaxSuppressionPaddedAsync: (boxes: TensorLike | Tensor2D, scores: TensorLike | Tensor1D, maxOutputSize: number, iouThreshold?: number, scoreThreshold?: number, padToMaxOutputSize?: boolean) => Promise<NamedTensorMap>;
    threshold: (image: TensorLike | Tensor3D, method?: string, inverted?: boolean, threshValue?: number) => Tensor3D;
    transform: (image: TensorLike | Tensor4D, transforms: TensorLike | Tensor2D, interpolation?: "bilinear" | "nearest", fillMode?: "reflect" | "nearest" | "constant" | "wrap", fillValue?: number, outputShape?: [
        number,
        number
    ]) => Tensor4D;
};
declare const linalg: {
    bandPart: <T extends Tensor<Rank>>(a: TensorLike | T, numLower: number | Scalar, numUpper: number | Scalar) => T;
    gramSchmidt: (xs: Tensor2D | Tensor1D[]) => Tensor2D | Tensor1D[];
    qr: (x: Tensor<Rank>, fullMatrices?: boolean) => [
        Tensor<Rank>,
        Tensor<Rank>
    ];
};
declare const losses: {
    absoluteDifference: <T extends Tensor<Rank>, O extends Tensor<Rank>>(labels: TensorLike | T, predictions: TensorLike | T, weights?: TensorLike | Tensor<Rank>, reduction?: Reduction) => O;
    computeWeightedLoss: <T_1 extends Tensor<Rank>, O_1 extends Tensor<Rank>>(losses: TensorLike | T_1, weights?: TensorLike | Tensor<Rank>, reduction?: Reduction) => O_1;
    cosineDistance: <T_2 extends Tensor<Rank>, O_2 extends Tensor<Rank>>(labels: TensorLike | T_2, predictions: TensorLike | T_2, axis: number, weights?: TensorLike | Tensor<Rank>, reduction?: Reduction) => O_2;
    hingeLoss: <T_3 extends Tensor<Rank>, O_3 extends Tensor<Rank>>(labels: TensorLike | T_3, predictions: TensorLike | T_3, weights?: TensorLike | Tensor<Rank>, reduction?: Reduction) => O_3;
    huberLoss: <T_4 extends Tensor<Rank>, O_4 extends Tensor<Rank>>(labels: TensorLike | T_4, predictions: TensorLike | T_4, weights?: TensorLike | Tensor<Rank>, delta?: number, reduction?: Reduction) => O_4;
    logLoss: <T_5 extends Tensor<Rank>, O_5 extends Tensor<Rank>>(labels: TensorLike | T_5, predictions: TensorLike | T_5, weights?: TensorLike | Tensor<Rank>, epsilon?: number, reduction?: Reduction) => O_5;
    meanSquaredError: <T_6 extends Tensor<Rank>, O_6 extends Tensor<Rank>>(labels: TensorLike | T_6, predictions: TensorLike | T_6, weights?: TensorLike | Tensor<Rank>, reduction?: Reduction) => O_6;
    sigmoidCrossEntropy: <T_7 extends Tensor<Rank>, O_7 extends Tensor<Rank>>(multiClassLabels: TensorLike | T_7, logits: TensorLike | T_7, weights?: TensorLike | Tensor<Rank>, labelSmoothing?: number, reduction?: Reduction) => O_7;
    softmaxCrossEntropy: <T_8 extends Tensor<Rank>, O_8 extends Tensor<Rank>>(onehotLabels: TensorLike | T_8, logits: TensorLike | T_8, weights?: TensorLike | Tensor<Rank>, labelSmoothing?: number, reduction?: Reduction) => O_8;
};
declare const spectral: {
    fft: (input: Tensor<Rank>) => Tensor<Rank>;
    ifft: (input: Tensor<Rank>) => Tensor<Rank>;
    rfft: (input: Tensor<Rank>, fftLength?: number) => Tensor<Rank>;
    irfft: (input: Tensor<Rank>) => Tensor<Rank>;
};
declare const signal: {
    hammingWindow: (windowLength: number) => Tensor1D;
    hannWindow: (windowLength: number) => Tensor1D;
    frame: (signal: Tensor1D, frameLength: number, frameStep: number, padEnd?: boolean, padValue?: number) => Tensor<Rank>;
    stft: (signal: Tensor1D, frameLength: number, frameStep: number, fftLength?: number, windowFn?: (length: number) => Tensor1D) => Tensor<Rank>;
};
declare const sparse: {
    sparseFillEmptyRows: (indices: TensorLike | Tensor2D, values: TensorLike | Tensor1D, denseShape: TensorLike | Tensor1D, defaultValue: ScalarLike | Scalar) => NamedTensorMap;
    sparseReshape: (inputIndices: TensorLike | Tensor2D, inputShape: TensorLike | Tensor1D, newShape: TensorLike | Tensor1D) => NamedTensorMap;
    sparseSegmentMean: (data: TensorLike | Tensor<Rank>, indices: TensorLike | Tensor1D, segmentIds: TensorLike | Tensor1D) => Tensor<Rank>;
    sparseSegmentSum: (data: TensorLike | Tensor<Rank>, indices: TensorLike | Tensor1D, segmentIds: TensorLike | Tensor1D) => Tensor<Rank>;
};
declare const string: {
    stringNGrams: (data: TensorLike | Tensor1D, dataSplits: TensorLike | Tensor<Rank>, separator: string, nGramWidths: number[], leftPad: string, rightPad: string, padWidth: number, preserveShortSequences: boolean) => NamedTensorMap;
    stringSplit: (input: TensorLike | Tensor1D, delimiter: ScalarLike | Scalar, skipEmpty?: boolean) => NamedTensorMap;
    stringToHashBucketFast: (input: TensorLike | Tensor<Rank>, numBuckets: number) => Tensor<Rank>;
    staticRegexReplace: (input: TensorLike | Tensor<Rank>, pattern: string, rewrite: string, replaceGlobal?: boolean) => Tensor<Rank>;
};
declare const booleanMaskAsync: typeof booleanMaskAsync_;
declare const transpose: typeof transpose_;
declare const norm: typeof norm_;
declare const movingAverage: typeof movingAverage_;
declare const scatterND: typeof scatterND_;
declare const searchSorted: typeof searchSorted_;
declare const sparseToDense: typeof sparseToDense_;
declare const gatherND: typeof gatherND_;
declare const dropout: typeof dropout_;
declare function enclosingPowerOfTwo(value: number): number;
declare function cosineWindow(windowLength: number, a: number, b: number): Tensor1D;
declare const inTopKAsync: typeof inTopKAsync_;
declare const train: typeof OptimizerConstructors;
declare function enableProdMode(): void;
declare function enableDebugMode(): void;
declare function disableDeprecationWarnings(): void;
declare function deprecationWarn(msg: string): void;
declare function disposeVariables(): void;
declare function engine(): Engine;
declare function memory(): MemoryInfo;
declare function profile(f: () => (TensorContainer | Promise<TensorContainer>)): Promise<ProfileInfo>;
declare function tidy<T extends TensorContainer>(nameOrFn: string | ScopeFn<T>, fn?: ScopeFn<T>): T;
declare function dispose(container: TensorContainer): void;
declare function keep<T extends Tensor>(result: T): T;
declare function time(f: () => void): Promise<TimingInfo>;
declare function setBackend(backendName: string): Promise<boolean>;
declare function ready(): Promise<void>;
declare function getBackend(): string;
declare function removeBackend(name: string): void;
declare function findBackend(name: string): KernelBackend;
declare function findBackendFactory(name: string): () => KernelBackend | Promise<KernelBackend>;
declare function registerBackend(name: string, factory: () => KernelBackend | Promise<KernelBackend>, priority?: number): boolean;
declare function backend(): KernelBackend;
declare function setPlatform(platformName: string, platform: Platform): void;
declare function getKernel(kernelName: string, backendName: string): KernelConfig;
declare function getGradient(kernelName: string): GradConfig;
declare function getKernelsForBackend(backendName: string): KernelConfig[];
declare function registerKernel(config: KernelConfig): void;
declare function registerGradient(config: GradConfig): void;
declare function unregisterKernel(kernelName: string, backendName: string): void;
declare function unregisterGradient(kernelName: string): void;
declare function copyRegisteredKernels(registeredBackendName: string, newBackendName: string): void;
type Attribute = AttributeValue | RecursiveArray<AttributeValue>;
type KernelFunc = (params: {
    inputs: NamedTensorInfoMap;
    backend: {};
    attrs?: NamedAttrMap;
}) => TensorInfo | TensorInfo[];
type GradFunc = (dy: Tensor | Tensor[], saved: Tensor[], attrs: NamedAttrMap) => NamedGradientMap;
type KernelSetupFunc = (backend: {}) => void;
type KernelDisposeFunc = KernelSetupFunc;
interface KernelConfig {
    kernelName: string;
    backendName: string;
    kernelFunc: KernelFunc;
    setupFunc?: KernelSetupFunc;
    disposeFunc?: KernelDisposeFunc;
}
interface GradConfig {
    kernelName: string;
    inputsToSave?: string[];
    saveAllInputs?: boolean;
    outputsToSave?: boolean[];
    gradFunc: GradFunc;
}
interface NamedTensorInfoMap {
    [name: string]: TensorInfo | undefined;
}
interface NamedAttrMap {
    [name: string]: Attribute;
}
declare const Abs = "Abs";
type AbsInputs = UnaryInputs;
declare const Acos = "Acos";
type AcosInputs = UnaryInputs;
declare const Acosh = "Acosh";
type AcoshInputs = UnaryInputs;
declare const Add = "Add";
type AddInputs = BinaryInputs;
declare const AddN = "AddN";
type AddNInputs = TensorInfo[];
declare const All = "All";
type AllInputs = Pick<NamedTensorInfoMap, 'x'>;
interface AllAttrs {
    axis: number | number[];
    keepDims: boolean;
}
declare const Any = "Any";
type AnyInputs = Pick<NamedTensorInfoMap, 'x'>;
interface AnyAttrs {
    axis: number | number[];
    keepDims: boolean;
}
declare const ArgMax = "ArgMax";
type ArgMaxInputs = Pick<NamedTensorInfoMap, 'x'>;
interface ArgMaxAttrs {
    axis: number;
}
declare const ArgMin = "ArgMin";
type ArgMinInputs = Pick<NamedTensorInfoMap, 'x'>;
interface ArgMinAttrs {
    axis: number;
}
declare const Asin = "Asin";
type AsinInputs = UnaryInputs;
declare const Asinh = "Asinh";
type AsinhInputs = UnaryInputs;
declare const Atan = "Atan";
type AtanInputs = UnaryInputs;
declare const Atanh = "Atanh";
type AtanhInputs = UnaryInputs;
declare const Atan2 = "Atan2";
type Atan2Inputs = BinaryInputs;
declare const AvgPool = "AvgPool";
type AvgPoolInputs = Pick<NamedTensorInfoMap, 'x'>;
interface AvgPoolAttrs {
    filterSize: [
        number,
        number
    ] | number;
    strides: [
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number | backend_util_ExplicitPadding;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
}
declare const AvgPoolGrad = "AvgPoolGrad";
type AvgPoolGradInputs = Pick<NamedTensorInfoMap, 'dy' | 'input'>;
interface AvgPoolGradAttrs {
    filterSize: [
        number,
        number
    ] | number;
    strides: [
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number | backend_util_ExplicitPadding;
}
declare const AvgPool3D = "AvgPool3D";
type AvgPool3DInputs = Pick<NamedTensorInfoMap, 'x'>;
interface AvgPool3DAttrs {
    filterSize: [
        number,
        number,
        number
    ] | number;
    strides: [
        number,
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
    dataFormat: 'NDHWC' | 'NCDHW';
}
declare const AvgPool3DGrad = "AvgPool3DGrad";
type AvgPool3DGradInputs = Pick<NamedTensorInfoMap, 'dy' | 'input'>;
interface AvgPool3DGradAttrs {
    filterSize: [
        number,
        number,
        number
    ] | number;
    strides: [
        number,
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
}
declare const BatchMatMul = "BatchMatMul";
type BatchMatMulInputs = Pick<NamedTensorInfoMap, 'a' | 'b'>;
interface BatchMatMulAttrs {
    transposeA: boolean;
    transposeB: boolean;
}
declare const BatchToSpaceND = "BatchToSpaceND";
type BatchToSpaceNDInputs = Pick<NamedTensorInfoMap, 'x'>;
interface BatchToSpaceNDAttrs {
    blockShape: number[];
    crops: number[][];
}
type BinaryInputs = Pick<NamedTensorInfoMap, 'a' | 'b'>;
declare const Bincount = "Bincount";
type BincountInputs = Pick<NamedTensorInfoMap, 'x' | 'weights'>;
interface BincountAttrs {
    size: number;
}
declare const BitwiseAnd = "BitwiseAnd";
type BitwiseAndInputs = BinaryInputs;
declare const BroadcastTo = "BroadcastTo";
type BroadcastToInputs = Pick<NamedTensorInfoMap, 'x'>;
interface BroadCastToAttrs {
    shape: number[];
    inputShape: number[];
}
declare const BroadcastArgs = "BroadcastArgs";
type BroadcastArgsInputs = Pick<NamedTensorInfoMap, 's0' | 's1'>;
declare const Cast = "Cast";
type CastInputs = UnaryInputs;
interface CastAttrs {
    dtype: DataType;
}
declare const Ceil = "Ceil";
type CeilInputs = UnaryInputs;
declare const ClipByValue = "ClipByValue";
type ClipByValueInputs = UnaryInputs;
interface ClipByValueAttrs {
    clipValueMin: number;
    clipValueMax: number;
}
declare const Complex = "Complex";
type ComplexInputs = Pick<NamedTensorInfoMap, 'real' | 'imag'>;
declare const ComplexAbs = "ComplexAbs";
type ComplexAbsInputs = UnaryInputs;
declare const Concat = "Concat";
type ConcatInputs = TensorInfo[];
interface ConcatAttrs {
    axis: number;
}
declare const Conv2D = "Conv2D";
type Conv2DInputs = Pick<NamedTensorInfoMap, 'x' | 'filter'>;
interface Conv2DAttrs {
    strides: [
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number | backend_util_ExplicitPadding;
    dataFormat: 'NHWC' | 'NCHW';
    dilations: [
        number,
        number
    ] | number;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
}
declare const Conv2DBackpropFilter = "Conv2DBackpropFilter";
type Conv2DBackpropFilterInputs = Pick<NamedTensorInfoMap, 'x' | 'dy'>;
interface Conv2DBackpropFilterAttrs {
    strides: [
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number | backend_util_ExplicitPadding;
    dataFormat: 'NHWC' | 'NCHW';
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
    filterShape: [
        number,
        number,
        number,
        number
    ];
}
declare const Conv2DBackpropInput = "Conv2DBackpropInput";
type Conv2DBackpropInputInputs = Pick<NamedTensorInfoMap, 'dy' | 'filter'>;
interface Conv2DBackpropInputAttrs {
    strides: [
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number | backend_util_ExplicitPadding;
    dataFormat: 'NHWC' | 'NCHW';
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
    inputShape: [
        number,
        number,
        number,
        number
    ];
}
declare const Conv3D = "Conv3D";
type Conv3DInputs = Pick<NamedTensorInfoMap, 'x' | 'filter'>;
interface Conv3DAttrs {
    strides: [
        number,
        number,
        number
    ] | number;
    pad: 'valid' | 'same';
    dataFormat: 'NDHWC' | 'NCDHW';
    dilations: [
        number,
        number,
        number
    ] | number;
}
declare const Conv3DBackpropFilterV2 = "Conv3DBackpropFilterV2";
type Conv3DBackpropFilterV2Inputs = Pick<NamedTensorInfoMap, 'x' | 'dy'>;
interface Conv3DBackpropFilterV2Attrs {
    strides: [
        number,
        number,
        number
    ] | number;
    pad: 'valid' | 'same';
    filterShape: [
        number,
        number,
        number,
        number,
        number
    ];
}
declare const Conv3DBackpropInputV2 = "Conv3DBackpropInputV2";
type Conv3DBackpropInputV2Inputs = Pick<NamedTensorInfoMap, 'dy' | 'filter'>;
interface Conv3DBackpropInputV2Attrs {
    strides: [
        number,
        number,
        number
    ] | number;
    pad: 'valid' | 'same';
    inputShape: [
        number,
        number,
        number,
        number,
        number
    ];
}
declare const Cos = "Cos";
type CosInputs = UnaryInputs;
declare const Cosh = "Cosh";
type CoshInputs = UnaryInputs;
declare const Cumprod = "Cumprod";
type CumprodInputs = Pick<NamedTensorInfoMap, 'x'>;
interface CumprodAttrs {
    axis: number;
    exclusive: boolean;
    reverse: boolean;
}
declare const Cumsum = "Cumsum";
type CumsumInputs = Pick<NamedTensorInfoMap, 'x'>;
interface CumsumAttrs {
    axis: number;
    exclusive: boolean;
    reverse: boolean;
}
declare const CropAndResize = "CropAndResize";
type CropAndResizeInputs = Pick<NamedTensorInfoMap, 'image' | 'boxes' | 'boxInd'>;
interface CropAndResizeAttrs {
    cropSize: [
        number,
        number
    ];
    method: 'bilinear' | 'nearest';
    extrapolationValue: number;
}
declare const DenseBincount = "DenseBincount";
type DenseBincountInputs = Pick<NamedTensorInfoMap, 'x' | 'weights'>;
interface DenseBincountAttrs {
    size: number;
    binaryOutput?: boolean;
}
declare const DepthToSpace = "DepthToSpace";
type DepthToSpaceInputs = Pick<NamedTensorInfoMap, 'x'>;
interface DepthToSpaceAttrs {
    blockSize: number;
    dataFormat: 'NHWC' | 'NCHW';
}
declare const DepthwiseConv2dNative = "DepthwiseConv2dNative";
type DepthwiseConv2dNativeInputs = Pick<NamedTensorInfoMap, 'x' | 'filter'>;
interface DepthwiseConv2dNativeAttrs {
    strides: [
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number | backend_util_ExplicitPadding;
    dataFormat: 'NHWC' | 'NCHW';
    dilations: [
        number,
        number
    ] | number;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
}
declare const DepthwiseConv2dNativeBackpropFilter = "DepthwiseConv2dNativeBackpropFilter";
type DepthwiseConv2dNativeBackpropFilterInputs = Pick<NamedTensorInfoMap, 'x' | 'dy'>;
interface DepthwiseConv2dNativeBackpropFilterAttrs {
    strides: [
        number,
        number
    ] | number;
    dilations: [
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number | backend_util_ExplicitPadding;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
    filterShape: [
        number,
        number,
        number,
        number
    ];
}
declare const DepthwiseConv2dNativeBackpropInput = "DepthwiseConv2dNativeBackpropInput";
type DepthwiseConv2dNativeBackpropInputInputs = Pick<NamedTensorInfoMap, 'dy' | 'filter'>;
interface DepthwiseConv2dNativeBackpropInputAttrs {
    strides: [
        number,
        number
    ] | number;
    dilations: [
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number | backend_util_ExplicitPadding;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
    inputShape: [
        number,
        number,
        number,
        number
    ];
}
declare const Diag = "Diag";
type DiagInputs = Pick<NamedTensorInfoMap, 'x'>;
declare const Dilation2D = "Dilation2D";
type Dilation2DInputs = Pick<NamedTensorInfoMap, 'x' | 'filter'>;
interface Dilation2DAttrs {
    strides: [
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number;
    dilations: [
        number,
        number
    ] | number;
}
declare const Dilation2DBackpropInput = "Dilation2DBackpropInput";
type Dilation2DBackpropInputInputs = Pick<NamedTensorInfoMap, 'x' | 'filter' | 'dy'>;
declare const Dilation2DBackpropFilter = "Dilation2DBackpropFilter";
type Dilation2DBackpropFilterInputs = Pick<NamedTensorInfoMap, 'x' | 'filter' | 'dy'>;
declare const Draw = "Draw";
type DrawInputs = Pick<NamedTensorInfoMap, 'image'>;
interface DrawAttrs {
    canvas: HTMLCanvasElement;
    options?: DrawOptions;
}
declare const RealDiv = "RealDiv";
type RealDivInputs = BinaryInputs;
declare const Einsum = "Einsum";
type EinsumInputs = TensorInfo[];
interface EinsumAttrs {
    equation: string;
}
declare const Elu = "Elu";
type EluInputs = Pick<NamedTensorInfoMap, 'x'>;
declare const EluGrad = "EluGrad";
type EluGradInputs = Pick<NamedTensorInfoMap, 'dy' | 'y'>;
declare const Erf = "Erf";
type ErfInputs = UnaryInputs;
declare const Equal = "Equal";
type EqualInputs = BinaryInputs;
declare const Exp = "Exp";
type ExpInputs = UnaryInputs;
declare const ExpandDims = "ExpandDims";
type ExpandDimsInputs = Pick<NamedTensorInfoMap, 'input'>;
interface ExpandDimsAttrs {
    dim: number;
}
declare const Expm1 = "Expm1";
type Expm1Inputs = UnaryInputs;
declare const FFT = "FFT";
type FFTInputs = Pick<NamedTensorInfoMap, 'input'>;
declare const Fill = "Fill";
interface FillAttrs {
    shape: number[];
    value: number | string;
    dtype: DataType;
}
declare const FlipLeftRight = "FlipLeftRight";
type FlipLeftRightInputs = Pick<NamedTensorInfoMap, 'image'>;
declare const Floor = "Floor";
type FloorInputs = UnaryInputs;
declare const FloorDiv = "FloorDiv";
type FloorDivInputs = BinaryInputs;
declare const FusedBatchNorm = "FusedBatchNorm";
type FusedBatchNormInputs = Pick<NamedTensorInfoMap, 'x' | 'scale' | 'offset' | 'mean' | 'variance'>;
interface FusedBatchNormAttrs {
    varianceEpsilon: number;
}
declare const GatherV2 = "GatherV2";
type GatherV2Inputs = Pick<NamedTensorInfoMap, 'x' | 'indices'>;
interface GatherV2Attrs {
    axis: number;
    batchDims: number;
}
declare const GatherNd = "GatherNd";
type GatherNdInputs = Pick<NamedTensorInfoMap, 'params' | 'indices'>;
declare const Greater = "Greater";
type GreaterInputs = BinaryInputs;
declare const GreaterEqual = "GreaterEqual";
type GreaterEqualInputs = BinaryInputs;
declare const Identity = "Identity";
type IdentityInputs = Pick<NamedTensorInfoMap, 'x'>;
declare const IFFT = "IFFT";
type IFFTInputs = Pick<NamedTensorInfoMap, 'input'>;
declare const Imag = "Imag";
type ImagInputs = Pick<NamedTensorInfoMap, 'input'>;
declare const IsFinite = "IsFinite";
type IsFiniteInputs = UnaryInputs;
declare const IsInf = "IsInf";
type IsInfInputs = UnaryInputs;
declare const IsNan = "IsNan";
type IsNanInputs = UnaryInputs;
declare const LeakyRelu = "LeakyRelu";
type LeakyReluInputs = Pick<NamedTensorInfoMap, 'x'>;
interface LeakyReluAttrs {
    alpha: number;
}
declare const Less = "Less";
type LessInputs = BinaryInputs;
declare const LessEqual = "LessEqual";
type LessEqualInputs = BinaryInputs;
declare const LinSpace = "LinSpace";
interface LinSpaceAttrs {
    start: number;
    stop: number;
    num: number;
}
declare const Log = "Log";
type LogInputs = UnaryInputs;
declare const Log1p = "Log1p";
type Log1pInputs = UnaryInputs;
declare const LogicalAnd = "LogicalAnd";
type LogicalAndInputs = BinaryInputs;
declare const LogicalNot = "LogicalNot";
type LogicalNotInputs = Pick<NamedTensorInfoMap, 'x'>;
declare const LogicalOr = "LogicalOr";
type LogicalOrInputs = BinaryInputs;
declare const LogicalXor = "LogicalXor";
type LogicalXorInputs = BinaryInputs;
declare const LogSoftmax = "LogSoftmax";
type LogSoftmaxInputs = Pick<NamedTensorInfoMap, 'logits'>;
interface LogSoftmaxAttrs {
    axis: number;
}
declare const LowerBound = "LowerBound";
type LowerBoundInputs = Pick<NamedTensorInfoMap, 'sortedSequence' | 'values'>;
declare const LRN = "LRN";
type LRNInputs = Pick<NamedTensorInfoMap, 'x'>;
interface LRNAttrs {
    depthRadius: number;
    bias: number;
    alpha: number;
    beta: number;
}
declare const LRNGrad = "LRNGrad";
type LRNGradInputs = Pick<NamedTensorInfoMap, 'x' | 'y' | 'dy'>;
interface LRNGradAttrs {
    depthRadius: number;
    bias: number;
    alpha: number;
    beta: number;
}
declare const MatrixBandPart = "MatrixBandPart";
type MatrixBandPartInputs = Pick<NamedTensorInfoMap, 'input' | 'numLower' | 'numUpper'>;
interface MatrixBandPartAttrs {
}
declare const Max = "Max";
type MaxInputs = Pick<NamedTensorInfoMap, 'x'>;
interface MaxAttrs {
    reductionIndices: number | number[];
    keepDims: boolean;
}
declare const Maximum = "Maximum";
type MaximumInputs = BinaryInputs;
declare const MaxPool = "MaxPool";
type MaxPoolInputs = Pick<NamedTensorInfoMap, 'x'>;
interface MaxPoolAttrs {
    filterSize: [
        number,
        number
    ] | number;
    strides: [
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number | backend_util_ExplicitPadding;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
}
declare const MaxPoolGrad = "MaxPoolGrad";
type MaxPoolGradInputs = Pick<NamedTensorInfoMap, 'dy' | 'input' | 'output'>;
interface MaxPoolGradAttrs {
    filterSize: [
        number,
        number
    ] | number;
    strides: [
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number | backend_util_ExplicitPadding;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
}
declare const MaxPool3D = "MaxPool3D";
type MaxPool3DInputs = Pick<NamedTensorInfoMap, 'x'>;
interface MaxPool3DAttrs {
    filterSize: [
        number,
        number,
        number
    ] | number;
    strides: [
        number,
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number;
    dataFormat: 'NDHWC' | 'NCDHW';
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
}
declare const MaxPool3DGrad = "MaxPool3DGrad";
type MaxPool3DGradInputs = Pick<NamedTensorInfoMap, 'dy' | 'input' | 'output'>;
interface MaxPool3DGradAttrs {
    filterSize: [
        number,
        number,
        number
    ] | number;
    strides: [
        number,
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
}
declare const MaxPoolWithArgmax = "MaxPoolWithArgmax";
type MaxPoolWithArgmaxInputs = Pick<NamedTensorInfoMap, 'x'>;
interface MaxPoolWithArgmaxAttrs {
    filterSize: [
        number,
        number
    ] | number;
    strides: [
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number;
    includeBatchInIndex: boolean;
}
declare const Mean = "Mean";
type MeanInputs = Pick<NamedTensorInfoMap, 'x'>;
interface MeanAttrs {
    axis: number | number[];
    keepDims: boolean;
}
declare const Min = "Min";
type MinInputs = Pick<NamedTensorInfoMap, 'x'>;
interface MinAttrs {
    axis: number | number[];
    keepDims: boolean;
}
declare const Minimum = "Minimum";
type MinimumInputs = BinaryInputs;
declare const MirrorPad = "MirrorPad";
type MirrorPadInputs = Pick<NamedTensorInfoMap, 'x'>;
interface MirrorPadAttrs {
    paddings: Array<[
        number,
        number
    ]>;
    mode: 'reflect' | 'symmetric';
}
declare const Mod = "Mod";
type ModInputs = BinaryInputs;
declare const Multinomial = "Multinomial";
type MultinomialInputs = Pick<NamedTensorInfoMap, 'logits'>;
interface MultinomialAttrs {
    numSamples: number;
    seed: number;
    normalized: boolean;
}
declare const Multiply = "Multiply";
type MultiplyInputs = BinaryInputs;
declare const Neg = "Neg";
type NegInputs = UnaryInputs;
declare const NotEqual = "NotEqual";
type NotEqualInputs = BinaryInputs;
declare const NonMaxSuppressionV3 = "NonMaxSuppressionV3";
type NonMaxSuppressionV3Inputs = Pick<NamedTensorInfoMap, 'boxes' | 'scores'>;
interface NonMaxSuppressionV3Attrs {
    maxOutputSize: number;
    iouThreshold: number;
    scoreThreshold: number;
}
declare const NonMaxSuppressionV4 = "NonMaxSuppressionV4";
type NonMaxSuppressionV4Inputs = Pick<NamedTensorInfoMap, 'boxes' | 'scores'>;
interface NonMaxSuppressionV4Attrs {
    maxOutputSize: number;
    iouThreshold: number;
    scoreThreshold: number;
    padToMaxOutputSize: boolean;
}
declare const NonMaxSuppressionV5 = "NonMaxSuppressionV5";
type NonMaxSuppressionV5Inputs = Pick<NamedTensorInfoMap, 'boxes' | 'scores'>;
interface NonMaxSuppressionV5Attrs {
    maxOutputSize: number;
    iouThreshold: number;
    scoreThreshold: number;
    softNmsSigma: number;
}
declare const OnesLike = "OnesLike";
type OnesLikeInputs = UnaryInputs;
declare const OneHot = "OneHot";
type OneHotInputs = Pick<NamedTensorInfoMap, 'indices'>;
interface OneHotAttrs {
    depth: number;
    onValue: number;
    offValue: number;
    dtype: DataType;
}
declare const Pack = "Pack";
type PackInputs = TensorInfo[];
interface PackAttrs {
    axis: number;
}
declare const PadV2 = "PadV2";
type PadV2Inputs = Pick<NamedTensorInfoMap, 'x'>;
interface PadV2Attrs {
    paddings: Array<[
        number,
        number
    ]>;
    constantValue: number;
}
declare const Pool = "Pool";
type PoolInputs = Pick<NamedTensorInfoMap, 'input'>;
declare const Pow = "Pow";
type PowInputs = BinaryInputs;
declare const Prelu = "Prelu";
type PreluInputs = Pick<NamedTensorInfoMap, 'x' | 'alpha'>;
declare const Prod = "Prod";
type ProdInputs = Pick<NamedTensorInfoMap, 'x'>;
interface ProdAttrs {
    axis: number | number[];
    keepDims: boolean;
}
declare const RaggedGather = "RaggedGather";
type RaggedGatherInputs = {
    paramsNestedSplits: TensorInfo[];
} & Pick<NamedTensorInfoMap, 'paramsDenseValues' | 'indices'>;
interface RaggedGatherAttrs {
    outputRaggedRank: number;
}
declare const RaggedRange = "RaggedRange";
type RaggedRangeInputs = Pick<NamedTensorInfoMap, 'starts' | 'limits' | 'deltas'>;
declare const RaggedTensorToTensor = "RaggedTensorToTensor";
type RaggedTensorToTensorInputs = Pick<NamedTensorInfoMap, 'shape' | 'values' | 'defaultValue'> & {
    rowPartitionTensors: TensorInfo[];
};
interface RaggedTensorToTensorAttrs {
    rowPartitionTypes: string[];
}
declare const Range = "Range";
interface RangeAttrs {
    start: number;
    stop: number;
    step: number;
    dtype: 'float32' | 'int32';
}
declare const Real = "Real";
type RealInputs = Pick<NamedTensorInfoMap, 'input'>;
declare const Reciprocal = "Reciprocal";
type ReciprocalInputs = UnaryInputs;
declare const Relu = "Relu";
type ReluInputs = Pick<NamedTensorInfoMap, 'x'>;
declare const Reshape = "Reshape";
type ReshapeInputs = Pick<NamedTensorInfoMap, 'x'>;
interface ReshapeAttrs {
    shape: number[];
}
declare const ResizeNearestNeighbor = "ResizeNearestNeighbor";
type ResizeNearestNeighborInputs = Pick<NamedTensorInfoMap, 'images'>;
interface ResizeNearestNeighborAttrs {
    alignCorners: boolean;
    halfPixelCenters: boolean;
    size: [
        number,
        number
    ];
}
declare const ResizeNearestNeighborGrad = "ResizeNearestNeighborGrad";
type ResizeNearestNeighborGradInputs = Pick<NamedTensorInfoMap, 'images' | 'dy'>;
type ResizeNearestNeighborGradAttrs = ResizeNearestNeighborAttrs;
declare const ResizeBilinear = "ResizeBilinear";
type ResizeBilinearInputs = Pick<NamedTensorInfoMap, 'images'>;
interface ResizeBilinearAttrs {
    alignCorners: boolean;
    halfPixelCenters: boolean;
    size: [
        number,
        number
    ];
}
declare const ResizeBilinearGrad = "ResizeBilinearGrad";
type ResizeBilinearGradInputs = Pick<NamedTensorInfoMap, 'images' | 'dy'>;
type ResizeBilinearGradAttrs = ResizeBilinearAttrs;
declare const Relu6 = "Relu6";
type Relu6Inputs = Pick<NamedTensorInfoMap, 'x'>;
declare const Reverse = "Reverse";
type ReverseInputs = Pick<NamedTensorInfoMap, 'x'>;
interface ReverseAttrs {
    dims: number | number[];
}
declare const Round = "Round";
type RoundInputs = UnaryInputs;
declare const Rsqrt = "Rsqrt";
type RsqrtInputs = UnaryInputs;
declare const ScatterNd = "ScatterNd";
type ScatterNdInputs = Pick<NamedTensorInfoMap, 'indices' | 'updates'>;
interface ScatterNdAttrs {
    shape: number[];
}
declare const TensorScatterUpdate = "TensorScatterUpdate";
type TensorScatterUpdateInputs = Pick<NamedTensorInfoMap, 'tensor' | 'indices' | 'updates'>;
interface TensorScatterUpdateAttrs {
}
declare const SearchSorted = "SearchSorted";
type SearchSortedInputs = Pick<NamedTensorInfoMap, 'sortedSequence' | 'values'>;
interface SearchSortedAttrs {
    side: 'left' | 'right';
}
declare const Select = "Select";
type SelectInputs = Pick<NamedTensorInfoMap, 'condition' | 't' | 'e'>;
declare const Selu = "Selu";
type SeluInputs = Pick<NamedTensorInfoMap, 'x'>;
declare const Slice = "Slice";
type SliceInputs = Pick<NamedTensorInfoMap, 'x'>;
interface SliceAttrs {
    begin: number | number[];
    size: number | number[];
}
declare const Sin = "Sin";
type SinInputs = UnaryInputs;
declare const Sinh = "Sinh";
type SinhInputs = UnaryInputs;
declare const Sign = "Sign";
type SignInputs = UnaryInputs;
declare const Sigmoid = "Sigmoid";
type SigmoidInputs = UnaryInputs;
declare const Softplus = "Softplus";
type SoftplusInputs = UnaryInputs;
declare const Sqrt = "Sqrt";
type SqrtInputs = UnaryInputs;
declare const Sum = "Sum";
type SumInputs = Pick<NamedTensorInfoMap, 'x'>;
interface SumAttrs {
    axis: number | number[];
    keepDims: boolean;
}
declare const SpaceToBatchND = "SpaceToBatchND";
type SpaceToBatchNDInputs = Pick<NamedTensorInfoMap, 'x'>;
interface SpaceToBatchNDAttrs {
    blockShape: number[];
    paddings: number[][];
}
declare const SplitV = "SplitV";
type SplitVInputs = Pick<NamedTensorInfoMap, 'x'>;
interface SplitVAttrs {
    numOrSizeSplits: number[] | number;
    axis: number;
}
declare const Softmax = "Softmax";
type SoftmaxInputs = Pick<NamedTensorInfoMap, 'logits'>;
interface SoftmaxAttrs {
    dim: number;
}
declare const SparseFillEmptyRows = "SparseFillEmptyRows";
type SparseFillEmptyRowsInputs = Pick<NamedTensorInfoMap, 'indices' | 'values' | 'denseShape' | 'defaultValue'>;
declare const SparseReshape = "SparseReshape";
type SparseReshapeInputs = Pick<NamedTensorInfoMap, 'inputIndices' | 'inputShape' | 'newShape'>;
declare const SparseSegmentMean = "SparseSegmentMean";
type SparseSegmentMeanInputs = Pick<NamedTensorInfoMap, 'data' | 'indices' | 'segmentIds'>;
declare const SparseSegmentSum = "SparseSegmentSum";
type SparseSegmentSumInputs = Pick<NamedTensorInfoMap, 'data' | 'indices' | 'segmentIds'>;
declare const SparseToDense = "SparseToDense";
type SparseToDenseInputs = Pick<NamedTensorInfoMap, 'sparseIndices' | 'sparseValues' | 'defaultValue'>;
interface SparseToDenseAttrs {
    outputShape: number[];
}
declare const SquaredDifference = "SquaredDifference";
type SquaredDifferenceInputs = BinaryInputs;
declare const Square = "Square";
type SquareInputs = Pick<NamedTensorInfoMap, 'x'>;
declare const StaticRegexReplace = "StaticRegexReplace";
type StaticRegexReplaceInputs = UnaryInputs;
interface StaticRegexReplaceAttrs {
    pattern: string;
    rewrite: string;
    replaceGlobal: boolean;
}
declare const StridedSlice = "StridedSlice";
type StridedSliceInputs = Pick<NamedTensorInfoMap, 'x'>;
interface StridedSliceAttrs {
    begin: number[];
    end: number[];
    strides: number[];
    beginMask: number;
    endMask: number;
    ellipsisMask: number;
    newAxisMask: number;
    shrinkAxisMask: number;
}
declare const StringNGrams = "StringNGrams";
type StringNGramsInputs = Pick<NamedTensorInfoMap, 'data' | 'dataSplits'>;
interface StringNGramsAttrs {
    separator: string;
    nGramWidths: number[];
    leftPad: string;
    rightPad: string;
    padWidth: number;
    preserveShortSequences: boolean;
}
declare const StringSplit = "StringSplit";
type StringSplitInputs = Pick<NamedTensorInfoMap, 'input' | 'delimiter'>;
interface StringSplitAttrs {
    skipEmpty: boolean;
}
declare const StringToHashBucketFast = "StringToHashBucketFast";
type StringToHashBucketFastInputs = Pick<NamedTensorInfoMap, 'input'>;
interface StringToHashBucketFastAttrs {
    numBuckets: number;
}
declare const Sub = "Sub";
type SubInputs = BinaryInputs;
declare const Tan = "Tan";
type TanInputs = UnaryInputs;
declare const Tanh = "Tanh";
type TanhInputs = UnaryInputs;
declare const Tile = "Tile";
type TileInputs = Pick<NamedTensorInfoMap, 'x'>;
interface TileAttrs {
    reps: number[];
}
declare const TopK = "TopK";
type TopKInputs = Pick<NamedTensorInfoMap, 'x'>;
interface TopKAttrs {
    k: number;
    sorted: boolean;
}
declare const Transform = "Transform";
type TransformInputs = Pick<NamedTensorInfoMap, 'image' | 'transforms'>;
interface TransformAttrs {
    interpolation: 'nearest' | 'bilinear';
    fillMode: 'constant' | 'reflect' | 'wrap' | 'nearest';
    fillValue: number;
    outputShape?: [
        number,
        number
    ];
}
declare const Transpose = "Transpose";
type TransposeInputs = Pick<NamedTensorInfoMap, 'x'>;
interface TransposeAttrs {
    perm: number[];
}
declare const Unique = "Unique";
type UniqueInputs = Pick<NamedTensorInfoMap, 'x'>;
interface UniqueAttrs {
    axis: number;
}
type UnaryInputs = Pick<NamedTensorInfoMap, 'x'>;
declare const Unpack = "Unpack";
type UnpackInputs = Pick<NamedTensorInfoMap, 'value'>;
interface UnpackAttrs {
    axis: number;
}
declare const UnsortedSegmentSum = "UnsortedSegmentSum";
type UnsortedSegmentSumInputs = Pick<NamedTensorInfoMap, 'x' | 'segmentIds'>;
interface UnsortedSegmentSumAttrs {
    numSegments: number;
}
declare const UpperBound = "UpperBound";
type UpperBoundInputs = Pick<NamedTensorInfoMap, 'sortedSequence' | 'values'>;
declare const ZerosLike = "ZerosLike";
type ZerosLikeInputs = UnaryInputs;
declare const Step = "Step";
type StepInputs = UnaryInputs;
interface StepAttrs {
    alpha: number;
}
declare const FromPixels = "FromPixels";
interface FromPixelsInputs {
    pixels: PixelData | ImageData | HTMLImageElement | HTMLCanvasElement | HTMLVideoElement | ImageBitmap;
}
interface FromPixelsAttrs {
    numChannels: number;
}
declare const RotateWithOffset = "RotateWithOffset";
type RotateWithOffsetInputs = Pick<NamedTensorInfoMap, 'image'>;
interface RotateWithOffsetAttrs {
    radians: number;
    fillValue: number | [
        number,
        number,
        number
    ];
    center: number | [
        number,
        number
    ];
}
declare const _FusedMatMul = "_FusedMatMul";
interface _FusedMatMulInputs extends NamedTensorInfoMap {
    a: TensorInfo;
    b: TensorInfo;
    bias?: TensorInfo;
    preluActivationWeights?: TensorInfo;
}
interface _FusedMatMulAttrs {
    transposeA: boolean;
    transposeB: boolean;
    activation: backend_util_Activation;
    leakyreluAlpha?: number;
}
declare const FusedConv2D = "FusedConv2D";
interface FusedConv2DInputs extends NamedTensorInfoMap {
    x: TensorInfo;
    filter: TensorInfo;
    bias?: TensorInfo;
    preluActivationWeights?: TensorInfo;
}
interface FusedConv2DAttrs {
    strides: [
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number | backend_util_ExplicitPadding;
    dataFormat: 'NHWC' | 'NCHW';
    dilations: [
        number,
        number
    ] | number;
    dimRoundingMode: 'floor' | 'round' | 'ceil';
    activation: backend_util_Activation;
    leakyreluAlpha?: number;
}
declare const FusedDepthwiseConv2D = "FusedDepthwiseConv2D";
interface FusedDepthwiseConv2DInputs extends NamedTensorInfoMap {
    x: TensorInfo;
    filter: TensorInfo;
    bias?: TensorInfo;
    preluActivationWeights?: TensorInfo;
}
interface FusedDepthwiseConv2DAttrs {
    strides: [
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number | backend_util_ExplicitPadding;
    dataFormat: 'NHWC' | 'NCHW';
    dilations: [
        number,
        number
    ] | number;
    dimRoundingMode: 'floor' | 'round' | 'ceil';
    activation: backend_util_Activation;
    leakyreluAlpha?: number;
}
declare const math_confusionMatrix: typeof confusionMatrix_;
declare function serialization_registerClass<T extends serialization_Serializable>(cls: serialization_SerializableConstructor<T>, pkg?: string, name?: string): serialization_SerializableConstructor<T>;
declare function serialization_getRegisteredName<T extends serialization_Serializable>(cls: serialization_SerializableConstructor<T>): string;
type serialization_ConfigDictValue = boolean | number | string | null | serialization_ConfigDictArray | serialization_ConfigDict;
interface serialization_ConfigDict {
    [key: string]: serialization_ConfigDictValue;
}
interface serialization_ConfigDictArray extends Array<serialization_ConfigDictValue> {
}
type serialization_SerializableConstructor<T extends serialization_Serializable> = {
    new (...args: any[]): T;
    className: string;
    fromConfig: serialization_FromConfigMethod<T>;
};
type serialization_FromConfigMethod<T extends serialization_Serializable> = (cls: serialization_SerializableConstructor<T>, config: serialization_ConfigDict) => T;
declare abstract class serialization_Serializable {
    getClassName(): string;
    abstract getConfig(): serialization_ConfigDict;
    static fromConfig<T extends serialization_Serializable>(cls: serialization_SerializableConstructor<T>, config: serialization_ConfigDict): T;
}
declare class serialization_SerializationMap {
    private static instance;
    classNameMap: {
        [className: string]: [
            serialization_SerializableConstructor<serialization_Serializable>,
            serialization_FromConfigMethod<serialization_Serializable>
        ];
    };
    private constructor();
    static getMap(): serialization_SerializationMap;
    static register<T extends serialization_Serializable>(cls: serialization_SerializableConstructor<T>): void;
}
declare function util_createScalarValue(value: DataType, dtype: DataType): BackendValues;
declare function util_toTypedArray(a: TensorLike, dtype: DataType): TypedArray;
declare function util_now(): number;
declare function util_fetch(path: string, requestInits?: RequestInit): Promise<Response>;
declare function util_encodeString(s: string, encoding?: string): Uint8Array;
declare function util_decodeString(bytes: Uint8Array, encoding?: string): string;
declare function util_isTypedArray(a: {}): a is Float32Array | Int32Array | Uint8Array | Uint8ClampedArray;
declare function util_flatten<T extends number | boolean | string | Promise<number> | TypedArray>(arr: T | RecursiveArray<T>, result?: T[], skipTypedArray?: boolean): T[];
declare function util_shuffle(array: any[] | Uint32Array | Int32Array | Float32Array): void;
declare function util_shuffleCombo(array: any[] | Uint32Array | Int32Array | Float32Array, array2: any[] | Uint32Array | Int32Array | Float32Array): void;
declare function util_clamp(min: number, x: number, max: number): number;
declare function util_nearestLargerEven(val: number): number;
declare function util_swap<T>(object: {
    [index: number]: T;
}, left: number, right: number): void;
declare function util_sum(arr: number[]): number;
declare function util_randUniform(a: number, b: number): number;
declare function util_distSquared(a: FlatVector, b: FlatVector): number;
declare function util_assert(expr: boolean, msg: () => string): void;
declare function util_assertShapesMatch(shapeA: number[], shapeB: number[], errorMessagePrefix?: string): void;
declare function util_assertNonNull(a: TensorLike): void;
declare function util_sizeFromShape(shape: number[]): number;
declare function util_isScalarShape(shape: number[]): boolean;
declare function util_arraysEqualWithNull(n1: number[], n2: number[]): boolean;
declare function util_arraysEqual(n1: FlatVector, n2: FlatVector): boolean;
declare function util_isInt(a: number): boolean;
declare function util_tanh(x: number): number;
declare function util_sizeToSquarishShape(size: number): [
    number,
    number
];
declare function util_createShuffledIndices(n: number): Uint32Array;
declare function util_rightPad(a: string, size: number): string;
declare function util_repeatedTry(checkFn: () => boolean, delayFn?: (counter: number) => number, maxCounter?: number, scheduleFn?: (functionRef: Function, delay: number) => void): Promise<void>;
declare function util_inferFromImplicitShape(shape: number[], size: number): number[];
declare function util_parseAxisParam(axis: number | number[], shape: number[]): number[];
declare function util_squeezeShape(shape: number[], axis?: number[]): {
    newShape: number[];
    keptDims: number[];
};
declare function util_getTypedArrayFromDType<D extends NumericDataType>(dtype: D, size: number): DataTypeMap[D];
declare function util_getArrayFromDType<D extends DataType>(dtype: D, size: number): DataTypeMap[D];
declare function util_checkConversionForErrors<D extends DataType>(vals: DataTypeMap[D] | number[], dtype: D): void;
declare function util_isValidDtype(dtype: DataType): boolean;
declare function util_hasEncodingLoss(oldType: DataType, newType: DataType): boolean;
declare function util_bytesPerElement(dtype: DataType): number;
declare function util_bytesFromStringArray(arr: Uint8Array[]): number;
declare function util_isString(value: {}): value is string;
declare function util_isBoolean(value: {}): boolean;
declare function util_isNumber(value: {}): boolean;
declare function util_inferDtype(values: TensorLike | WebGLData | WebGPUData): DataType;
declare function util_isFunction(f: Function): boolean;
declare function util_nearestDivisor(size: number, start: number): number;
declare function util_computeStrides(shape: number[]): number[];
declare function util_toNestedArray(shape: number[], a: TypedArray, isComplex?: boolean): number | any[];
declare function util_convertBackendValuesAndArrayBuffer(data: BackendValues | ArrayBuffer, dtype: DataType): Float32Array | Int32Array | Uint8Array | Uint8Array[];
declare function util_makeOnesTypedArray<D extends DataType>(size: number, dtype: D): DataTypeMap[D];
declare function util_makeZerosTypedArray<D extends DataType>(size: number, dtype: D): DataTypeMap[D];
declare function util_makeZerosNestedTypedArray<D extends DataType>(shape: number[], dtype: D): number | any[];
declare function util_assertNonNegativeIntegerDimensions(shape: number[]): void;
declare function util_locToIndex(locs: number[], rank: number, strides: number[]): number;
declare function util_indexToLoc(index: number, rank: number, strides: number[]): number[];
declare function util_isPromise(object: any): object is Promise<unknown>;
declare function util_hexToLong(hex: string): Long;
declare function util_fingerPrint64(s: Uint8Array, len?: number): Long;
declare function backend_util_fromUint8ToStringArray(vals: Uint8Array[]): string[];
declare function backend_util_fromStringArrayToUint8(strings: string[]): Uint8Array[];
declare function backend_util_axesAreInnerMostDims(axes: number[], rank: number): boolean;
declare function backend_util_combineLocations(outputLoc: number[], reduceLoc: number[], axes: number[]): number[];
declare function backend_util_computeOutAndReduceShapes(aShape: number[], axes: number[]): [
    number[],
    number[]
];
declare function backend_util_expandShapeToKeepDim(shape: number[], axes: number[]): number[];
declare function backend_util_assertAxesAreInnerMostDims(msg: string, axes: number[], rank: number): void;
declare function backend_util_getAxesPermutation(axes: number[], rank: number): number[] | null;
declare function backend_util_getUndoAxesPermutation(axes: number[]): number[];
declare function backend_util_getInnerMostAxes(numAxes: number, rank: number): number[];
declare function backend_util_getBroadcastDims(inShape: number[], outShape: number[]): number[];
declare function backend_util_getReductionAxes(inShape: number[], outShape: number[]): number[];
declare function backend_util_assertAndGetBroadcastShape(shapeA: number[], shapeB: number[]): number[];
declare function backend_util_assertParamsConsistent(shapes: number[][], axis: number): void;
declare function backend_util_computeOutShape(shapes: number[][], axis: number): number[];
declare function backend_util_computeDilation2DInfo(inputShape: [
    number,
    number,
    number,
    number
], filterShape: [
    number,
    number,
    number
], strides: number | [
    number,
    number
], pad: 'same' | 'valid' | number, dataFormat: 'NHWC', dilations: number | [
    number,
    number
]): backend_util_Conv2DInfo;
declare function backend_util_computePool2DInfo(inShape: [
    number,
    number,
    number,
    number
], filterSize: [
    number,
    number
] | number, strides: number | [
    number,
    number
], dilations: number | [
    number,
    number
], pad: 'same' | 'valid' | number | backend_util_ExplicitPadding, roundingMode?: 'floor' | 'round' | 'ceil', dataFormat?: 'channelsFirst' | 'channelsLast'): backend_util_Conv2DInfo;
declare function backend_util_computePool3DInfo(inShape: [
    number,
    number,
    number,
    number,
    number
], filterSize: number | [
    number,
    number,
    number
], strides: number | [
    number,
    number,
    number
], dilations: number | [
    number,
    number,
    number
], pad: 'same' | 'valid' | number, roundingMode?: 'floor' | 'round' | 'ceil', dataFormat?: 'NDHWC' | 'NCDHW'): backend_util_Conv3DInfo;
declare function backend_util_computeConv2DInfo(inShape: [
    number,
    number,
    number,
    number
], filterShape: [
    number,
    number,
    number,
    number
], strides: number | [
    number,
    number
], dilations: number | [
    number,
    number
], pad: 'same' | 'valid' | number | backend_util_ExplicitPadding, roundingMode?: 'floor' | 'round' | 'ceil', depthwise?: boolean, dataFormat?: 'channelsFirst' | 'channelsLast'): backend_util_Conv2DInfo;
declare function backend_util_computeConv3DInfo(inShape: [
    number,
    number,
    number,
    number,
    number
], filterShape: [
    number,
    number,
    number,
    number,
    number
], strides: number | [
    number,
    number,
    number
], dilations: number | [
    number,
    number,
    number
], pad: 'same' | 'valid' | number, depthwise?: boolean, dataFormat?: 'channelsFirst' | 'channelsLast', roundingMode?: 'floor' | 'round' | 'ceil'): backend_util_Conv3DInfo;
declare function backend_util_computeDefaultPad(inputShape: [
    number,
    number
] | [
    number,
    number,
    number,
    number
], fieldSize: number, stride: number, dilation?: number): number;
declare function backend_util_tupleValuesAreOne(param: number | number[]): boolean;
declare function backend_util_eitherStridesOrDilationsAreOne(strides: number | number[], dilations: number | number[]): boolean;
declare function backend_util_stridesOrDilationsArePositive(values: number | number[]): boolean;
declare function backend_util_convertConv2DDataFormat(dataFormat: 'NHWC' | 'NCHW'): 'channelsLast' | 'channelsFirst';
declare function backend_util_checkPadOnDimRoundingMode(opDesc: string, pad: 'valid' | 'same' | number | backend_util_ExplicitPadding, dimRoundingMode?: 'floor' | 'round' | 'ceil'): void;
type backend_util_ExplicitPadding = [
    [
        number,
        number
    ],
    [
        number,
        number
    ],
    [
        number,
        number
    ],
    [
        number,
        number
    ]
];
type backend_util_PadInfo = {
    top: number;
    left: number;
    right: number;
    bottom: number;
    type: PadType;
};
type backend_util_PadInfo3D = {
    top: number;
    left: number;
    right: number;
    bottom: number;
    front: number;
    back: number;
    type: PadType;
};
type backend_util_Conv2DInfo = {
    batchSize: number;
    inHeight: number;
    inWidth: number;
    inChannels: number;
    outHeight: number;
    outWidth: number;
    outChannels: number;
    dataFormat: 'channelsFirst' | 'channelsLast';
    strideHeight: number;
    strideWidth: number;
    dilationHeight: number;
    dilationWidth: number;
    filterHeight: number;
    filterWidth: number;
    effectiveFilterHeight: number;
    effectiveFilterWidth: number;
    padInfo: backend_util_PadInfo;
    inShape: [
        number,
        number,
        number,
        number
    ];
    outShape: [
        number,
        number,
        number,
        number
    ];
    filterShape: [
        number,
        number,
        number,
        number
    ];
};
type backend_util_Conv3DInfo = {
    batchSize: number;
    inDepth: number;
    inHeight: number;
    inWidth: number;
    inChannels: number;
    outDepth: number;
    outHeight: number;
    outWidth: number;
    outChannels: number;
    dataFormat: 'channelsFirst' | 'channelsLast';
    strideDepth: number;
    strideHeight: number;
    strideWidth: number;
    dilationDepth: number;
    dilationHeight: number;
    dilationWidth: number;
    filterDepth: number;
    filterHeight: number;
    filterWidth: number;
    effectiveFilterDepth: number;
    effectiveFilterHeight: number;
    effectiveFilterWidth: number;
    padInfo: backend_util_PadInfo3D;
    inShape: [
        number,
        number,
        number,
        number,
        number
    ];
    outShape: [
        number,
        number,
        number,
        number,
        number
    ];
    filterShape: [
        number,
        number,
        number,
        number,
        number
    ];
};
declare function backend_util_getFusedDyActivation(dy: Tensor, y: Tensor, activation: backend_util_Activation): Tensor;
declare function backend_util_getFusedBiasGradient(bias: Tensor, dyActivation: Tensor): Tensor;
declare function backend_util_applyActivation(x: Tensor, activation: backend_util_Activation, preluActivationWeights?: Tensor, leakyreluAlpha?: number): Tensor;
declare const backend_util_shouldFuse: (gradientDepth: number, activation: backend_util_Activation) => boolean;
type backend_util_FusedConv2DConfig = {
    input: Tensor4D;
    filter: Tensor4D;
    convInfo: backend_util_Conv2DInfo;
    bias?: Tensor;
    activation?: backend_util_Activation;
    preluActivationWeights?: Tensor;
    leakyreluAlpha?: number;
};
type backend_util_FusedBatchMatMulConfig = {
    a: Tensor3D;
    b: Tensor3D;
    transposeA: boolean;
    transposeB: boolean;
    bias?: Tensor;
    activation?: backend_util_Activation;
    preluActivationWeights?: Tensor;
    leakyreluAlpha?: number;
};
type backend_util_Activation = 'linear' | 'relu' | 'prelu' | 'elu' | 'relu6' | 'leakyrelu' | 'sigmoid';
declare function backend_util_combineRaggedTensorToTensorShapes(raggedRank: number, shape: number[], valueShape: number[]): number[];
declare function backend_util_getRowPartitionTypesHelper(rowPartitionTypeStrings: string[]): backend_util_RowPartitionType[];
declare function backend_util_getRaggedRank(rowPartitionTypes: backend_util_RowPartitionType[]): number;
declare function backend_util_validateDefaultValueShape(defaultValueShape: number[], valueShape: number[]): void;
declare enum backend_util_RowPartitionType {
    FIRST_DIM_SIZE = 0,
    VALUE_ROWIDS = 1,
    ROW_LENGTHS = 2,
    ROW_SPLITS = 3,
    ROW_LIMITS = 4,
    ROW_STARTS = 5
}
declare function backend_util_computeOptimalWindowSize(inSize: number): number;
declare const backend_util_PARALLELIZE_THRESHOLD = 30;
interface backend_util_ReduceInfo {
    windowSize: number;
    batchSize: number;
    inSize: number;
    outSize: number;
}
declare function backend_util_getImageCenter(center: number | [
    number,
    number
], imageHeight: number, imageWidth: number): [
    number,
    number
];
declare function backend_util_getReshaped(inputShape: number[], blockShape: number[], prod: number, batchToSpace?: boolean): number[];
declare function backend_util_getPermuted(reshapedRank: number, blockShapeRank: number, batchToSpace?: boolean): number[];
declare function backend_util_getReshapedPermuted(inputShape: number[], blockShape: number[], prod: number, batchToSpace?: boolean): number[];
declare function backend_util_getSliceBeginCoords(crops: number[][], blockShape: number): number[];
declare function backend_util_getSliceSize(uncroppedShape: number[], crops: number[][], blockShape: number): number[];
declare function backend_util_prepareAndValidate(tensor: TensorInfo, indices: TensorInfo): [
    number[],
    number,
    number,
    number[]
];
declare function backend_util_validateUpdateShape(shape: number[], indices: Tensor, updates: Tensor): void;
declare function backend_util_validateInput(updates: Tensor, indices: Tensor, shape: number[]): void;
declare function backend_util_calculateShapes(updates: TensorInfo, indices: TensorInfo, shape: number[]): backend_util_ScatterShapeInfo;
interface backend_util_ScatterShapeInfo {
    sliceRank: number;
    numUpdates: number;
    sliceSize: number;
    strides: number[];
    outputSize: number;
}
declare const backend_util_SELU_SCALEALPHA = 1.7580993408473768;
declare const backend_util_SELU_SCALE = 1.0507009873554805;
declare const backend_util_ERF_P = 0.3275911;
declare const backend_util_ERF_A1 = 0.254829592;
declare const backend_util_ERF_A2 = -0.284496736;
declare const backend_util_ERF_A3 = 1.421413741;
declare const backend_util_ERF_A4 = -1.453152027;
declare const backend_util_ERF_A5 = 1.061405429;
declare function backend_util_warn(...msg: Array<{}>): void;
declare function backend_util_log(...msg: Array<{}>): void;
declare function backend_util_mergeRealAndImagArrays(real: Float32Array, imag: Float32Array): Float32Array;
declare function backend_util_splitRealAndImagArrays(complex: Float32Array): {
    real: Float32Array;
    imag: Float32Array;
};
declare function backend_util_complexWithEvenIndex(complex: Float32Array): {
    real: Float32Array;
    imag: Float32Array;
};
declare function backend_util_complexWithOddIndex(complex: Float32Array): {
    real: Float32Array;
    imag: Float32Array;
};
declare function backend_util_getComplexWithIndex(complex: Float32Array, index: number): {
    real: number;
    imag: number;
};
declare function backend_util_assignToTypedArray(data: TypedArray, real: number, imag: number, index: number): void;
declare function backend_util_exponents(n: number, inverse: boolean): {
    real: Float32Array;
    imag: Float32Array;
};
declare function backend_util_exponent(k: number, n: number, inverse: boolean): {
    real: number;
    imag: number;
};
declare function backend_util_decodeEinsumEquation(equation: string, numTensors: number): {
    allDims: string[];
    summedDims: number[];
    idDims: number[][];
};
declare function backend_util_getEinsumPermutation(nDims: number, idDims: number[]): {
    permutationIndices: number[];
    expandDims: number[];
};
declare function backend_util_checkEinsumDimSizes(nDims: number, idDims: number[][], tensors: Tensor[]): void;
declare function backend_util_getEinsumComputePath(summedDims: number[], idDims: number[][]): {
    path: number[];
    steps: number[][];
};
declare function backend_util_isIdentityPermutation(perm: number[]): boolean;
declare function backend_util_prepareSplitSize(x: Tensor | TensorInfo, numOrSizeSplits: number[] | number, axis?: number): number[];
declare function backend_util_getSparseFillEmptyRowsIndicesDenseShapeMismatch(indicesLength: number): string;
declare function backend_util_getSparseFillEmptyRowsNegativeIndexErrorMessage(index: number, value: number): string;
declare function backend_util_getSparseFillEmptyRowsOutOfRangeIndexErrorMessage(index: number, value: number, limit: number): string;
declare function backend_util_getSparseReshapeMultipleNegativeOneOutputDimErrorMessage(dim1: number, dim2: number): string;
declare function backend_util_getSparseReshapeNegativeOutputDimErrorMessage(dim: number, value: number): string;
declare function backend_util_getSparseReshapeEmptyTensorZeroOutputDimErrorMessage(): string;
declare function backend_util_getSparseReshapeInputOutputMultipleErrorMessage(inputShape: number[], outputShape: number[]): string;
declare function backend_util_getSparseReshapeInputOutputMismatchErrorMessage(inputShape: number[], outputShape: number[]): string;
declare function backend_util_getSparseSegmentReductionNegativeSegmentIdsErrorMessage(): string;
declare function backend_util_getSparseSegmentReductionNonIncreasingSegmentIdsErrorMessage(): string;
declare function backend_util_getSparseSegmentReductionSegmentIdOutOfRangeErrorMessage(segmentId: number, outputRows: number): string;
declare function backend_util_getSparseSegmentReductionIndicesOutOfRangeErrorMessage(index: number, indexValue: number, inputRows: number): string;
declare function tensor_util_makeTypesMatch<T extends Tensor>(a: T, b: T): [
    T,
    T
];
declare function tensor_util_assertTypesMatch(a: Tensor, b: Tensor): void;
declare function tensor_util_isTensorInList(tensor: Tensor, tensorList: Tensor[]): boolean;
declare function tensor_util_getTensorsInContainer(result: TensorContainer): Tensor[];
declare function slice_util_assertParamsValid(input: TensorInfo, begin: number[], size: number[]): void;
declare function slice_util_maskToAxes(mask: number): number[];
declare function slice_util_computeOutShape(begin: number[], end: number[], strides: number[]): number[];
declare function slice_util_stridesWithElidedDims(strides: number[], ellipsisInsertionIndex: number, numElidedAxes: number, inputShape: number[]): number[];
declare function slice_util_getNormalizedAxes(inputShape: number[], ellipsisAxes: number[], numInterpolatedAxes: number, begin: number[], end: number[], strides: number[], beginMask: number, endMask: number, ellipsisMask: number): {
    begin: number[];
    end: number[];
    strides: number[];
};
declare function slice_util_startIndicesWithElidedDims(beginMask: number, ellipsisInsertionIndex: number, numElidedAxes: number, originalBegin: number[], inputShape: number[]): number[];
declare function slice_util_stopIndicesWithElidedDims(endMask: number, ellipsisInsertionIndex: number, numElidedAxes: number, originalEnd: number[], inputShape: number[]): number[];
declare function slice_util_stridesForAxis(strides: number[], axis: number, ellipsisMask: number): number;
declare function slice_util_startForAxis(beginMask: number, startIndices: number[], strides: number[], inputShape: number[], axis: number, ellipsisMask: number): number;
declare function slice_util_stopForAxis(endMask: number, stopIndices: number[], strides: number[], inputShape: number[], axis: number, ellipsisMask: number): number;
declare function slice_util_isSliceContinous(shape: number[], begin: number[], size: number[]): boolean;
declare function slice_util_computeFlatOffset(begin: number[], strides: number[]): number;
declare function slice_util_parseSliceParams(x: TensorInfo, begin: number | number[], size?: number | number[]): number[][];
declare function slice_util_sliceInfo(xShape: number[], begin: number[], end: number[], strides: number[], beginMask: number, endMask: number, ellipsisMask: number, newAxisMask: number, shrinkAxisMask: number): slice_util_SliceInfo;
type slice_util_SliceInfo = {
    finalShapeSparse: number[];
    finalShape: number[];
    isIdentity: boolean;
    sliceDim0: boolean;
    isSimpleSlice: boolean;
    begin: number[];
    end: number[];
    strides: number[];
};
declare const fused_conv2d: typeof fusedConv2d_;
declare const fused_depthwiseConv2d: typeof fusedDepthwiseConv2d_;
declare const fused_matMul: typeof fusedMatMul_;
type NamedVariableMap = {
    [name: string]: Variable;
};
interface NamedTensor {
    name: string;
    tensor: Tensor;
}
interface ArrayMap {
    R0: number;
    R1: number[];
    R2: number[][];
    R3: number[][][];
    R4: number[][][][];
    R5: number[][][][][];
    R6: number[][][][][][];
}
type TensorLike3D = TypedArray | number[] | number[][][] | boolean[] | boolean[][][] | string[] | string[][][] | Uint8Array[] | Uint8Array[][][];
type TensorLike4D = TypedArray | number[] | number[][][][] | boolean[] | boolean[][][][] | string[] | string[][][][] | Uint8Array[] | Uint8Array[][][][];
type TensorLike1D = TypedArray | number[] | boolean[] | string[] | Uint8Array[];
interface SingleValueMap {
    bool: boolean;
    int32: number;
    float32: number;
    complex64: number;
    string: string;
}
type WebGLChannels = 'A' | 'B' | 'G' | 'R' | 'AB' | 'AG' | 'AR' | 'BA' | 'BG' | 'BR' | 'GA' | 'GB' | 'GR' | 'RA' | 'RB' | 'RG' | 'ABG' | 'ABR' | 'AGB' | 'AGR' | 'ARB' | 'ARG' | 'BAG' | 'BAR' | 'BGA' | 'BGR' | 'BRA' | 'BRG' | 'GAB' | 'GAR' | 'GBA' | 'GBR' | 'GRA' | 'GRB' | 'RAB' | 'RAG' | 'RBA' | 'RBG' | 'RGA' | 'RGB' | 'ABGR' | 'ABRG' | 'AGBR' | 'AGRB' | 'ARBG' | 'ARGB' | 'BAGR' | 'BARG' | 'BGAR' | 'BGRA' | 'BRAG' | 'BRGA' | 'GABR' | 'GARB' | 'GBAR' | 'GBRA' | 'GRAB' | 'GRBA' | 'RABG' | 'RAGB' | 'RBAG' | 'RBGA' | 'RGAB' | 'RGBA';
type CustomGradientFunc<T extends Tensor> = (...inputs: Array<Tensor | GradSaveFunc>) => {
    value: T;
    gradFunc: (dy: T, saved: Tensor[]) => Tensor | Tensor[];
};
declare function getQueryParams(queryString: string): {
    [key: string]: string;
};
type FlagEvaluationFn = (() => FlagValue) | (() => Promise<FlagValue>);
type FlagValue = number | boolean | string;
type Flags = {
    [featureName: string]: FlagValue;
};
interface RequestDetails {
    isBinary?: boolean;
}
interface TensorStorage {
    read(dataId: DataId): Promise<BackendValues>;
    readSync(dataId: DataId): BackendValues;
    disposeData(dataId: DataId, force?: boolean): boolean;
    write(values: BackendValues, shape: number[], dtype: DataType): DataId;
    move(dataId: DataId, values: BackendValues, shape: number[], dtype: DataType, refCount: number): void;
    memory(): {
        unreliable: boolean;
    };
    numDataIds(): number;
    refCount(dataId: DataId): number;
}
interface Backend {
}
interface BackendTimer {
    timerAvailable(): boolean;
    time(f: () => void): Promise<BackendTimingInfo>;
}
declare function abs_<T extends Tensor>(x: T | TensorLike): T;
declare function acos_<T extends Tensor>(x: T | TensorLike): T;
declare function acosh_<T extends Tensor>(x: T | TensorLike): T;
declare function add_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function addN_<T extends Tensor>(tensors: Array<T | TensorLike>): T;
declare function all_<T extends Tensor>(x: Tensor | TensorLike, axis?: number | number[], keepDims?: boolean): T;
declare function any_<T extends Tensor>(x: Tensor | TensorLike, axis?: number | number[], keepDims?: boolean): T;
declare function argMax_<T extends Tensor>(x: Tensor | TensorLike, axis?: number): T;
declare function argMin_<T extends Tensor>(x: Tensor | TensorLike, axis?: number): T;
declare function asin_<T extends Tensor>(x: T | TensorLike): T;
declare function asinh_<T extends Tensor>(x: T | TensorLike): T;
declare function atan_<T extends Tensor>(x: T | TensorLike): T;
declare function atan2_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function atanh_<T extends Tensor>(x: T | TensorLike): T;
declare function avgPool_<T extends Tensor3D | Tensor4D>(x: T | TensorLike, filterSize: [
    number,
    number
] | number, strides: [
    number,
    number
] | number, pad: 'valid' | 'same' | number | backend_util_ExplicitPadding, dimRoundingMode?: 'floor' | 'round' | 'ceil'): T;
declare function avgPool3d_<T extends Tensor4D | Tensor5D>(x: T | TensorLike, filterSize: [
    number,
    number,
    number
] | number, strides: [
    number,
    number,
    number
] | number, pad: 'valid' | 'same' | number, dimRoundingMode?: 'floor' | 'round' | 'ceil', dataFormat?: 'NDHWC' | 'NCDHW'): T;
declare function basicLSTMCell_(forgetBias: Scalar | TensorLike, lstmKernel: Tensor2D | TensorLike, lstmBias: Tensor1D | TensorLike, data: Tensor2D | TensorLike, c: Tensor2D | TensorLike, h: Tensor2D | TensorLike): [
    Tensor2D,
    Tensor2D
];
declare function batchToSpaceND_<T extends Tensor>(x: T | TensorLike, blockShape: number[], crops: number[][]): T;
declare function batchNorm_<R extends Rank>(x: Tensor<R> | TensorLike, mean: Tensor<R> | Tensor1D | TensorLike, variance: Tensor<R> | Tensor1D | TensorLike, offset?: Tensor<R> | Tensor1D | TensorLike, scale?: Tensor<R> | Tensor1D | TensorLike, varianceEpsilon?: number): Tensor<R>;
declare function batchNorm2d_(x: Tensor2D | TensorLike, mean: Tensor2D | Tensor1D | TensorLike, variance: Tensor2D | Tensor1D | TensorLike, offset?: Tensor2D | Tensor1D | TensorLike, scale?: Tensor2D | Tensor1D | TensorLike, varianceEpsilon?: number): Tensor2D;
declare function batchNorm3d_(x: Tensor3D | TensorLike, mean: Tensor3D | Tensor1D | TensorLike, variance: Tensor3D | Tensor1D | TensorLike, offset?: Tensor3D | Tensor1D | TensorLike, scale?: Tensor3D | Tensor1D | TensorLike, varianceEpsilon?: number): Tensor3D;
declare function batchNorm4d_(x: Tensor4D | TensorLike, mean: Tensor4D | Tensor1D | TensorLike, variance: Tensor4D | Tensor1D | TensorLike, offset?: Tensor4D | Tensor1D | TensorLike, scale?: Tensor4D | Tensor1D | TensorLike, varianceEpsilon?: number): Tensor4D;
declare function bincount_<T extends Tensor1D>(x: T | TensorLike, weights: T | TensorLike, size: number): T;
declare function bitwiseAnd_<R extends Rank>(x: Tensor, y: Tensor): Tensor<R>;
declare function broadcastArgs_<R extends Rank>(s0: Tensor | TensorLike, s1: Tensor | TensorLike): Tensor<R>;
declare function broadcastTo_<R extends Rank>(x: Tensor | TensorLike, shape: ShapeMap[R]): Tensor<R>;
declare function cast_<T extends Tensor>(x: T | TensorLike, dtype: DataType): T;
declare function ceil_<T extends Tensor>(x: T | TensorLike): T;
declare function clipByValue_<T extends Tensor>(x: T | TensorLike, clipValueMin: number, clipValueMax: number): T;
declare function clone_<T extends Tensor>(x: T | TensorLike): T;
declare function complex_<T extends Tensor>(real: T | TensorLike, imag: T | TensorLike): T;
declare function concat_<T extends Tensor>(tensors: Array<T | TensorLike>, axis?: number): T;
declare function concat1d_(tensors: Array<Tensor1D | TensorLike>): Tensor1D;
declare function concat2d_(tensors: Array<Tensor2D | TensorLike>, axis: number): Tensor2D;
declare function concat3d_(tensors: Array<Tensor3D | TensorLike>, axis: number): Tensor3D;
declare function concat4d_(tensors: Array<Tensor4D | TensorLike>, axis: number): Tensor4D;
declare function conv1d_<T extends Tensor2D | Tensor3D>(x: T | TensorLike, filter: Tensor3D | TensorLike, stride: number, pad: 'valid' | 'same' | number | backend_util_ExplicitPadding, dataFormat?: 'NWC' | 'NCW', dilation?: number, dimRoundingMode?: 'floor' | 'round' | 'ceil'): T;
declare function conv2d_<T extends Tensor3D | Tensor4D>(x: T | TensorLike, filter: Tensor4D | TensorLike, strides: [
    number,
    number
] | number, pad: 'valid' | 'same' | number | backend_util_ExplicitPadding, dataFormat?: 'NHWC' | 'NCHW', dilations?: [
    number,
    number
] | number, dimRoundingMode?: 'floor' | 'round' | 'ceil'): T;
declare function conv2dTranspose_<T extends Tensor3D | Tensor4D>(x: T | TensorLike, filter: Tensor4D | TensorLike, outputShape: [
    number,
    number,
    number,
    number
] | [
    number,
    number,
    number
], strides: [
    number,
    number
] | number, pad: 'valid' | 'same' | number | backend_util_ExplicitPadding, dimRoundingMode?: 'floor' | 'round' | 'ceil'): T;
declare function conv3d_<T extends Tensor4D | Tensor5D>(x: T | TensorLike, filter: Tensor5D | TensorLike, strides: [
    number,
    number,
    number
] | number, pad: 'valid' | 'same', dataFormat?: 'NDHWC' | 'NCDHW', dilations?: [
    number,
    number,
    number
] | number): T;
declare function conv3dTranspose_<T extends Tensor4D | Tensor5D>(x: T | TensorLike, filter: Tensor5D | TensorLike, outputShape: [
    number,
    number,
    number,
    number,
    number
] | [
    number,
    number,
    number,
    number
], strides: [
    number,
    number,
    number
] | number, pad: 'valid' | 'same'): T;
declare function cos_<T extends Tensor>(x: T | TensorLike): T;
declare function cosh_<T extends Tensor>(x: T | TensorLike): T;
declare function cumprod_<T extends Tensor>(x: Tensor | TensorLike, axis?: number, exclusive?: boolean, reverse?: boolean): T;
declare function cumsum_<T extends Tensor>(x: Tensor | TensorLike, axis?: number, exclusive?: boolean, reverse?: boolean): T;
declare function denseBincount_<T extends Tensor1D | Tensor2D>(x: T | TensorLike, weights: T | TensorLike, size: number, binaryOutput?: boolean): T;
declare function depthToSpace_(x: Tensor4D | TensorLike4D, blockSize: number, dataFormat?: 'NHWC' | 'NCHW'): Tensor4D;
declare function depthwiseConv2d_<T extends Tensor3D | Tensor4D>(x: T | TensorLike, filter: Tensor4D | TensorLike, strides: [
    number,
    number
] | number, pad: 'valid' | 'same' | number | backend_util_ExplicitPadding, dataFormat?: 'NHWC' | 'NCHW', dilations?: [
    number,
    number
] | number, dimRoundingMode?: 'floor' | 'round' | 'ceil'): T;
declare function diag_(x: Tensor): Tensor;
declare function dilation2d_<T extends Tensor3D | Tensor4D>(x: T | TensorLike, filter: Tensor3D | TensorLike, strides: [
    number,
    number
] | number, pad: 'valid' | 'same', dilations?: [
    number,
    number
] | number, dataFormat?: 'NHWC'): T;
declare function div_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function divNoNan_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function dot_(t1: Tensor | TensorLike, t2: Tensor | TensorLike): Tensor;
declare function einsum_(equation: string, ...tensors: Tensor[]): Tensor;
declare function elu_<T extends Tensor>(x: T | TensorLike): T;
declare function ensureShape_<R extends Rank>(x: Tensor, shape: ShapeMap[R]): Tensor;
declare function equal_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function erf_<T extends Tensor>(x: T | TensorLike): T;
declare function euclideanNorm_(x: Tensor | TensorLike, axis?: number | number[], keepDims?: boolean): Tensor;
declare function exp_<T extends Tensor>(x: T | TensorLike): T;
declare function expandDims_<T extends Tensor>(x: Tensor | TensorLike, axis?: number): T;
declare function expm1_<T extends Tensor>(x: T | TensorLike): T;
declare function eye_(numRows: number, numColumns?: number, batchShape?: [
    number
] | [
    number,
    number
] | [
    number,
    number,
    number
] | [
    number,
    number,
    number,
    number
], dtype?: DataType): Tensor2D;
declare function floor_<T extends Tensor>(x: T | TensorLike): T;
declare function floorDiv_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function gather_<T extends Tensor>(x: T | TensorLike, indices: Tensor | TensorLike, axis?: number, batchDims?: number): T;
declare function greater_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function greaterEqual_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function imag_<T extends Tensor>(input: T | TensorLike): T;
declare function isFinite_<T extends Tensor>(x: T | TensorLike): T;
declare function isInf_<T extends Tensor>(x: T | TensorLike): T;
declare function isNaN_<T extends Tensor>(x: T | TensorLike): T;
declare function leakyRelu_<T extends Tensor>(x: T | TensorLike, alpha?: number): T;
declare function less_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function lessEqual_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function localResponseNormalization_<T extends Tensor3D | Tensor4D>(x: T | TensorLike, depthRadius?: number, bias?: number, alpha?: number, beta?: number): T;
declare function log_<T extends Tensor>(x: T | TensorLike): T;
declare function log1p_<T extends Tensor>(x: T | TensorLike): T;
declare function logSigmoid_<T extends Tensor>(x: T | TensorLike): T;
declare function logSoftmax_<T extends Tensor>(logits: T | TensorLike, axis?: number): T;
declare function logSumExp_<T extends Tensor>(x: Tensor | TensorLike, axis?: number | number[], keepDims?: boolean): T;
declare function logicalAnd_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function logicalNot_<T extends Tensor>(x: T | TensorLike): T;
declare function logicalOr_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function logicalXor_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function matMul_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike, transposeA?: boolean, transposeB?: boolean): T;
declare function max_<T extends Tensor>(x: Tensor | TensorLike, axis?: number | number[], keepDims?: boolean): T;
declare function maxPool_<T extends Tensor3D | Tensor4D>(x: T | TensorLike, filterSize: [
    number,
    number
] | number, strides: [
    number,
    number
] | number, pad: 'valid' | 'same' | number | backend_util_ExplicitPadding, dimRoundingMode?: 'floor' | 'round' | 'ceil'): T;
declare function maxPool3d_<T extends Tensor4D | Tensor5D>(x: T | TensorLike, filterSize: [
    number,
    number,
    number
] | number, strides: [
    number,
    number,
    number
] | number, pad: 'valid' | 'same' | number, dimRoundingMode?: 'floor' | 'round' | 'ceil', dataFormat?: 'NDHWC' | 'NCDHW'): T;
declare function maxPoolWithArgmax_<T extends Tensor4D>(x: T | TensorLike, filterSize: [
    number,
    number
] | number, strides: [
    number,
    number
] | number, pad: 'valid' | 'same' | number, includeBatchInIndex?: boolean): NamedTensorMap;
declare function maximum_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function mean_<T extends Tensor>(x: Tensor | TensorLike, axis?: number | number[], keepDims?: boolean): T;
declare function min_<T extends Tensor>(x: Tensor | TensorLike, axis?: number | number[], keepDims?: boolean): T;
declare function minimum_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function mirrorPad_<T extends Tensor>(x: T | TensorLike, paddings: Array<[
    number,
    number
]>, mode: 'reflect' | 'symmetric'): T;
declare function mod_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function moments_(x: Tensor | TensorLike, axis?: number | number[], keepDims?: boolean): {
    mean: Tensor;
    variance: Tensor;
};
declare function mul_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function multiRNNCell_(lstmCells: LSTMCellFunc[], data: Tensor2D | TensorLike, c: Array<Tensor2D | TensorLike>, h: Array<Tensor2D | TensorLike>): [
    Tensor2D[],
    Tensor2D[]
];
declare function multinomial_(logits: Tensor1D | Tensor2D | TensorLike, numSamples: number, seed?: number, normalized?: boolean): Tensor1D | Tensor2D;
declare function neg_<T extends Tensor>(x: T | TensorLike): T;
declare function notEqual_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function oneHot_(indices: Tensor | TensorLike, depth: number, onValue?: number, offValue?: number, dtype?: DataType): Tensor;
declare function onesLike_<T extends Tensor>(x: T | TensorLike): T;
declare function outerProduct_(v1: Tensor1D | TensorLike, v2: Tensor1D | TensorLike): Tensor2D;
declare function pad_<T extends Tensor>(x: T | TensorLike, paddings: Array<[
    number,
    number
]>, constantValue?: number): T;
declare function pad1d_(x: Tensor1D | TensorLike, paddings: [
    number,
    number
], constantValue?: number): Tensor1D;
declare function pad2d_(x: Tensor2D | TensorLike, paddings: [
    [
        number,
        number
    ],
    [
        number,
        number
    ]
], constantValue?: number): Tensor2D;
declare function pad3d_(x: Tensor3D | TensorLike, paddings: [
    [
        number,
        number
    ],
    [
        number,
        number
    ],
    [
        number,
        number
    ]
], constantValue?: number): Tensor3D;
declare function pad4d_(x: Tensor4D | TensorLike, paddings: [
    [
        number,
        number
    ],
    [
        number,
        number
    ],
    [
        number,
        number
    ],
    [
        number,
        number
    ]
], constantValue?: number): Tensor4D;
declare function pool_<T extends Tensor3D | Tensor4D>(input: T | TensorLike, windowShape: [
    number,
    number
] | number, poolingType: 'avg' | 'max', pad: 'valid' | 'same' | number | backend_util_ExplicitPadding, dilations?: [
    number,
    number
] | number, strides?: [
    number,
    number
] | number, dimRoundingMode?: 'floor' | 'round' | 'ceil'): T;
declare function pow_<T extends Tensor>(base: Tensor | TensorLike, exp: Tensor | TensorLike): T;
declare function prelu_<T extends Tensor>(x: T | TensorLike, alpha: T | TensorLike): T;
declare function prod_<T extends Tensor>(x: Tensor | TensorLike, axis?: number | number[], keepDims?: boolean): T;
declare function raggedGather_(paramsNestedSplits: Tensor[], paramsDenseValues: Tensor | TensorLike, indices: Tensor | TensorLike, outputRaggedRank: number): RaggedGatherMap;
declare function raggedRange_(starts: Tensor | TensorLike, limits: Tensor | TensorLike, deltas: Tensor | TensorLike): NamedTensorMap;
declare function raggedTensorToTensor_(shape: Tensor | TensorLike, values: Tensor | TensorLike, defaultValue: Tensor | TensorLike, rowPartitionTensors: Tensor[], rowPartitionTypes: string[]): Tensor;
declare function rand_<R extends Rank>(shape: ShapeMap[R], randFunction: () => number, dtype?: DataType): Tensor<R>;
declare function randomGamma_<R extends Rank>(shape: ShapeMap[R], alpha: number, beta?: number, dtype?: 'float32' | 'int32', seed?: number): Tensor<R>;
declare function randomNormal_<R extends Rank>(shape: ShapeMap[R], mean?: number, stdDev?: number, dtype?: 'float32' | 'int32', seed?: number): Tensor<R>;
declare function randomStandardNormal_<R extends Rank>(shape: ShapeMap[R], dtype?: 'float32' | 'int32', seed?: number): Tensor<R>;
declare function randomUniform_<R extends Rank>(shape: ShapeMap[R], minval?: number, maxval?: number, dtype?: DataType, seed?: number | string): Tensor<R>;
declare function randomUniformInt_<R extends Rank>(shape: ShapeMap[R], minval: number, maxval: number, seed?: number | string): Tensor<R>;
declare function real_<T extends Tensor>(input: T | TensorLike): T;
declare function reciprocal_<T extends Tensor>(x: T | TensorLike): T;
declare function relu_<T extends Tensor>(x: T | TensorLike): T;
declare function relu6_<T extends Tensor>(x: T | TensorLike): T;
declare function reshape_<R extends Rank>(x: Tensor | TensorLike, shape: ShapeMap[R]): Tensor<R>;
declare function reverse_<T extends Tensor>(x: T | TensorLike, axis?: number | number[]): T;
declare function reverse1d_(x: Tensor1D | TensorLike): Tensor1D;
declare function reverse2d_(x: Tensor2D | TensorLike, axis?: number | number[]): Tensor2D;
declare function reverse3d_(x: Tensor3D | TensorLike, axis?: number | number[]): Tensor3D;
declare function reverse4d_(x: Tensor4D | TensorLike, axis?: number | number[]): Tensor4D;
declare function round_<T extends Tensor>(x: T | TensorLike): T;
declare function rsqrt_<T extends Tensor>(x: T | TensorLike): T;
declare function selu_<T extends Tensor>(x: T | TensorLike): T;
declare function separableConv2d_<T extends Tensor3D | Tensor4D>(x: T | TensorLike, depthwiseFilter: Tensor4D | TensorLike, pointwiseFilter: Tensor4D | TensorLike, strides: [
    number,
    number
] | number, pad: 'valid' | 'same', dilation?: [
    number,
    number
] | number, dataFormat?: 'NHWC' | 'NCHW'): T;
declare function setdiff1dAsync_(x: Tensor | TensorLike, y: Tensor | TensorLike): Promise<[
    Tensor,
    Tensor
]>;
declare function sigmoid_<T extends Tensor>(x: T | TensorLike): T;
declare function sign_<T extends Tensor>(x: T | TensorLike): T;
declare function sin_<T extends Tensor>(x: T | TensorLike): T;
declare function sinh_<T extends Tensor>(x: T | TensorLike): T;
declare function slice_<R extends Rank, T extends Tensor<R>>(x: T | TensorLike, begin: number | number[], size?: number | number[]): T;
declare function slice1d_(x: Tensor1D | TensorLike, begin: number, size: number): Tensor1D;
declare function slice2d_(x: Tensor2D | TensorLike, begin: [
    number,
    number
], size: [
    number,
    number
]): Tensor2D;
declare function slice3d_(x: Tensor3D | TensorLike, begin: [
    number,
    number,
    number
], size: [
    number,
    number,
    number
]): Tensor3D;
declare function slice4d_(x: Tensor4D | TensorLike, begin: [
    number,
    number,
    number,
    number
], size: [
    number,
    number,
    number,
    number
]): Tensor4D;
declare function softmax_<T extends Tensor>(logits: T | TensorLike, dim?: number): T;
declare function softplus_<T extends Tensor>(x: T | TensorLike): T;
declare function spaceToBatchND_<T extends Tensor>(x: T | TensorLike, blockShape: number[], paddings: number[][]): T;
declare function fft_(input: Tensor): Tensor;
declare function ifft_(input: Tensor): Tensor;
declare function irfft_(input: Tensor): Tensor;
declare function rfft_(input: Tensor, fftLength?: number): Tensor;
declare function split_<T extends Tensor>(x: Tensor | TensorLike, numOrSizeSplits: number[] | number, axis?: number): T[];
declare function sqrt_<T extends Tensor>(x: T | TensorLike): T;
declare function square_<T extends Tensor>(x: T | TensorLike): T;
declare function squaredDifference_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function squeeze_<T extends Tensor>(x: Tensor | TensorLike, axis?: number[]): T;
declare function stack_<T extends Tensor>(tensors: Array<T | TensorLike>, axis?: number): Tensor;
declare function step_<T extends Tensor>(x: T | TensorLike, alpha?: number): T;
declare function stridedSlice_(x: Tensor | TensorLike, begin: number[], end: number[], strides?: number[], beginMask?: number, endMask?: number, ellipsisMask?: number, newAxisMask?: number, shrinkAxisMask?: number): Tensor;
declare function sub_<T extends Tensor>(a: Tensor | TensorLike, b: Tensor | TensorLike): T;
declare function sum_<T extends Tensor>(x: Tensor | TensorLike, axis?: number | number[], keepDims?: boolean): T;
declare function tan_<T extends Tensor>(x: T | TensorLike): T;
declare function tanh_<T extends Tensor>(x: T | TensorLike): T;
type TensorLike2D = TypedArray | number[] | number[][] | boolean[] | boolean[][] | string[] | string[][] | Uint8Array[] | Uint8Array[][];
type TensorLike5D = TypedArray | number[] | number[][][][][] | boolean[] | boolean[][][][][] | string[] | string[][][][][] | Uint8Array[] | Uint8Array[][][][][];
type TensorLike6D = TypedArray | number[] | number[][][][][][] | boolean[] | boolean[][][][][][] | string[] | string[][][][][][] | Uint8Array[] | Uint8Array[][][][][];
type Tensor6D = Tensor<Rank.R6>;
declare function tensorScatterUpdate_<R extends Rank>(tensor: Tensor<R> | TensorLike, indices: Tensor | TensorLike, updates: Tensor | TensorLike): Tensor<R>;
declare function tile_<T extends Tensor>(x: T | TensorLike, reps: number[]): T;
declare function topk_<T extends Tensor>(x: T | TensorLike, k?: number, sorted?: boolean): {
    values: T;
    indices: T;
};
declare function truncatedNormal_<R extends Rank>(shape: ShapeMap[R], mean?: number, stdDev?: number, dtype?: 'float32' | 'int32', seed?: number): Tensor<R>;
declare function unique_<T extends Tensor>(x: T | TensorLike, axis?: number): {
    values: T;
    indices: Tensor1D;
};
declare function unsortedSegmentSum_<T extends Tensor>(x: T | TensorLike, segmentIds: Tensor1D | TensorLike, numSegments: number): T;
declare function unstack_(x: Tensor | TensorLike, axis?: number): Tensor[];
declare function where_<T extends Tensor>(condition: Tensor | TensorLike, a: T | TensorLike, b: T | TensorLike): T;
declare function whereAsync_(condition: Tensor | TensorLike): Promise<Tensor2D>;
declare function zerosLike_<T extends Tensor>(x: T | TensorLike): T;
declare function booleanMaskAsync_(tensor: Tensor | TensorLike, mask: Tensor | TensorLike, axis?: number): Promise<Tensor>;
declare function transpose_<T extends Tensor>(x: T | TensorLike, perm?: number[], conjugate?: boolean): T;
declare function norm_(x: Tensor | TensorLike, ord?: number | 'euclidean' | 'fro', axis?: number | number[], keepDims?: boolean): Tensor;
declare function movingAverage_<T extends Tensor>(v: T | TensorLike, x: T | TensorLike, decay: number | Scalar, step?: number | Scalar, zeroDebias?: boolean): T;
declare function scatterND_<R extends Rank>(indices: Tensor | TensorLike, updates: Tensor | TensorLike, shape: ShapeMap[R]): Tensor<R>;
declare function searchSorted_(sortedSequence: Tensor | TensorLike, values: Tensor | TensorLike, side?: 'left' | 'right'): Tensor;
declare function sparseToDense_<R extends Rank>(sparseIndices: Tensor | TensorLike, sparseValues: Tensor | TensorLike, outputShape: ShapeMap[R], defaultValue?: Scalar | ScalarLike): Tensor<R>;
declare function gatherND_(x: Tensor | TensorLike, indices: Tensor | TensorLike): Tensor;
declare function dropout_(x: Tensor | TensorLike, rate: number, noiseShape?: number[], seed?: number | string): Tensor;
declare function inTopKAsync_<T extends Tensor, U extends Tensor>(predictions: T | TensorLike, targets: U | TensorLike, k?: number): Promise<U>;
declare class Engine implements TensorTracker, DataMover {
    ENV: Environment;
    state: EngineState;
    backendName: string;
    registry: {
        [id: string]: KernelBackend;
    };
    registryFactory: {
        [id: string]: {
            factory: () => KernelBackend | Promise<KernelBackend>;
            priority: number;
        };
    };
    private profiler;
    private backendInstance;
    private pendingBackendInit;
    private pendingBackendInitId;
    constructor(ENV: Environment);
    ready(): Promise<void>;
    get backend(): KernelBackend;
    backendNames(): string[];
    findBackend(backendName: string): KernelBackend;
    findBackendFactory(backendName: string): () => KernelBackend | Promise<KernelBackend>;
    registerBackend(backendName: string, factory: () => KernelBackend | Promise<KernelBackend>, priority?: number): boolean;
    setBackend(backendName: string): Promise<boolean>;
    private setupRegisteredKernels;
    private disposeRegisteredKernels;
    private initializeBackend;
    removeBackend(backendName: string): void;
    private getSortedBackends;
    private initializeBackendsAndReturnBest;
    moveData(backend: KernelBackend, dataId: DataId): void;
    tidy<T extends TensorContainer>(nameOrFn: string | ScopeFn<T>, fn?: ScopeFn<T>): T;
    private scopedRun;
    private static nextTensorId;
    private nextTensorId;
    private static nextVariableId;
    private nextVariableId;
    private clone;
    runKernel<T extends Tensor | Tensor[]>(kernelName: string, inputs: NamedTensorMap, attrs?: NamedAttrMap): T;
    private shouldCheckForMemLeaks;
    private checkKernelForMemLeak;
    private runKernelFunc;
    private saveTensorsForBackwardMode;
    private getTensorsForGradient;
    makeTensor(values: DataValues, shape: number[], dtype: DataType, backend?: KernelBackend): Tensor;
    makeTensorFromDataId(dataId: DataId, shape: number[], dtype: DataType, backend?: KernelBackend): Tensor;
    makeTensorFromTensorInfo(tensorInfo: TensorInfo, backend?: KernelBackend): Tensor;
    makeVariable(initialValue: Tensor, trainable?: boolean, name?: string, dtype?: DataType): Variable;
    trackTensor(a: Tensor, backend: KernelBackend): void;
    incRef(a: Tensor, backend: KernelBackend): void;
    removeDataId(dataId: DataId, backend: KernelBackend): void;
    disposeTensor(a: Tensor): void;
    disposeVariables(): void;
    disposeVariable(v: Variable): void;
    memory(): MemoryInfo;
    profile(query: () => (TensorContainer | Promise<TensorContainer>)): Promise<ProfileInfo>;
    isTapeOn(): boolean;
    private addTapeNode;
    keep<T extends Tensor>(result: T): T;
    private startTape;
    private endTape;
    startScope(name?: string): void;
    endScope(result?: TensorContainer): void;
    gradients<T extends Tensor>(f: () => T, xs: Tensor[], dy?: T, allowNoGradients?: boolean): {
        value: T;
        grads: Tensor[];
    };
    customGrad<T extends Tensor>(f: CustomGradientFunc<T>): (...args: Array<Tensor | GradSaveFunc>) => T;
    readSync(dataId: DataId): BackendValues;
    read(dataId: DataId): Promise<BackendValues>;
    readToGPU(dataId: DataId, options?: DataToGPUOptions): GPUData;
    time(query: () => void): Promise<TimingInfo>;
    private track;
    get registeredVariables(): NamedVariableMap;
    reset(): void;
}
type ProfileInfo = {
    newBytes: number;
    newTensors: number;
    peakBytes: number;
    kernels: KernelInfo[];
    result: TensorContainer;
    kernelNames: string[];
};
type ScopeFn<T extends TensorContainer> = () => T;
type AttributeValue = number | number[] | boolean | boolean[] | string | string[] | NamedAttrMap;
type NamedGradientMap = {
    [inputName: string]: () => Tensor;
};
interface DrawOptions {
    imageOptions?: ImageOptions;
    contextOptions?: ContextOptions;
}
declare function confusionMatrix_(labels: Tensor1D | TensorLike, predictions: Tensor1D | TensorLike, numClasses: number): Tensor2D;
type FlatVector = boolean[] | number[] | TypedArray;
type PadType = 'SAME' | 'VALID' | 'NUMBER' | 'EXPLICIT';
declare function fusedConv2d_<T extends Tensor3D | Tensor4D>({ x, filter, strides, pad, dataFormat, dilations, dimRoundingMode, bias, activation, preluActivationWeights, leakyreluAlpha }: {
    x: T | TensorLike;
    filter: Tensor4D | TensorLike;
    strides: [
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number | backend_util_ExplicitPadding;
    dataFormat?: 'NHWC' | 'NCHW';
    dilations?: [
        number,
        number
    ] | number;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
    bias?: Tensor | TensorLike;
    activation?: backend_util_Activation;
    preluActivationWeights?: Tensor;
    leakyreluAlpha?: number;
}): T;
declare function fusedDepthwiseConv2d_<T extends Tensor3D | Tensor4D>({ x, filter, strides, pad, dataFormat, dilations, dimRoundingMode, bias, activation, preluActivationWeights, leakyreluAlpha }: {
    x: T | TensorLike;
    filter: Tensor4D | TensorLike;
    strides: [
        number,
        number
    ] | number;
    pad: 'valid' | 'same' | number;
    dataFormat?: 'NHWC' | 'NCHW';
    dilations?: [
        number,
        number
    ] | number;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
    bias?: Tensor | TensorLike;
    activation?: backend_util_Activation;
    preluActivationWeights?: Tensor;
    leakyreluAlpha?: number;
}): T;
declare function fusedMatMul_({ a, b, transposeA, transposeB, bias, activation, preluActivationWeights, leakyreluAlpha, }: {
    a: Tensor | TensorLike;
    b: Tensor | TensorLike;
    transposeA?: boolean;
    transposeB?: boolean;
    bias?: Tensor | TensorLike;
    activation?: backend_util_Activation;
    preluActivationWeights?: Tensor;
    leakyreluAlpha?: number;
}): Tensor;
interface RaggedGatherMap {
    outputNestedSplits: Tensor[];
    outputDenseValues: Tensor;
}
interface TensorTracker {
    makeTensor(values: DataValues, shape: number[], dtype: DataType, backend?: Backend): Tensor;
    makeVariable(initialValue: Tensor, trainable?: boolean, name?: string, dtype?: DataType): Variable;
    incRef(a: Tensor, backend: Backend): void;
    disposeTensor(t: Tensor): void;
    disposeVariable(v: Variable): void;
    read(dataId: DataId): Promise<BackendValues>;
    readSync(dataId: DataId): BackendValues;
    readToGPU(dataId: DataId, options?: DataToGPUOptions): GPUData;
}
declare class EngineState {
    registeredVariables: NamedVariableMap;
    nextTapeNodeId: number;
    numBytes: number;
    numTensors: number;
    numStringTensors: number;
    numDataBuffers: number;
    activeTape: TapeNode[];
    gradientDepth: number;
    kernelDepth: number;
    activeScope: ScopeState;
    scopeStack: ScopeState[];
    numDataMovesStack: number[];
    nextScopeId: number;
    tensorInfo: WeakMap<object, {
        backend: KernelBackend;
        bytes: number;
        dtype: DataType;
        shape: number[];
    }>;
    profiling: boolean;
    activeProfile: ProfileInfo;
    dispose(): void;
}
type KernelInfo = {
    name: string;
    bytesAdded: number;
    totalBytesSnapshot: number;
    tensorsAdded: number;
    totalTensorsSnapshot: number;
    inputShapes: number[][];
    outputShapes: number[][];
    kernelTimeMs: number | {
        error: string;
    } | Promise<number | {
        error: string;
    }>;
    extraInfo: string | Promise<string>;
};
interface ImageOptions {
    alpha?: number;
}
interface ContextOptions {
    contextType?: string;
    contextAttributes?: WebGLContextAttributes;
}
interface TapeNode {
    id: number;
    kernelName: string;
    outputs: Tensor[];
    inputs: NamedTensorMap;
    gradient?: (dys: Tensor[]) => NamedGradientMap;
    saved?: Tensor[];
}
interface ScopeState {
    track: Tensor[];
    name: string;
    id: number;
}
declare namespace math {
  export { math_confusionMatrix as confusionMatrix };
}
declare namespace serialization {
  export { serialization_registerClass as registerClass, serialization_getRegisteredName as getRegisteredName, serialization_ConfigDictValue as ConfigDictValue, serialization_ConfigDict as ConfigDict, serialization_ConfigDictArray as ConfigDictArray, serialization_SerializableConstructor as SerializableConstructor, serialization_FromConfigMethod as FromConfigMethod, serialization_Serializable as Serializable, serialization_SerializationMap as SerializationMap };
}
declare namespace util {
  export { util_createScalarValue as createScalarValue, util_toTypedArray as toTypedArray, util_now as now, util_fetch as fetch, util_encodeString as encodeString, util_decodeString as decodeString, util_isTypedArray as isTypedArray, util_flatten as flatten, util_shuffle as shuffle, util_shuffleCombo as shuffleCombo, util_clamp as clamp, util_nearestLargerEven as nearestLargerEven, util_swap as swap, util_sum as sum, util_randUniform as randUniform, util_distSquared as distSquared, util_assert as assert, util_assertShapesMatch as assertShapesMatch, util_assertNonNull as assertNonNull, util_sizeFromShape as sizeFromShape, util_isScalarShape as isScalarShape, util_arraysEqualWithNull as arraysEqualWithNull, util_arraysEqual as arraysEqual, util_isInt as isInt, util_tanh as tanh, util_sizeToSquarishShape as sizeToSquarishShape, util_createShuffledIndices as createShuffledIndices, util_rightPad as rightPad, util_repeatedTry as repeatedTry, util_inferFromImplicitShape as inferFromImplicitShape, util_parseAxisParam as parseAxisParam, util_squeezeShape as squeezeShape, util_getTypedArrayFromDType as getTypedArrayFromDType, util_getArrayFromDType as getArrayFromDType, util_checkConversionForErrors as checkConversionForErrors, util_isValidDtype as isValidDtype, util_hasEncodingLoss as hasEncodingLoss, util_bytesPerElement as bytesPerElement, util_bytesFromStringArray as bytesFromStringArray, util_isString as isString, util_isBoolean as isBoolean, util_isNumber as isNumber, util_inferDtype as inferDtype, util_isFunction as isFunction, util_nearestDivisor as nearestDivisor, util_computeStrides as computeStrides, util_toNestedArray as toNestedArray, util_convertBackendValuesAndArrayBuffer as convertBackendValuesAndArrayBuffer, util_makeOnesTypedArray as makeOnesTypedArray, util_makeZerosTypedArray as makeZerosTypedArray, util_makeZerosNestedTypedArray as makeZerosNestedTypedArray, util_assertNonNegativeIntegerDimensions as assertNonNegativeIntegerDimensions, util_locToIndex as locToIndex, util_indexToLoc as indexToLoc, util_isPromise as isPromise, util_hexToLong as hexToLong, util_fingerPrint64 as fingerPrint64 };
}
declare namespace backend_util {
  export { backend_util_fromUint8ToStringArray as fromUint8ToStringArray, backend_util_fromStringArrayToUint8 as fromStringArrayToUint8, BackendValues as BackendValues, TypedArray as TypedArray, upcastType as upcastType, PixelData as PixelData, MemoryInfo as MemoryInfo, TimingInfo as TimingInfo, backend_util_axesAreInnerMostDims as axesAreInnerMostDims, backend_util_combineLocations as combineLocations, backend_util_computeOutAndReduceShapes as computeOutAndReduceShapes, backend_util_expandShapeToKeepDim as expandShapeToKeepDim, backend_util_assertAxesAreInnerMostDims as assertAxesAreInnerMostDims, backend_util_getAxesPermutation as getAxesPermutation, backend_util_getUndoAxesPermutation as getUndoAxesPermutation, backend_util_getInnerMostAxes as getInnerMostAxes, backend_util_getBroadcastDims as getBroadcastDims, backend_util_getReductionAxes as getReductionAxes, backend_util_assertAndGetBroadcastShape as assertAndGetBroadcastShape, backend_util_assertParamsConsistent as assertParamsConsistent, backend_util_computeOutShape as computeOutShape, backend_util_computeDilation2DInfo as computeDilation2DInfo, backend_util_computePool2DInfo as computePool2DInfo, backend_util_computePool3DInfo as computePool3DInfo, backend_util_computeConv2DInfo as computeConv2DInfo, backend_util_computeConv3DInfo as computeConv3DInfo, backend_util_computeDefaultPad as computeDefaultPad, backend_util_tupleValuesAreOne as tupleValuesAreOne, backend_util_eitherStridesOrDilationsAreOne as eitherStridesOrDilationsAreOne, backend_util_stridesOrDilationsArePositive as stridesOrDilationsArePositive, backend_util_convertConv2DDataFormat as convertConv2DDataFormat, backend_util_checkPadOnDimRoundingMode as checkPadOnDimRoundingMode, backend_util_ExplicitPadding as ExplicitPadding, backend_util_PadInfo as PadInfo, backend_util_PadInfo3D as PadInfo3D, backend_util_Conv2DInfo as Conv2DInfo, backend_util_Conv3DInfo as Conv3DInfo, backend_util_getFusedDyActivation as getFusedDyActivation, backend_util_getFusedBiasGradient as getFusedBiasGradient, backend_util_applyActivation as applyActivation, backend_util_shouldFuse as shouldFuse, backend_util_FusedConv2DConfig as FusedConv2DConfig, backend_util_FusedBatchMatMulConfig as FusedBatchMatMulConfig, backend_util_Activation as Activation, backend_util_combineRaggedTensorToTensorShapes as combineRaggedTensorToTensorShapes, backend_util_getRowPartitionTypesHelper as getRowPartitionTypesHelper, backend_util_getRaggedRank as getRaggedRank, backend_util_validateDefaultValueShape as validateDefaultValueShape, backend_util_RowPartitionType as RowPartitionType, backend_util_computeOptimalWindowSize as computeOptimalWindowSize, backend_util_PARALLELIZE_THRESHOLD as PARALLELIZE_THRESHOLD, backend_util_ReduceInfo as ReduceInfo, backend_util_getImageCenter as getImageCenter, backend_util_getReshaped as getReshaped, backend_util_getPermuted as getPermuted, backend_util_getReshapedPermuted as getReshapedPermuted, backend_util_getSliceBeginCoords as getSliceBeginCoords, backend_util_getSliceSize as getSliceSize, backend_util_prepareAndValidate as prepareAndValidate, backend_util_validateUpdateShape as validateUpdateShape, backend_util_validateInput as validateInput, backend_util_calculateShapes as calculateShapes, backend_util_ScatterShapeInfo as ScatterShapeInfo, backend_util_SELU_SCALEALPHA as SELU_SCALEALPHA, backend_util_SELU_SCALE as SELU_SCALE, backend_util_ERF_P as ERF_P, backend_util_ERF_A1 as ERF_A1, backend_util_ERF_A2 as ERF_A2, backend_util_ERF_A3 as ERF_A3, backend_util_ERF_A4 as ERF_A4, backend_util_ERF_A5 as ERF_A5, backend_util_warn as warn, backend_util_log as log, backend_util_mergeRealAndImagArrays as mergeRealAndImagArrays, backend_util_splitRealAndImagArrays as splitRealAndImagArrays, backend_util_complexWithEvenIndex as complexWithEvenIndex, backend_util_complexWithOddIndex as complexWithOddIndex, backend_util_getComplexWithIndex as getComplexWithIndex, backend_util_assignToTypedArray as assignToTypedArray, backend_util_exponents as exponents, backend_util_exponent as exponent, backend_util_decodeEinsumEquation as decodeEinsumEquation, backend_util_getEinsumPermutation as getEinsumPermutation, backend_util_checkEinsumDimSizes as checkEinsumDimSizes, backend_util_getEinsumComputePath as getEinsumComputePath, backend_util_isIdentityPermutation as isIdentityPermutation, backend_util_prepareSplitSize as prepareSplitSize, backend_util_getSparseFillEmptyRowsIndicesDenseShapeMismatch as getSparseFillEmptyRowsIndicesDenseShapeMismatch, backend_util_getSparseFillEmptyRowsNegativeIndexErrorMessage as getSparseFillEmptyRowsNegativeIndexErrorMessage, backend_util_getSparseFillEmptyRowsOutOfRangeIndexErrorMessage as getSparseFillEmptyRowsOutOfRangeIndexErrorMessage, backend_util_getSparseReshapeMultipleNegativeOneOutputDimErrorMessage as getSparseReshapeMultipleNegativeOneOutputDimErrorMessage, backend_util_getSparseReshapeNegativeOutputDimErrorMessage as getSparseReshapeNegativeOutputDimErrorMessage, backend_util_getSparseReshapeEmptyTensorZeroOutputDimErrorMessage as getSparseReshapeEmptyTensorZeroOutputDimErrorMessage, backend_util_getSparseReshapeInputOutputMultipleErrorMessage as getSparseReshapeInputOutputMultipleErrorMessage, backend_util_getSparseReshapeInputOutputMismatchErrorMessage as getSparseReshapeInputOutputMismatchErrorMessage, backend_util_getSparseSegmentReductionNegativeSegmentIdsErrorMessage as getSparseSegmentReductionNegativeSegmentIdsErrorMessage, backend_util_getSparseSegmentReductionNonIncreasingSegmentIdsErrorMessage as getSparseSegmentReductionNonIncreasingSegmentIdsErrorMessage, backend_util_getSparseSegmentReductionSegmentIdOutOfRangeErrorMessage as getSparseSegmentReductionSegmentIdOutOfRangeErrorMessage, backend_util_getSparseSegmentReductionIndicesOutOfRangeErrorMessage as getSparseSegmentReductionIndicesOutOfRangeErrorMessage };
}
declare namespace broadcast_util {
  export { backend_util_getBroadcastDims as getBroadcastDims, backend_util_getReductionAxes as getReductionAxes, backend_util_assertAndGetBroadcastShape as assertAndGetBroadcastShape };
}
declare namespace tensor_util {
  export { tensor_util_makeTypesMatch as makeTypesMatch, tensor_util_assertTypesMatch as assertTypesMatch, tensor_util_isTensorInList as isTensorInList, tensor_util_getTensorsInContainer as getTensorsInContainer };
}
declare namespace slice_util {
  export { slice_util_assertParamsValid as assertParamsValid, slice_util_maskToAxes as maskToAxes, slice_util_computeOutShape as computeOutShape, slice_util_stridesWithElidedDims as stridesWithElidedDims, slice_util_getNormalizedAxes as getNormalizedAxes, slice_util_startIndicesWithElidedDims as startIndicesWithElidedDims, slice_util_stopIndicesWithElidedDims as stopIndicesWithElidedDims, slice_util_stridesForAxis as stridesForAxis, slice_util_startForAxis as startForAxis, slice_util_stopForAxis as stopForAxis, slice_util_isSliceContinous as isSliceContinous, slice_util_computeFlatOffset as computeFlatOffset, slice_util_parseSliceParams as parseSliceParams, slice_util_sliceInfo as sliceInfo, slice_util_SliceInfo as SliceInfo };
}
declare namespace gather_util {
  export { backend_util_prepareAndValidate as prepareAndValidate };
}
declare namespace scatter_util {
  export { backend_util_validateUpdateShape as validateUpdateShape, backend_util_validateInput as validateInput, backend_util_calculateShapes as calculateShapes, backend_util_ScatterShapeInfo as ScatterShapeInfo };
}
declare namespace fused {
  export { backend_util_Activation as Activation, fused_conv2d as conv2d, fused_depthwiseConv2d as depthwiseConv2d, fused_matMul as matMul };
}
export { InferenceModel, MetaGraph, MetaGraphInfo, ModelPredictConfig, ModelTensorInfo, SavedModelTensorInfo, SignatureDef, SignatureDefEntry, SignatureDefInfo, AdadeltaOptimizer, AdagradOptimizer, AdamOptimizer, AdamaxOptimizer, MomentumOptimizer, Optimizer, OptimizerConstructors, RMSPropOptimizer, SGDOptimizer, DataToGPUOptions, DataToGPUWebGLOption, GPUData, Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D, Tensor5D, TensorBuffer, Variable, GradSaveFunc, NamedTensorMap, TensorContainer, TensorContainerArray, TensorContainerObject, BackendValues, DataType, DataTypeMap, DataTypeFor, DataValues, NumericDataType, PixelData, Rank, RecursiveArray, ScalarLike, ShapeMap, sumOutType, TensorLike, TypedArray, upcastType, WebGLData, WebGPUData, Reduction, TensorInfo, DataId, customGrad, grad, grads, valueAndGrad, valueAndGrads, variableGrads, TimingInfo, MemoryInfo, ForwardFunc, Environment, env, ENV, Platform, version as version_core, KernelBackend, BackendTimingInfo, DataMover, DataStorage, abs, acos, acosh, add, addN, all, any, argMax, argMin, asin, asinh, atan, atan2, atanh, avgPool, avgPool3d, basicLSTMCell, batchToSpaceND, batchNorm, batchNorm2d, batchNorm3d, batchNorm4d, bincount, bitwiseAnd, broadcastArgs, broadcastTo, buffer, cast, ceil, clipByValue, clone, complex, concat, concat1d, concat2d, concat3d, concat4d, conv1d, conv2d, conv2dTranspose, conv3d, conv3dTranspose, cos, cosh, cumprod, cumsum, denseBincount, depthToSpace, depthwiseConv2d, diag, dilation2d, div, divNoNan, dot, einsum, elu, ensureShape, equal, erf, euclideanNorm, exp, expandDims, expm1, eye, fill, floor, floorDiv, gather, greater, greaterEqual, imag, isFinite, isInf, isNaN, leakyRelu, less, lessEqual, linspace, localResponseNormalization, log, log1p, logSigmoid, logSoftmax, logSumExp, logicalAnd, logicalNot, logicalOr, logicalXor, lowerBound, matMul, max, maxPool, maxPool3d, maxPoolWithArgmax, maximum, mean, meshgrid, min, minimum, mirrorPad, mod, moments, mul, LSTMCellFunc, multiRNNCell, multinomial, neg, notEqual, oneHot, ones, onesLike, outerProduct, pad, pad1d, pad2d, pad3d, pad4d, pool, pow, prelu, print, prod, raggedGather, raggedRange, raggedTensorToTensor, rand, randomGamma, randomNormal, randomStandardNormal, randomUniform, randomUniformInt, range, real, reciprocal, relu, relu6, reshape, reverse, reverse1d, reverse2d, reverse3d, reverse4d, round, rsqrt, scalar, selu, separableConv2d, setdiff1dAsync, sigmoid, sign, sin, sinh, slice, slice1d, slice2d, slice3d, slice4d, softmax, softplus, spaceToBatchND, fft, ifft, irfft, rfft, split, sqrt, square, squaredDifference, squeeze, stack, step, stridedSlice, sub, sum, tan, tanh, tensor, tensor1d, tensor2d, tensor3d, tensor4d, tensor5d, tensor6d, tensorScatterUpdate, tile, topk, truncatedNormal, unique, unsortedSegmentSum, unstack, upperBound, variable, where, whereAsync, zeros, zerosLike, op, OP_SCOPE_SUFFIX, image, linalg, losses, spectral, signal, sparse, string, booleanMaskAsync, transpose, norm, movingAverage, scatterND, searchSorted, sparseToDense, gatherND, dropout, enclosingPowerOfTwo, cosineWindow, inTopKAsync, train, enableProdMode, enableDebugMode, disableDeprecationWarnings, deprecationWarn, disposeVariables, engine, memory, profile, tidy, dispose, keep, time, setBackend, ready, getBackend, removeBackend, findBackend, findBackendFactory, registerBackend, backend, setPlatform, getKernel, getGradient, getKernelsForBackend, registerKernel, registerGradient, unregisterKernel, unregisterGradient, copyRegisteredKernels, Attribute, KernelFunc, GradFunc, KernelSetupFunc, KernelDisposeFunc, KernelConfig, GradConfig, NamedTensorInfoMap, NamedAttrMap, Abs, AbsInputs, Acos, AcosInputs, Acosh, AcoshInputs, Add, AddInputs, AddN, AddNInputs, All, AllInputs, AllAttrs, Any, AnyInputs, AnyAttrs, ArgMax, ArgMaxInputs, ArgMaxAttrs, ArgMin, ArgMinInputs, ArgMinAttrs, Asin, AsinInputs, Asinh, AsinhInputs, Atan, AtanInputs, Atanh, AtanhInputs, Atan2, Atan2Inputs, AvgPool, AvgPoolInputs, AvgPoolAttrs, AvgPoolGrad, AvgPoolGradInputs, AvgPoolGradAttrs, AvgPool3D, AvgPool3DInputs, AvgPool3DAttrs, AvgPool3DGrad, AvgPool3DGradInputs, AvgPool3DGradAttrs, BatchMatMul, BatchMatMulInputs, BatchMatMulAttrs, BatchToSpaceND, BatchToSpaceNDInputs, BatchToSpaceNDAttrs, BinaryInputs, Bincount, BincountInputs, BincountAttrs, BitwiseAnd, BitwiseAndInputs, BroadcastTo, BroadcastToInputs, BroadCastToAttrs, BroadcastArgs, BroadcastArgsInputs, Cast, CastInputs, CastAttrs, Ceil, CeilInputs, ClipByValue, ClipByValueInputs, ClipByValueAttrs, Complex, ComplexInputs, ComplexAbs, ComplexAbsInputs, Concat, ConcatInputs, ConcatAttrs, Conv2D, Conv2DInputs, Conv2DAttrs, Conv2DBackpropFilter, Conv2DBackpropFilterInputs, Conv2DBackpropFilterAttrs, Conv2DBackpropInput, Conv2DBackpropInputInputs, Conv2DBackpropInputAttrs, Conv3D, Conv3DInputs, Conv3DAttrs, Conv3DBackpropFilterV2, Conv3DBackpropFilterV2Inputs, Conv3DBackpropFilterV2Attrs, Conv3DBackpropInputV2, Conv3DBackpropInputV2Inputs, Conv3DBackpropInputV2Attrs, Cos, CosInputs, Cosh, CoshInputs, Cumprod, CumprodInputs, CumprodAttrs, Cumsum, CumsumInputs, CumsumAttrs, CropAndResize, CropAndResizeInputs, CropAndResizeAttrs, DenseBincount, DenseBincountInputs, DenseBincountAttrs, DepthToSpace, DepthToSpaceInputs, DepthToSpaceAttrs, DepthwiseConv2dNative, DepthwiseConv2dNativeInputs, DepthwiseConv2dNativeAttrs, DepthwiseConv2dNativeBackpropFilter, DepthwiseConv2dNativeBackpropFilterInputs, DepthwiseConv2dNativeBackpropFilterAttrs, DepthwiseConv2dNativeBackpropInput, DepthwiseConv2dNativeBackpropInputInputs, DepthwiseConv2dNativeBackpropInputAttrs, Diag, DiagInputs, Dilation2D, Dilation2DInputs, Dilation2DAttrs, Dilation2DBackpropInput, Dilation2DBackpropInputInputs, Dilation2DBackpropFilter, Dilation2DBackpropFilterInputs, Draw, DrawInputs, DrawAttrs, RealDiv, RealDivInputs, Einsum, EinsumInputs, EinsumAttrs, Elu, EluInputs, EluGrad, EluGradInputs, Erf, ErfInputs, Equal, EqualInputs, Exp, ExpInputs, ExpandDims, ExpandDimsInputs, ExpandDimsAttrs, Expm1, Expm1Inputs, FFT, FFTInputs, Fill, FillAttrs, FlipLeftRight, FlipLeftRightInputs, Floor, FloorInputs, FloorDiv, FloorDivInputs, FusedBatchNorm, FusedBatchNormInputs, FusedBatchNormAttrs, GatherV2, GatherV2Inputs, GatherV2Attrs, GatherNd, GatherNdInputs, Greater, GreaterInputs, GreaterEqual, GreaterEqualInputs, Identity, IdentityInputs, IFFT, IFFTInputs, Imag, ImagInputs, IsFinite, IsFiniteInputs, IsInf, IsInfInputs, IsNan, IsNanInputs, LeakyRelu, LeakyReluInputs, LeakyReluAttrs, Less, LessInputs, LessEqual, LessEqualInputs, LinSpace, LinSpaceAttrs, Log, LogInputs, Log1p, Log1pInputs, LogicalAnd, LogicalAndInputs, LogicalNot, LogicalNotInputs, LogicalOr, LogicalOrInputs, LogicalXor, LogicalXorInputs, LogSoftmax, LogSoftmaxInputs, LogSoftmaxAttrs, LowerBound, LowerBoundInputs, LRN, LRNInputs, LRNAttrs, LRNGrad, LRNGradInputs, LRNGradAttrs, MatrixBandPart, MatrixBandPartInputs, MatrixBandPartAttrs, Max, MaxInputs, MaxAttrs, Maximum, MaximumInputs, MaxPool, MaxPoolInputs, MaxPoolAttrs, MaxPoolGrad, MaxPoolGradInputs, MaxPoolGradAttrs, MaxPool3D, MaxPool3DInputs, MaxPool3DAttrs, MaxPool3DGrad, MaxPool3DGradInputs, MaxPool3DGradAttrs, MaxPoolWithArgmax, MaxPoolWithArgmaxInputs, MaxPoolWithArgmaxAttrs, Mean, MeanInputs, MeanAttrs, Min, MinInputs, MinAttrs, Minimum, MinimumInputs, MirrorPad, MirrorPadInputs, MirrorPadAttrs, Mod, ModInputs, Multinomial, MultinomialInputs, MultinomialAttrs, Multiply, MultiplyInputs, Neg, NegInputs, NotEqual, NotEqualInputs, NonMaxSuppressionV3, NonMaxSuppressionV3Inputs, NonMaxSuppressionV3Attrs, NonMaxSuppressionV4, NonMaxSuppressionV4Inputs, NonMaxSuppressionV4Attrs, NonMaxSuppressionV5, NonMaxSuppressionV5Inputs, NonMaxSuppressionV5Attrs, OnesLike, OnesLikeInputs, OneHot, OneHotInputs, OneHotAttrs, Pack, PackInputs, PackAttrs, PadV2, PadV2Inputs, PadV2Attrs, Pool, PoolInputs, Pow, PowInputs, Prelu, PreluInputs, Prod, ProdInputs, ProdAttrs, RaggedGather, RaggedGatherInputs, RaggedGatherAttrs, RaggedRange, RaggedRangeInputs, RaggedTensorToTensor, RaggedTensorToTensorInputs, RaggedTensorToTensorAttrs, Range, RangeAttrs, Real, RealInputs, Reciprocal, ReciprocalInputs, Relu, ReluInputs, Reshape, ReshapeInputs, ReshapeAttrs, ResizeNearestNeighbor, ResizeNearestNeighborInputs, ResizeNearestNeighborAttrs, ResizeNearestNeighborGrad, ResizeNearestNeighborGradInputs, ResizeNearestNeighborGradAttrs, ResizeBilinear, ResizeBilinearInputs, ResizeBilinearAttrs, ResizeBilinearGrad, ResizeBilinearGradInputs, ResizeBilinearGradAttrs, Relu6, Relu6Inputs, Reverse, ReverseInputs, ReverseAttrs, Round, RoundInputs, Rsqrt, RsqrtInputs, ScatterNd, ScatterNdInputs, ScatterNdAttrs, TensorScatterUpdate, TensorScatterUpdateInputs, TensorScatterUpdateAttrs, SearchSorted, SearchSortedInputs, SearchSortedAttrs, Select, SelectInputs, Selu, SeluInputs, Slice, SliceInputs, SliceAttrs, Sin, SinInputs, Sinh, SinhInputs, Sign, SignInputs, Sigmoid, SigmoidInputs, Softplus, SoftplusInputs, Sqrt, SqrtInputs, Sum, SumInputs, SumAttrs, SpaceToBatchND, SpaceToBatchNDInputs, SpaceToBatchNDAttrs, SplitV, SplitVInputs, SplitVAttrs, Softmax, SoftmaxInputs, SoftmaxAttrs, SparseFillEmptyRows, SparseFillEmptyRowsInputs, SparseReshape, SparseReshapeInputs, SparseSegmentMean, SparseSegmentMeanInputs, SparseSegmentSum, SparseSegmentSumInputs, SparseToDense, SparseToDenseInputs, SparseToDenseAttrs, SquaredDifference, SquaredDifferenceInputs, Square, SquareInputs, StaticRegexReplace, StaticRegexReplaceInputs, StaticRegexReplaceAttrs, StridedSlice, StridedSliceInputs, StridedSliceAttrs, StringNGrams, StringNGramsInputs, StringNGramsAttrs, StringSplit, StringSplitInputs, StringSplitAttrs, StringToHashBucketFast, StringToHashBucketFastInputs, StringToHashBucketFastAttrs, Sub, SubInputs, Tan, TanInputs, Tanh, TanhInputs, Tile, TileInputs, TileAttrs, TopK, TopKInputs, TopKAttrs, Transform, TransformInputs, TransformAttrs, Transpose, TransposeInputs, TransposeAttrs, Unique, UniqueInputs, UniqueAttrs, UnaryInputs, Unpack, UnpackInputs, UnpackAttrs, UnsortedSegmentSum, UnsortedSegmentSumInputs, UnsortedSegmentSumAttrs, UpperBound, UpperBoundInputs, ZerosLike, ZerosLikeInputs, Step, StepInputs, StepAttrs, FromPixels, FromPixelsInputs, FromPixelsAttrs, RotateWithOffset, RotateWithOffsetInputs, RotateWithOffsetAttrs, _FusedMatMul, _FusedMatMulInputs, _FusedMatMulAttrs, FusedConv2D, FusedConv2DInputs, FusedConv2DAttrs, FusedDepthwiseConv2D, FusedDepthwiseConv2DInputs, FusedDepthwiseConv2DAttrs, math, serialization, util, backend_util, broadcast_util, tensor_util, slice_util, gather_util, scatter_util, fused };
