import type { FunctionSource } from '../../../lib/constructs/bundling/function-code.ts';
import { sharpModules } from '../../../lib/constructs/bundling/sharp-modules.ts';
import { METADATA_API_ENTRIES } from '../../../lib/constructs/functions/metadata-api-function.ts';
import { OBJECT_CLEANER_ENTRIES } from '../../../lib/constructs/functions/object-cleaner-function.ts';

/** The functions, as they are deployed. */
export const sources = {
  api: { name: 'metadata-api', entries: METADATA_API_ENTRIES },
  authorizer: { name: 'authorizer' },
  inspector: { name: 'image-inspector' },
  thumbnailer: { name: 'thumbnailer', native: sharpModules('this') },
  relay: { name: 'change-relay' },
  sender: { name: 'webhook-sender' },
  cleaner: { name: 'object-cleaner', entries: OBJECT_CLEANER_ENTRIES },
  renderer: { name: 'renderer', native: sharpModules('this') },
  reconciler: { name: 'reconciler' },
} satisfies Record<string, FunctionSource>;

/** Functions as they are usually written, by their names in the report. */
export const naiveEntries = {
  'naive/post': 'bench/naive/post.ts',
  'naive/upload': 'bench/naive/upload.ts',
} as const;
