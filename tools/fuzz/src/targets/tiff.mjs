import { picture, pictureTarget } from '../pictures.mjs';

export default pictureTarget('input.tif', () => [
  picture().tiff({ compression: 'none' }).toBuffer(),
  picture().tiff({ compression: 'lzw', predictor: 'horizontal' }).toBuffer(),
  picture().removeAlpha().tiff({ compression: 'jpeg' }).toBuffer(),
  picture().tiff({ compression: 'deflate', tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer(),
  picture().tiff({ compression: 'none', bigtiff: true }).toBuffer(),
  picture().removeAlpha().greyscale().tiff({ compression: 'packbits' }).toBuffer(),
  picture().toColourspace('rgb16').withIccProfile('p3').tiff({ compression: 'none' }).toBuffer(),
]);
