import { picture, pictureTarget } from '../pictures.mjs';

export default pictureTarget('input.gif', () => [
  picture().gif().toBuffer(),
  picture().gif({ colours: 4 }).toBuffer(),
  picture().gif({ progressive: true }).toBuffer(),
]);
