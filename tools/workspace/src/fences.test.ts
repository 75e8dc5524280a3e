import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lexer, walkTokens, type Tokens } from 'marked';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const pages = [
  'README.md',
  'apps/cli/README.md',
  ...readdirSync(join(root, 'packages')).map((room) => `packages/${room}/README.md`),
  ...readdirSync(join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

interface Fence {
  readonly page: string;
  readonly language: string;
  readonly text: string;
}

/** Every block of code of the pages, as a Markdown parser sees it. */
const fences = pages.flatMap((page): Fence[] => {
  const found: Fence[] = [];
  void walkTokens(lexer(readFileSync(join(root, page), 'utf8')), (token) => {
    if (token.type !== 'code') return;
    const { lang = '', text } = token as Tokens.Code;
    found.push({ page, language: lang, text });
  });
  return found;
});

/** What the strict compiler says of these texts, each a module of its own inside of the workspace, by name. */
function complaints(modules: ReadonlyMap<string, string>): readonly string[] {
  const config = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile.bind(ts.sys)).config as object;
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, root);
  const strict = { ...options, noEmit: true, noUnusedLocals: false, typeRoots: [join(root, 'node_modules/@types')] };
  const host = ts.createCompilerHost(strict);
  const read = host.readFile.bind(host);
  const exists = host.fileExists.bind(host);
  host.readFile = (path) => modules.get(path) ?? read(path);
  host.fileExists = (path) => modules.has(path) || exists(path);
  const untyped = join(root, 'packages', 'evaluation', 'src', 'jstat.d.ts');
  const program = ts.createProgram([...modules.keys(), ...(exists(untyped) ? [untyped] : [])], strict, host);
  return [...modules.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText }) => `${path.slice(root.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
}

describe('the code in the pages', () => {
  it('compiles in strict mode, each block by itself', () => {
    const code = fences.filter(({ language }) => /^(ts|js|mjs)$/.test(language));
    expect(code.length).toBeGreaterThan(20);
    const modules = new Map(
      code.map(({ page, text }, index) => [join(root, `${page}.${index}.fence.ts`), `${text}\nexport {};\n`]),
    );
    expect(complaints(modules)).toEqual([]);
  });

  it('has JSON that is JSON', () => {
    for (const { language, text } of fences)
      if (language === 'json') expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  it('names scripts, commands and options that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const help = readFileSync(join(root, 'docs', 'commands.md'), 'utf8').split(/^#{2,3} /m);
    const lines = fences.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.split('\n'));
    const wrong: string[] = [];
    for (const line of lines) {
      const [command = ''] = line.split(/\s#/);
      const script = /^npm run ([\w-]+)/.exec(command)?.[1];
      if (script && !(script in scripts)) wrong.push(line);
      const words = /^(?:\w+=\S+ )*npx trunkline (.*)$/.exec(command)?.[1]?.split(/\s+/) ?? [];
      if (words.length === 0) continue;
      const name = words.filter((word) => /^[a-z-]+$/.test(word) && !word.startsWith('--'));
      const section = help.filter((one) => one.startsWith(name[0] ?? '?')).join('\n');
      const options = words.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0] ?? '');
      if (section === '' || options.some((option) => !section.includes(option))) wrong.push(line);
    }
    expect(wrong).toEqual([]);
  });
});
