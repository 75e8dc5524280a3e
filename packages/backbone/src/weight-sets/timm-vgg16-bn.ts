import { defineWeightSet } from '../weights/weight-set.ts';
import { torchvisionPreprocessing } from './timm-vgg16.ts';

/** VGG16 with batch normalisation as torchvision trained it on ImageNet, in timm's safetensors file. */
export const timmVgg16Bn = defineWeightSet({
  name: 'timm-vgg16-bn',
  title: 'VGG16 with batch normalisation, ImageNet-1k, trained by torchvision (timm vgg16_bn.tv_in1k)',
  trunk: 'vgg16-gap',
  batchNorm: true,
  negativeSlope: 0,
  preprocessing: torchvisionPreprocessing,
  digests: undefined,
  sources: [
    {
      kind: 'url',
      title: 'timm/vgg16_bn.tv_in1k',
      url: 'https://huggingface.co/timm/vgg16_bn.tv_in1k/resolve/e00c01e7cee168262dcba6428dc4a8f41e27e965/model.safetensors',
      fileName: 'model.safetensors',
      bytes: 554_000_000,
      digest: { algorithm: 'sha256', value: '88bbedbc8e780413736db38ac4efd41b06fc0e93fd5b8879b584bba63a950129' },
    },
  ],
  seen: 'ImageNet-1k: 1.28 million photographs of 1,000 kinds of things',
  licence: 'BSD-3-Clause',
  citation:
    'Simonyan & Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR 2015; torchvision',
});
