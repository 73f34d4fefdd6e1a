import type { Mutation } from '../mutation.ts';
import { of, tests } from './of.ts';

const reconciler = (...names: string[]) => tests('reconciler', ...names);

/** What is compared, and what comes of it. */
export const RECONCILING: readonly Mutation[] = [
  ...of(
    'reconciler/judging/judge-images.ts',
    {
      name: 'the reconciler judges what is on its way',
      find: '>= before;',
      replace: '>= Number.POSITIVE_INFINITY;',
      tests: reconciler('judge-images'),
    },
    {
      name: 'the reconciler takes a record made again for the one that an object is of',
      find: '!mayBelong(known, key)',
      replace: '!known',
      tests: reconciler('judge-images'),
    },
  ),
  ...of('reconciler/reading/listed-objects.ts', {
    name: 'the reconciler deletes without a version',
    find: 'Key: key, VersionId: head.versionId };',
    replace: 'Key: key };',
    tests: reconciler('deletes', 'crashes'),
  }),
  ...of('reconciler/reading/listed-objects.ts', {
    name: 'the reconciler judges what another service has stored',
    find: 'if (id === undefined) {',
    replace: 'if (id === null) {',
    tests: reconciler('spares', 'listed-objects'),
  }),
  ...of('reconciler/running/after-passes.ts', {
    name: 'the reconciler takes a suspect for an orphan without a second look',
    find: 'if (findings.some((finding) => isSame(finding, suspect))) orphans',
    replace: 'orphans',
    tests: reconciler('deletes'),
  }),
  ...of('reconciler/running/after-passes.ts', {
    name: 'the reconciler deletes more than its share',
    find: 'orphans.length + suspectsLeftOut > deleteShare * seen.objects',
    replace: 'false as boolean',
    tests: reconciler('deletes'),
  }),
  ...of('reconciler/running/note.ts', {
    name: 'a dry run of the reconciler asks for repairs',
    find: 'run.repair ? others.filter(({ recheck }) => recheck) : []',
    replace: 'others.filter(({ recheck }) => recheck)',
    tests: reconciler('run', 'handler'),
  }),
  ...of('reconciler/passes/record-pass.ts', {
    name: 'the reconciler does not read a record again that it has compared',
    find: 'if (!after || JSON.stringify(after.item) !== JSON.stringify(known.item)) return [];',
    replace: 'if (!after) return [];',
    tests: reconciler('looks'),
  }),
];
