import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ReinspectRequest } from '../../lambdas/reconciler/requests.ts';
import type { Place } from './reinspect.ts';

/** Remembers in a file where a reinspection is, so that it goes on there after an interruption or a crash. */
export function placeFile(path: string, where: ReinspectRequest['where']) {
  const wanted = JSON.stringify(where);
  return {
    /** Undefined where none was interrupted, or one of other records. */
    read(): Place | undefined {
      try {
        const { where: written, ...place } = JSON.parse(readFileSync(path, 'utf8')) as Place & {
          where: object;
        };
        return JSON.stringify(written) === wanted && typeof place.cursor === 'string' ? place : undefined;
      } catch {
        return undefined;
      }
    },
    write: (place: Place): void => writeFileSync(path, `${JSON.stringify({ where, ...place })}\n`),
    remove: (): void => rmSync(path, { force: true }),
  };
}
