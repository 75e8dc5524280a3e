import { expect, it } from 'vitest';
import { domainsAmong } from './domains-among.ts';

const pictures = (...folders: string[]): string[] => folders.flatMap((one) => [`${one}/1.jpg`, `${one}/2.jpg`]);

it.each([
  ['PACS', pictures('photo/dog', 'photo/cat', 'sketch/cat', 'sketch/dog')],
  ['Office-31', pictures('photo/images/dog', 'photo/images/cat', 'sketch/images/cat', 'sketch/images/dog/deeper')],
])('knows the domains of %s that were taken for classes', (_, paths) => {
  expect(domainsAmong(paths)).toEqual(['photo', 'sketch']);
});

it.each([
  ['classes without folders in them', pictures('cat', 'dog')],
  ['a class with pictures beside its folders', pictures('cat/old', 'cat/new', 'dog/old', 'dog/new', 'dog')],
  ['folders that do not recur', pictures('cat/siamese', 'cat/persian', 'dog/beagle', 'dog/pug')],
  ['folders of which some recur', pictures('cat/monday', 'cat/tuesday', 'dog/monday', 'dog/tuesday', 'dog/friday')],
  ['one folder in each', pictures('cat/images', 'dog/images')],
  ['parts', pictures('cat/train', 'cat/test', 'dog/train', 'dog/test')],
  ['one class alone', pictures('cat/old', 'cat/new')],
])('takes no domains from %s', (_, paths) => {
  expect(domainsAmong(paths)).toEqual([]);
});
