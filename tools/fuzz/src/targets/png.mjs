import { picture, pictureTarget } from '../pictures.mjs';

export default pictureTarget('input.png', () => [
  picture().png().toBuffer(),
  picture().png({ palette: true }).toBuffer(),
  picture().png({ progressive: true, compressionLevel: 0 }).toBuffer(),
  picture().greyscale().png().toBuffer(),
  picture().toColourspace('rgb16').png().toBuffer(),
  picture().toColourspace('rgb16').withIccProfile('p3').png().toBuffer(),
]);
