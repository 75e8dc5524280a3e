import type { Preprocessing } from '../preprocess.ts';
import { defineWeightSet } from '../weights/weight-set.ts';

/** torchvision's preprocessing for ImageNet. */
export const torchvisionPreprocessing: Preprocessing = {
  channels: 'RGB',
  scale: 1 / 255,
  mean: [0.485, 0.456, 0.406],
  standardDeviation: [0.229, 0.224, 0.225],
};

/** VGG16 as torchvision trained it on ImageNet, in timm's safetensors file. */
export const timmVgg16 = defineWeightSet({
  name: 'timm-vgg16',
  title: 'VGG16, ImageNet-1k, trained by torchvision (timm vgg16.tv_in1k)',
  trunk: 'vgg16-gap',
  batchNorm: false,
  negativeSlope: 0,
  preprocessing: torchvisionPreprocessing,
  digests: undefined,
  sources: [
    {
      kind: 'url',
      title: 'timm/vgg16.tv_in1k',
      url: 'https://huggingface.co/timm/vgg16.tv_in1k/resolve/3394518cba29aee1ea82a49d971be90d2dd1dab7/model.safetensors',
      fileName: 'model.safetensors',
      bytes: 553_000_000,
      digest: { algorithm: 'sha256', value: '57b026918159a6bf9faf8405c3a551903768e7138989d9c6224a14227203fad8' },
    },
  ],
  seen: 'ImageNet-1k: 1.28 million photographs of 1,000 kinds of things',
  licence: 'BSD-3-Clause',
  citation:
    'Simonyan & Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR 2015; torchvision',
});
