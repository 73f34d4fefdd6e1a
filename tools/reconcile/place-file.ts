import { readFileSync, rmSync } from 'node:fs';
import { replaceFile } from '../env/replace-file.ts';
import type { Place } from './reinspect.ts';

/** A place that is older is of another time, and another table perhaps. */
const LATEST_MS = 86_400_000;

/**
 * Remembers in a file where a reinspection is, so that it goes on there after an interruption or a crash.
 * @param of - which records, and whose: another's place is none
 */
export function placeFile(path: string, of: Readonly<Record<string, string | undefined>>, now = Date.now) {
  const wanted = JSON.stringify(Object.entries(of).sort());
  return {
    /** Undefined where none was interrupted, or another one, or long ago. */
    read(): Place | undefined {
      try {
        const {
          of: written,
          at,
          ...place
        } = JSON.parse(readFileSync(path, 'utf8')) as Place & {
          of: string;
          at: number;
        };
        const isOurs = written === wanted && at > now() - LATEST_MS;
        return isOurs && typeof place.cursor === 'string' ? place : undefined;
      } catch {
        return undefined;
      }
    },
    write: (place: Place): void =>
      replaceFile(path, Buffer.from(`${JSON.stringify({ of: wanted, at: now(), ...place })}\n`), undefined),
    remove: (): void => rmSync(path, { force: true }),
  };
}
