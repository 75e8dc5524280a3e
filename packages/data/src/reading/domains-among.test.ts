import { expect, it } from 'vitest';
import { classesRecur, describeDomainClasses, domainsAmong } from './domains-among.ts';

const pictures = (...folders: string[]): string[] => folders.flatMap((one) => [`${one}/1.jpg`, `${one}/2.jpg`]);

it.each([
  ['PACS', pictures('photo/dog', 'photo/cat', 'sketch/cat', 'sketch/dog')],
  ['Office-31', pictures('photo/images/dog', 'photo/images/cat', 'sketch/images/cat', 'sketch/images/dog/deeper')],
  ['domains that differ in their classes', pictures('photo/Dog', 'photo/cat', 'sketch/dog')],
  ['one class in each, in other letters', pictures('photo/Dog', 'sketch/dog')],
  ['parts in one of them', pictures('photo/train/dog', 'photo/val/dog', 'photo/val/cat', 'sketch/dog', 'sketch/cat')],
  ['parts in all of them', pictures(...['photo', 'sketch'].flatMap((one) => [`${one}/train/dog`, `${one}/test/cat`]))],
  ['parts above them', pictures('train/photo/dog', 'train/photo/cat', 'test/photo/dog', 'train/sketch/dog')],
])('knows the domains of %s', (_, paths) => {
  expect(domainsAmong(paths).map(({ name }) => name)).toEqual(['photo', 'sketch']);
});

it('says which classes only some domains have, and which are alike', () => {
  const domains = domainsAmong(
    pictures('photo/Dog', 'photo/cat', 'sketch/dog', 'sketch/cat', 'paint/cat', 'paint/Dog'),
  );
  expect(describeDomainClasses(domains)).toEqual([
    'only photo, paint have "Dog".',
    'only sketch has "dog".',
    '"Dog" and "dog" differ only in capital letters.',
  ]);
  expect(classesRecur(domains)).toBe(true);
  expect(classesRecur(domainsAmong(pictures('cat/old', 'cat/tabby', 'dog/pug')))).toBe(false);
});

it.each([
  ['classes without folders in them', pictures('cat', 'dog')],
  ['a class with pictures beside its folders', pictures('cat/old', 'cat/new', 'dog/old', 'dog/new', 'dog')],
  ['classes in parts', pictures('train/cat', 'train/dog', 'test/cat', 'test/dog')],
  ['classes packed twice', pictures('cat/cat', 'dog/dog')],
  ['one folder in each', pictures('cat/images', 'dog/images')],
  ['parts', pictures('cat/train', 'cat/test', 'dog/train', 'dog/test')],
  ['one class alone', pictures('cat/old', 'cat/new')],
])('takes no domains from %s', (_, paths) => {
  expect(domainsAmong(paths)).toEqual([]);
});
