import { sharpModules } from '../../lib/constructs/bundling/sharp-modules.ts';
import type { FunctionSource } from '../../lib/constructs/bundling/write-function.ts';
import { METADATA_API_ENTRIES } from '../../lib/constructs/functions/metadata-api-function.ts';
import { OBJECT_CLEANER_ENTRIES } from '../../lib/constructs/functions/object-cleaner-function.ts';

/** The functions that are measured, as they are deployed. */
export const functions = {
  api: { name: 'metadata-api', entries: METADATA_API_ENTRIES },
  inspector: { name: 'image-inspector' },
  // Their sizes alone: nobody waits for them.
  relay: { name: 'change-relay' },
  cleaner: { name: 'object-cleaner', entries: OBJECT_CLEANER_ENTRIES },
  sender: { name: 'webhook-sender' },
  reconciler: { name: 'reconciler' },
  renderer: { name: 'renderer', native: sharpModules('this') },
  // Its size alone: its time is sharp's.
  thumbnailer: { name: 'thumbnailer', native: { names: ['sharp'], copyTo: () => {} } },
} satisfies Record<string, FunctionSource>;
