export { vgg16GapLayers, type Vgg16GapOptions } from './vgg16-gap.ts';
