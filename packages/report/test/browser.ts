import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import packaged, { inflate } from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

/** A browser, and what ends it and removes its files. */
export interface OpenBrowser {
  readonly browser: Browser;
  close(): Promise<void>;
}

/**
 * The Chromium that npm brings, so that no test depends on what the machine has: unpacked into a folder of its own with the
 * libraries that it needs beyond the C library. `CHROMIUM_PATH` names another one, where that one does not run.
 */
export async function openBrowser(): Promise<OpenBrowser> {
  const own = process.env['CHROMIUM_PATH'];
  if (own) {
    const browser = await chromium.launch({ executablePath: own, args: ['--no-sandbox', '--disable-gpu'] });
    return { browser, close: () => browser.close() };
  }
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-chromium-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const { executablePath, libraries } = await unpackInto(folder);
    const browser = await chromium.launch({
      executablePath,
      args: packaged.args.filter((flag) => flag !== '--single-process'), // it would end with its first context
      env: {
        HOME: folder,
        TMPDIR: folder,
        LD_LIBRARY_PATH: libraries,
        FONTCONFIG_FILE: fontsOf(folder),
      },
    });
    return { browser, close: () => browser.close().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The package unpacks into the folder for temporary files, which others may share: it gets one for itself. */
async function unpackInto(folder: string): Promise<{ executablePath: string; libraries: string }> {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
    const archive = join(dirname(entry), '..', 'bin', 'al2023.tar.br');
    const [executablePath, unpacked] = await Promise.all([packaged.executablePath(), inflate(archive)]);
    return { executablePath, libraries: join(unpacked, 'lib') };
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

/** The package's own list of fonts names places of the cloud that it is made for: without this one no text has a height. */
function fontsOf(folder: string): string {
  const path = join(folder, 'fonts.conf');
  const places = `<dir>${join(folder, 'fonts')}</dir><cachedir>${join(folder, 'fonts-cache')}</cachedir>`;
  writeFileSync(
    path,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${places}</fontconfig>`,
  );
  return path;
}
