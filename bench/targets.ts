import { budgetOf } from '../lib/constructs/bundling/budget.ts';
import type { FunctionsFound } from './sections/functions/found.ts';
import type { Target } from './sections/section.ts';

/** What the functions promise of themselves, each as this run has it. */
export function functionTargets({ bundles, cold, warm }: FunctionsFound): Target[] {
  const start = (name: string) => cold.find((one) => one.name === name);
  const cpu = (name: string) => warm.find((one) => one.name === name)?.cpuUs;
  const times = (a: number | undefined, b: number | undefined) => (a !== undefined && b ? a / b : undefined);
  const coldRatio = (name: string, other: string) => times(start(name)?.timesEmpty, start(other)?.timesEmpty);
  const ratio = (what: string, limit: number, measured: number | undefined, unit: string): Target => ({
    what,
    limit,
    measured,
    unit: `× ${unit}`,
  });
  return [
    ...bundles.flatMap(({ name, bytes, compressedBytes }) => {
      const budget = budgetOf(name);
      return [
        { what: `${name}: bundle`, limit: budget.bytes / 1024, measured: bytes / 1024, unit: 'KB' },
        {
          what: `${name}: bundle, compressed`,
          limit: budget.compressedBytes / 1024,
          measured: compressedBytes / 1024,
          unit: 'KB',
        },
      ];
    }),
    ratio('POST, cold', 4.8, start('metadata-api, POST')?.timesEmpty, 'an empty function'),
    ratio('POST, cold', 0.4, coldRatio('metadata-api, POST', 'Python, POST'), 'Python'),
    ratio('upload event, cold', 6.5, start('image-inspector, JPEG')?.timesEmpty, 'an empty function'),
    ratio('upload event, cold', 0.55, coldRatio('image-inspector, JPEG', 'Python, JPEG'), 'Python'),
    ratio('POST, CPU', 0.6, times(cpu('metadata-api: post'), cpu('Python: post')), 'Python'),
    ratio('list of 50, CPU', 0.33, times(cpu('metadata-api: list'), cpu('Python: list')), 'Python'),
    ratio(
      'presigned URL, CPU',
      0.333,
      times(cpu('presigned URL: one'), cpu('presigned URL: by getSignedUrl')),
      'getSignedUrl',
    ),
  ];
}
