import type { Observed } from '../collect/observed.ts';
import type { Fault } from './fault.ts';

/** Some functions may not do something that their roles allow. */
export const deniedOf = (action: string, ...functions: string[]): Pick<Fault, 'engines' | 'happened'> => ({
  engines: (begun) => ({
    denies: (access) =>
      begun() &&
      access.action.startsWith(action) &&
      functions.some((name) => access.function.startsWith(name)),
  }),
  happened: ({ accesses }) => accesses.some((access) => access.action.startsWith(action) && !access.allowed),
});

/** Whether a function crashed. */
export const errorsOf =
  (name: string) =>
  ({ invocations }: Observed): boolean =>
    invocations.some(({ arn, error }) => arn.includes(name) && error !== undefined);
