import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whatFileIs } from './what-file-is.ts';

/** Files that come in the place of others; a row is a beginning and what is said of it. */
const rows: readonly (readonly [beginning: string | Uint8Array, what: string | undefined])[] = [
  ['', 'empty'],
  ['<!DOCTYPE html><html><title>404</title></html>', 'an HTML page'],
  ['\n  <HTML lang="en">', 'an HTML page'],
  ['\ufeff<!-- saved page -->\n<html>', 'an HTML page'],
  ['<?xml version="1.0"?><!DOCTYPE html PUBLIC "x">', 'an XML document'],
  [
    'version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 1\n',
    'a Git LFS pointer, not the file that it stands for',
  ],
  ['<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>', 'an XML error message'],
  ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'an SVG drawing'],
  ['<?xml version="1.0"?>\n<!-- made by hand -->\n<svg width="1">', 'an SVG drawing'],
  ['{"message": "Not Found"}', 'JSON text'],
  ['[{"a": 1}]', 'JSON text'],
  ['[section]\nkey = 1', 'text'],
  ['Entry not found', 'text'],
  [Buffer.from('\ufeffpath,label\n', 'utf16le'), 'UTF-16 text'],
  [gzipSync('what'), 'a gzip file'],
  ['PK\x03\x04 and so on', 'a zip archive'],
  ['%PDF-1.7', 'a PDF document'],
  [Buffer.alloc(600), 'zeros from its first byte on'],
  [Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), 'an HDF5 file'],
  [Buffer.concat([Buffer.alloc(257, 'a'), Buffer.from('ustar')]), 'a tar archive'],
  [Uint8Array.of(1, 2, 3, 4), undefined],
];

describe('whatFileIs', () => {
  it.each(rows)('%# names what begins so', (beginning, what) => {
    expect(whatFileIs(Buffer.from(beginning as Uint8Array))?.what).toBe(what);
  });

  it('says what to do about a pointer and about a page', () => {
    expect(whatFileIs(Buffer.from('version https://git-lfs.github.com/spec/v1\n'))?.hint).toContain('git lfs pull');
    expect(whatFileIs(Buffer.from('<html>'))?.hint).toContain('Fetch the file again');
  });

  it('answers on any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (head) => void whatFileIs(head)));
  });
});
