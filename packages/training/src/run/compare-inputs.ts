import { TrunklineError } from '@trunkline/system';
import type { InputsRecord } from '../records/record-schemas.ts';
import { withoutSecrets } from '../values/without-secrets.ts';

type Parts = Omit<InputsRecord, 'schema' | 'machine'>;

/**
 * Refuses what would make results of one invocation stem from different pictures, weights or engines. Throws
 * `TL_INPUTS_CHANGED` with what changed.
 */
export function checkSameInputs(before: Parts, now: Parts, folder: string): void {
  const changes = [...domainChanges(before, now), ...weightChanges(before, now), ...engineChanges(before, now)];
  if (changes.length === 0) return;
  const more = changes.length > 4 ? `; and ${changes.length - 4} more` : '';
  throw new TrunklineError(
    'TL_INPUTS_CHANGED',
    `What the runs read is not what ${folder} was started with: ${changes.slice(0, 4).join('; ')}${more}.`,
    {
      hint: 'Put back what was there then, or leave --resume out to start anew with what is there now.',
      exitStatus: 2,
    },
  );
}

/** What of the machine is another than when the invocation began, as one line; `undefined` when nothing is. */
export function machineNotice({ machine: then }: InputsRecord, { machine: now }: InputsRecord): string | undefined {
  const words: Readonly<Record<keyof InputsRecord['machine'], string>> = {
    processor: 'the processor',
    processors: 'the number of processors',
    threads: 'the threads of the engine',
    node: 'the version of Node',
    trunkline: 'the version of Trunkline',
  };
  const changed = (Object.keys(words) as (keyof typeof words)[]).filter((key) => then[key] !== now[key]);
  if (changed.length === 0) return undefined;
  const told = changed.map((key) => `${words[key]} was ${then[key]} and is ${now[key]}`);
  return `The machine is not as it was when this invocation began: ${told.join('; ')}. Last digits may depend on that.`;
}

function domainChanges({ domains: before }: Parts, { domains: now }: Parts): string[] {
  return now.flatMap((domain, place) => {
    const then = before[place];
    if (!then || then.digest === domain.digest) return [];
    const classes = [then, domain].map(({ classNames = [] }) => classNames.join(', '));
    const changes = [
      ...(then.count === domain.count ? [] : [`it had ${then.count} pictures and has ${domain.count}`]),
      ...(classes[0] === classes[1] ? [] : [`its classes were ${classes[0]} and are ${classes[1]}`]),
    ];
    const told = changes.length > 0 ? changes.join(', ') : 'pictures, their names or their classes were changed';
    return [`the domain ${domain.name} is another one (${told})`];
  });
}

function weightChanges({ weights: before }: Parts, { weights: now }: Parts): string[] {
  return Object.entries(now).flatMap(([name, digest]) => {
    const then = before[name] ?? before[Object.keys(withoutSecrets({ [name]: '' }))[0] ?? name];
    if (then === undefined || then === digest) return [];
    return [`the weights ${name} are others (${short(then)} then, ${short(digest)} now)`];
  });
}

function engineChanges(before: Parts, now: Parts): string[] {
  const told = ({ engine: { name, version, device } }: Parts): string => `${name} ${version} on the ${device}`;
  const engine =
    told(before) === told(now) ? [] : [`the engine is another one (${told(before)} then, ${told(now)} now)`];
  const precisions = Object.entries(now.precisions).flatMap(([label, precision]) => {
    const then = before.precisions[label];
    if (then === undefined || then === precision) return [];
    return [`${label} was computed in ${then} and would be in ${precision}`];
  });
  return [...engine, ...precisions];
}

function short(digest: string): string {
  return digest.slice(0, 12);
}
