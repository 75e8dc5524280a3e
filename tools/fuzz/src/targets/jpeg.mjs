import { picture, pictureTarget } from '../pictures.mjs';

export default pictureTarget('input.jpg', () => [
  picture().jpeg().toBuffer(),
  picture().jpeg({ progressive: true }).toBuffer(),
  picture().jpeg({ optimiseCoding: false, chromaSubsampling: '4:4:4' }).toBuffer(),
  picture().greyscale().jpeg().toBuffer(),
  picture().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  picture().withIccProfile('p3').jpeg().toBuffer(),
  picture().toColourspace('cmyk').jpeg().toBuffer(),
]);
