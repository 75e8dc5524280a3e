// Writes docs/methods from the sources of the methods; `npm run generate` runs it with tools/workspace/typescript-loader.mjs.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { methods } from '@trunkline/methods';
import { methodPages } from '../src/methods/method-pages.ts';

const folder = fileURLToPath(new URL('../../../docs/methods/', import.meta.url));
mkdirSync(folder, { recursive: true });
const peersFile = `${folder}peers.json`;
const peers = existsSync(peersFile) ? JSON.parse(readFileSync(peersFile, 'utf8')) : {};
const pages = methodPages(methods(), peers);
for (const file of readdirSync(folder)) {
  if (file.endsWith('.md') && !(file in pages)) rmSync(folder + file);
}
for (const [file, text] of Object.entries(pages)) {
  if (existsSync(folder + file) && readFileSync(folder + file, 'utf8') === text) continue;
  writeFileSync(folder + file, text);
  process.stdout.write(`written: docs/methods/${file}\n`);
}
