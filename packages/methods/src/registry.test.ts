import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { families } from './generated/families.ts';
import { methods, findMethod } from './registry.ts';

describe('the registry', () => {
  it('holds exactly the files of the family folders, each under its own name', () => {
    const files = families.flatMap((family) =>
      readdirSync(new URL(`./${family}/`, import.meta.url))
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
        .map((file) => `${family}/${file.slice(0, -3)}`),
    );
    expect(
      methods()
        .map(({ family, name }) => `${family}/${name}`)
        .sort(),
    ).toEqual(files.sort());
  });

  it('names the nearest method when there is none of that name', () => {
    expect(() => findMethod('deep-corral')).toThrow(/nearest is "deep-coral"/);
    expect(findMethod('dann').name).toBe('dann');
  });

  it.each(methods().map((method) => [method.name, method] as const))(
    '%s says what it is, and its options have documented defaults',
    (name, method) => {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(method.paper.length).toBeGreaterThan(10);
      expect(method.description.length).toBeGreaterThan(30);
      expect(method.description).not.toMatch(/departure/i);
      expect(method.helps).toMatch(/^[A-Z].{60,}\.$/);
      for (const departure of method.departures) expect(departure).toMatch(/^.{15,}[^.]$/);
      const defaults = method.options.parse({}) as Record<string, unknown>;
      const { shape } = method.options as unknown as { shape: Record<string, { description?: string }> };
      expect(Object.keys(shape)).toEqual(Object.keys(defaults));
      for (const option of Object.values(shape)) expect(option.description?.length ?? 0).toBeGreaterThan(10);
      expect(() => method.options.parse({ nonsense: 1 })).toThrow(/nonsense/);
    },
  );
});

it('the index exports everything that a file of losses exports', () => {
  const index = readFileSync(new URL('./index.ts', import.meta.url), 'utf8');
  const files = readdirSync(new URL('./losses/', import.meta.url)).filter((file) => !file.endsWith('.test.ts'));
  for (const file of files) {
    const text = readFileSync(new URL(`./losses/${file}`, import.meta.url), 'utf8');
    const names = [...text.matchAll(/^export (?:function|const|interface|type) (\w+)/gm)].map(([, name]) => name ?? '');
    const [, exported = ''] = new RegExp(`^export \\{([^}]*)\\} from './losses/${file}';`, 'm').exec(index) ?? [];
    const listed = exported
      .split(',')
      .map((one) => one.trim().replace(/^type /, ''))
      .filter((one) => one !== '');
    expect(listed.sort(), file).toEqual(names.sort());
  }
});
