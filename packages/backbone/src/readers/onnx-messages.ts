/**
 * What is read of ONNX's messages (onnx.proto), as `onnx-proto` decodes them. Its own declarations want a global type `Long`,
 * which a project that checks its libraries does not have.
 */

type Maybe<Value> = Value | null | undefined;

/** `TensorProto`. */
export interface TensorMessage {
  readonly name?: Maybe<string>;
  /** Each is a number, or an object that becomes one. */
  readonly dims?: Maybe<readonly unknown[]>;
  readonly dataType?: Maybe<number>;
  readonly rawData?: Maybe<Uint8Array>;
  readonly floatData?: Maybe<readonly number[]>;
  readonly doubleData?: Maybe<readonly number[]>;
  readonly int32Data?: Maybe<readonly number[]>;
  readonly externalData?: Maybe<readonly { readonly key?: Maybe<string>; readonly value?: Maybe<string> }[]>;
}

/** `NodeProto`. */
export interface NodeMessage {
  readonly opType?: Maybe<string>;
  readonly input?: Maybe<readonly string[]>;
  readonly output?: Maybe<readonly string[]>;
  readonly attribute?: Maybe<
    readonly { readonly name?: Maybe<string>; readonly f?: Maybe<number>; readonly t?: Maybe<TensorMessage> }[]
  >;
}

/** `ModelProto`. */
export interface ModelMessage {
  readonly producerName?: Maybe<string>;
  readonly graph?: Maybe<{
    readonly node?: Maybe<readonly NodeMessage[]>;
    readonly initializer?: Maybe<readonly TensorMessage[]>;
  }>;
}

/** What `onnx-proto` gives. */
export interface OnnxModule {
  readonly onnx: { readonly ModelProto: { decode(bytes: Uint8Array): ModelMessage } };
}
