import { Transformer } from '@napi-rs/image';
import { picture, pictureTarget, rgb } from '../pictures.mjs';

/** A palette of 16 colours and runs of pixels. */
function packed() {
  const head = Buffer.alloc(54 + 64);
  head.write('BM');
  head.writeUInt32LE(head.length, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(16, 18);
  head.writeInt32LE(16, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(8, 28);
  head.writeUInt32LE(1, 30);
  head.writeUInt32LE(16, 46);
  for (let at = 54; at < head.length; at++) head[at] = at * 5;
  const rows = Array.from({ length: 16 }, (_, row) => [9, row, 7, 15 - row, 0, 0]).flat();
  return Buffer.concat([head, Buffer.from([...rows, 0, 1])]);
}

export default pictureTarget('input.bmp', () => [
  picture()
    .png()
    .toBuffer()
    .then(async (png) => await new Transformer(png).bmp()),
  Promise.resolve(packed()),
  Promise.resolve(Buffer.concat([Buffer.from(`P6\n${rgb.side} ${rgb.side}\n255\n`), rgb.pixels])),
  Promise.resolve(
    Buffer.from(`P2\n# grey\n${rgb.side} ${rgb.side}\n1023\n${rgb.pixels.subarray(0, rgb.side ** 2).join(' ')}\n`),
  ),
  Promise.resolve(Buffer.concat([Buffer.from('P4\n24 24\n'), rgb.pixels.subarray(0, 72)])),
]);
