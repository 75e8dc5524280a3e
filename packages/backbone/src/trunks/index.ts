export { vgg16GapBlocks, type Vgg16GapOptions } from './vgg16-gap.ts';
