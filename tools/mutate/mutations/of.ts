import type { Mutation } from '../mutation.ts';

/** What a mutation does to its file. */
type Fault = Omit<Mutation, 'file'>;

/** The mutations of one file of `lambdas/`. Keep what is searched for short: it must outlive changes beside it. */
export const of = (file: string, ...faults: Fault[]): Mutation[] =>
  faults.map((fault) => ({ ...fault, file: `lambdas/${file}` }));

/** Test files of one folder, by their names. */
export const tests = (folder: string, ...names: string[]) =>
  names.map((name) => `test/lambdas/${folder}/${name}.test.ts`);

export const STATE = tests('image-inspector/receiving', 'state');
export const RECEIVE = tests('image-inspector/receiving', 'receive');
export const STALE = tests('image-inspector/receiving', 'stale');
export const TICKETS = tests('image-inspector/receiving', 'tickets');
export const RELEASES = tests('image-inspector/receiving', 'releases');
export const THUMBNAIL_STATE = tests('thumbnailer', 'state');
