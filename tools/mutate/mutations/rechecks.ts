import type { Mutation } from '../mutation.ts';
import { of, tests } from './of.ts';

const rechecking = (...names: string[]) => tests('image-inspector/rechecking', ...names);

/** What is looked at once more. */
export const RECHECKS: readonly Mutation[] = [
  ...of('image-inspector/records/record-state.ts', {
    name: 'an upload that a recheck received is not known by its version',
    find: '(versionId !== undefined && versionId === upload.versionId)',
    replace: 'false',
    tests: rechecking('true-event', 'state'),
  }),
  ...of('image-inspector/records/inspected-records.ts', {
    name: 'a recheck receives an upload beside others',
    find: "'attribute_not_exists(imageEvent) AND attribute_not_exists(rejectionEvent)'",
    replace: "'attribute_exists(version)'",
    tests: rechecking('true-event'),
  }),
  ...of('image-inspector/records/rechecked-records.ts', {
    name: 'a recheck corrects what has changed meanwhile',
    find: "sameMap('image', found.image),",
    replace: '',
    tests: rechecking('recheck-image'),
  }),
  ...of(
    'image-inspector/rechecking/recheck-image.ts',
    {
      name: 'a recheck takes any version for the image of its record',
      find: '!isNamed && !(await takesPlaceOf(image, upload, services))',
      replace: 'false',
      tests: rechecking('other-version', 'state'),
    },
    {
      name: 'a recheck leaves the thumbnail of another image',
      find: 'forgetThumbnail = state.thumbnailKnown && ',
      replace: 'forgetThumbnail = false && ',
      tests: rechecking('recheck-image', 'other-version'),
    },
  ),
  ...of('image-inspector/rechecking/recheck.ts', {
    name: 'a recheck puts the image of its record aside',
    find: 'if (upload.key === state.objectKeys[0]) {',
    replace: 'if (upload.key === undefined) {',
    tests: rechecking('recheck-image', 'state'),
  }),
];
