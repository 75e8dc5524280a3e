import { describe, expect, it } from 'vitest';
import { createRegistry, type Registry } from './registry.ts';

interface Fruit {
  readonly name: string;
}

const [apple, pear] = [{ name: 'apple' }, { name: 'red-pear' }] as const;

function fruits(): Registry<Fruit> {
  return createRegistry<Fruit>({
    noun: 'fruit',
    code: 'TL_FRUIT_UNKNOWN',
    items: [apple, pear],
    hint: 'See the market.',
  });
}

describe('a registry', () => {
  it('finds by name', () => {
    expect(fruits().find('red-pear')).toBe(pear);
    expect(fruits().has('apple')).toBe(true);
    expect(fruits().has('plum')).toBe(false);
  });

  it('names the nearest and all there are when a name is unknown', () => {
    expect(() => fruits().find('redPear')).toThrow(
      expect.objectContaining({
        code: 'TL_FRUIT_UNKNOWN',
        message: 'There is no fruit "redPear"; the nearest is "red-pear". There are: apple, red-pear.',
        hint: 'Correct the name. See the market.',
        exitStatus: 2,
      }),
    );
    expect(() => fruits().find('xyzzy')).toThrow('There is no fruit "xyzzy". There are: apple, red-pear.');
  });

  it('holds what is registered behind what is built in, until it is taken away', () => {
    const registry = fruits();
    const plum = { name: 'plum' };
    const remove = registry.register(plum);
    registry.register(plum);
    expect(registry.list()).toEqual([apple, pear, plum]);
    expect(registry.find('plum')).toBe(plum);
    remove();
    remove();
    expect(registry.list()).toEqual([apple, pear]);
    expect(() => registry.find('plum')).toThrow(/no fruit "plum"/);
  });

  it('refuses a name that is taken, and one that is not kebab-case', () => {
    const registry = fruits();
    registry.register({ name: 'plum' });
    expect(() => registry.register({ name: 'apple' })).toThrow(
      expect.objectContaining({ code: 'TL_NAME_TAKEN', message: expect.stringContaining('brings along') as string }),
    );
    expect(() => registry.register({ name: 'plum' })).toThrow('There is a fruit "plum" already.');
    for (const name of ['Plum', 'my plum', '', '../plum', 'a--b']) {
      expect(() => registry.register({ name })).toThrow(expect.objectContaining({ code: 'TL_BAD_NAME' }));
    }
    expect(registry.list()).toHaveLength(3);
  });
});
