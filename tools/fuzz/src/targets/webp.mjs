import { picture, pictureTarget } from '../pictures.mjs';

export default pictureTarget('input.webp', () => [
  picture().webp().toBuffer(),
  picture().webp({ lossless: true }).toBuffer(),
  picture().removeAlpha().webp().toBuffer(),
  picture().withIccProfile('p3').webp().toBuffer(),
]);
