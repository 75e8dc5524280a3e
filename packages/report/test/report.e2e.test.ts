import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeReport } from '../src/index.ts';
import { openBrowser, type OpenBrowser } from './browser.ts';
import { writeFakeRunFolder } from './fake-run-folder.ts';

describe('report in a browser', () => {
  let folder: string;
  let chromium: OpenBrowser;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'trunkline-report-'));
    await writeFakeRunFolder(folder, {
      pairs: [
        ['photo', 'photo'],
        ['photo', 'art_painting'],
      ],
      seeds: [0, 1],
      classNames: ['dog', 'elephant', 'giraffe', 'guitar', 'horse', 'house', 'a person or several'],
    });
    await writeReport(folder);
    chromium = await openBrowser();
  });

  afterAll(async () => {
    await chromium.close();
    rmSync(folder, { recursive: true });
  });

  async function open(width: number, colorScheme: 'light' | 'dark'): Promise<{ page: Page; problems: string[] }> {
    const context = await chromium.browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    const problems: string[] = [];
    const address = pathToFileURL(join(folder, 'report.html')).href;
    page.on('console', (message) => problems.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
    page.on('request', (request) => {
      if (request.url() !== address && !request.url().startsWith('data:')) problems.push(`request: ${request.url()}`);
    });
    await page.goto(address);
    return { page, problems };
  }

  it('has letters: the browser brings a typeface', async () => {
    const { page } = await open(800, 'light');
    const [heading] = await page.locator('h1').all();
    expect((await heading?.boundingBox())?.height).toBeGreaterThan(15);
    await page.context().close();
  });

  it.each([
    [390, 'light'],
    [390, 'dark'],
    [1440, 'light'],
    [1440, 'dark'],
  ] as const)(
    'at %d px, %s: nothing in the console, nothing fetched, nothing wider than the screen',
    async (width, scheme) => {
      const { page, problems } = await open(width, scheme);
      const measured = await page.evaluate(`(() => {
      const root = document.documentElement;
      const shown = [...document.querySelectorAll('svg')].filter((svg) => svg.getClientRects().length > 0);
      return {
        overflow: root.scrollWidth - root.clientWidth,
        broken: [...document.images].filter((image) => image.complete && image.naturalWidth === 0).length,
        clipped: [...document.querySelectorAll('.matrix th')].filter((one) => one.scrollWidth > one.clientWidth + 1).length,
        smallest: Math.min(...shown.flatMap((svg) => [...svg.querySelectorAll('text')].map((text) =>
          parseFloat(getComputedStyle(text).fontSize) * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width))),
      };
    })()`);
      expect(problems).toEqual([]);
      expect(measured).toMatchObject({ overflow: 0, broken: 0, clipped: 0 });
      expect((measured as { smallest: number }).smallest).toBeGreaterThan(8.5);
      await page.context().close();
    },
  );

  it('is readable in both themes: texts and charts stand out from what is behind them', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      const { page } = await open(1440, scheme);
      const ratios = await page.evaluate(contrasts);
      expect(Object.keys(ratios as object).length).toBeGreaterThan(8);
      for (const [name, ratio] of Object.entries(ratios as Record<string, number>)) {
        expect(ratio, `${name}, ${scheme}`).toBeGreaterThan(name.startsWith('--class') ? 3 : 4.5);
      }
      await page.context().close();
    }
  });

  it('opens in a sandboxed frame without scripts or storage', async () => {
    const context = await chromium.browser.newContext({ viewport: { width: 800, height: 600 } });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    const around = join(folder, 'frame.html');
    writeFileSync(around, '<!doctype html><iframe sandbox src="report.html" width="780" height="560"></iframe>');
    await page.goto(pathToFileURL(around).href);
    const frame = page.frameLocator('iframe');
    await frame.locator('h1').waitFor();
    expect(await frame.locator('article.answer').count()).toBe(2);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('prints in dark ink on white paper, whatever the theme, with nothing cut off', async () => {
    const { page } = await open(794, 'dark');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const printed = await page.evaluate(`(() => {
      const body = getComputedStyle(document.body);
      const wide = [...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth + 1).length;
      return { background: body.backgroundColor, ink: body.color, wide };
    })()`);
    expect(printed).toEqual({ background: 'rgb(255, 255, 255)', ink: 'rgb(0, 0, 0)', wide: 0 });
    await page.context().close();
  });
});

/** Contrast (WCAG 2) of every colour of the page's palette that carries a meaning, against its surface. */
const contrasts = `(() => {
  const style = getComputedStyle(document.documentElement);
  const luminance = (hex) => {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const value = (name) => style.getPropertyValue(name).trim();
  const surface = luminance(value('--surface'));
  const names = ['--ink', '--muted', '--accent', '--baseline', '--oracle', '--good', '--bad',
    ...Array.from({ length: 10 }, (_, k) => '--class-' + k)];
  return Object.fromEntries(names.map((name) => {
    const [high, low] = [luminance(value(name)), surface].sort((a, b) => b - a);
    return [name, (high + 0.05) / (low + 0.05)];
  }));
})()`;
