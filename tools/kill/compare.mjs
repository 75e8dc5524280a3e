/** What of an invocation is not as expected, in words; at most a few of a kind. */
export function compareInvocations(expected, found, { byRun }) {
  return [
    ...found.problems,
    ...differences('result', expected.results, found.results),
    ...differences('logged point', withoutSystem(expected.points), withoutSystem(found.points)),
    ...differences('prefix images', shares(expected.prefixes, byRun), shares(found.prefixes, byRun)),
  ];
}

/** How often the machine was looked at depends on the time it took. A finished invocation may end more than once. */
function withoutSystem(points) {
  return new Map([...points].filter(([place]) => !/ system\/| time\/| cost\/prefix-images/.test(place)));
}

/** Runs side by side may each be the first to need an image: only their sum is sure. */
function shares(prefixes, byRun) {
  if (byRun) return prefixes;
  const sums = new Map();
  for (const [run, images] of prefixes) {
    const seed = run.split('/').at(-1);
    sums.set(seed, Number(images) + (sums.get(seed) ?? 0));
  }
  return sums;
}

function differences(what, expected, found) {
  const places = [...new Set([...expected.keys(), ...found.keys()])];
  const wrong = places.filter((place) => expected.get(place) !== found.get(place));
  const told = wrong.slice(0, 3).map((place) => `${place} is ${found.get(place)}, not ${expected.get(place)}`);
  return wrong.length === 0 ? [] : [`${wrong.length} of ${what}: ${told.join('; ')}`];
}
