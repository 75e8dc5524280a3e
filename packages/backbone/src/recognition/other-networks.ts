/** Parts of tensor names that give a network away, first match first. A network is added by a row. */
const networks: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/(?:^|[./_])layer[1-4][._]\d+[._](?:conv3|bn3)[./]/, 'a ResNet with bottlenecks (ResNet-50 or deeper)'],
  [/(?:^|[./_])layer[1-4][._]\d+[._](?:conv[12]|bn[12])[./]/, 'a ResNet (ResNet-18 or -34)'],
  [/conv[2-5]_block\d+_\d_conv/, 'a ResNet or DenseNet (Keras)'],
  [/(?:^|[./])conv_(?:dw|pw)_\d+/, 'MobileNet (Keras)'],
  [/block_\d+_(?:depthwise|expand|project)/, 'MobileNetV2 (Keras)'],
  [/features\.\d+\.conv\.\d+\.\d+\.weight/, 'MobileNetV2 (torchvision)'],
  [/denseblock\d+\.denselayer\d+/, 'DenseNet'],
  [/features\.\d+\.(?:squeeze|expand[13]x[13])\./, 'SqueezeNet'],
  [
    /(?:patch_embed|(?:^|[./_])vit[./_]|blocks\.\d+\.attn|encoder_layer_\d+|cls_token|class_token)/,
    'a vision transformer',
  ],
  [/(?:text_model|vision_model|visual\.transformer)/, 'CLIP'],
  [/(?:stages\.\d+\.blocks\.\d+\.(?:dwconv|conv_dw)|convnext)/, 'ConvNeXt'],
  [/(?:_blocks?|blocks)\.?\d*.*(?:se|_se_reduce|se_reduce|conv_pwl|depthwise_conv)\b/, 'EfficientNet'],
  [/(?:Mixed_\d[a-z]|inception\d[a-z])/, 'Inception'],
  [/(?:down|up)_?blocks?\.\d/, 'a U-Net or diffusion model'],
  [/(?:^|\.)model\.\d+\.(?:cv\d|m\.\d)/, 'YOLO'],
];

/** What network these names belong to, with its article; undefined where they do not say. */
export function networkOf(names: readonly string[], shapes: readonly (readonly number[])[] = []): string | undefined {
  for (const [pattern, name] of networks) if (names.some((one) => pattern.test(one))) return name;
  const isAlexNet = shapes.some(
    (shape) => shape.length === 4 && (shape[2] === 11 || shape[0] === 11) && shape.includes(3),
  );
  return isAlexNet ? 'AlexNet' : undefined;
}
