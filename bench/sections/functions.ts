import type { FunctionSource } from '../../lib/constructs/bundling/function-code.ts';
import { METADATA_API_ENTRIES } from '../../lib/constructs/functions/metadata-api-function.ts';

/** The functions that are measured, as they are deployed. */
export const functions = {
  api: { name: 'metadata-api', entries: METADATA_API_ENTRIES },
  inspector: { name: 'image-inspector' },
  // Their sizes alone: nobody waits for them.
  relay: { name: 'change-relay' },
  cleaner: { name: 'object-cleaner' },
  sender: { name: 'webhook-sender' },
  reconciler: { name: 'reconciler' },
  // Its size alone: its time is sharp's.
  thumbnailer: { name: 'thumbnailer', native: { names: ['sharp'], copyTo: () => {} } },
} satisfies Record<string, FunctionSource>;
