import type { Mutation } from '../mutation.ts';
import { of, tests } from './of.ts';

const RENDER = tests('renderer', 'render');
const DRAW = tests('renderer', 'draw');
const STATE = tests('object-cleaner', 'state');
const URLS = tests('metadata-api/tickets', 'delivery');

/** What images are delivered as, and what becomes of renditions. */
export const DELIVERY: readonly Mutation[] = [
  ...of(
    'renderer/render.ts',
    {
      name: 'the renderer draws what the path does not name',
      find: 'uploadNameOf(image) === upload ? image',
      replace: 'uploadNameOf(image) !== "" ? image',
      tests: RENDER,
    },
    {
      name: 'the renderer leaves what it stored of an image that was replaced meanwhile',
      find: '(await takenBack()) ? ',
      replace: 'stored.length < 0 ? ',
      tests: [...RENDER, ...STATE],
    },
    {
      name: 'everybody draws what everybody wants',
      find: 'if (await records.take(key, holder, now())) {',
      replace: 'if ((await records.take(key, holder, now())) || true) {',
      tests: RENDER,
    },
  ),
  ...of('renderer/draw.ts', {
    name: 'a rendition is as large as it comes out',
    find: 'if (drawn.length <= MOST_BYTES) break;',
    replace: 'break;',
    tests: DRAW,
  }),
  ...of('shared/drawing/open-image.ts', {
    name: 'an image lies as it was stored',
    find: '.autoOrient()',
    replace: '',
    tests: [...DRAW, ...tests('thumbnailer', 'draw')],
  }),
  ...of('shared/delivery/rendition.ts', {
    name: 'two objects of one ticket have one path',
    find: 'update(versionId)',
    replace: "update('')",
    tests: URLS,
  }),
  ...of('metadata-api/delivery/signer.ts', {
    name: 'another key signs than the stage names',
    find: 'if (!isPair(privateKey, publicKeyPem))',
    replace: 'if (privateKey === publicKeyPem)',
    tests: URLS,
  }),
  ...of('change-relay/consequences.ts', {
    name: 'the cleaner hears nothing of a replaced image',
    find: 'delivers ? replacement(old, now)',
    replace: 'delivers ? undefined',
    tests: [...RENDER, ...STATE],
  }),
  ...of('object-cleaner/erase/empty.ts', {
    name: 'an erasure leaves renditions',
    find: '...(invalidations ? [RENDITION_PREFIX] : []),',
    replace: '',
    tests: STATE,
  }),
  ...of('object-cleaner/invalidating/invalidations.ts', {
    name: 'invalidations have no end',
    find: 'asked >= MOST_A_MONTH',
    replace: 'asked < 0',
    tests: tests('object-cleaner', 'invalidations'),
  }),
];
