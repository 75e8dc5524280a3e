import { readCsvManifest } from '@trunkline/data';

export default {
  file: 'input.csv',
  seeds: async () =>
    [
      'path,label,split\na/1.jpg,cat,train\na/2.jpg,dog,test\n"b, c/3.jpg",cat,validation\n',
      '\ufeffPath,Label\r\na.png,0\r\nb.png,1\r\n',
      ',path,label\n0,a.png,0\n1,b.png,"x ""y"""\n',
    ].map((text) => Buffer.from(text)),
  read: async (path, folder) => void (await readCsvManifest(path, { root: folder })),
};
