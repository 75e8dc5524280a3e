export { helpOf, main } from './main.ts';
