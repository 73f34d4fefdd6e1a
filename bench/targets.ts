import type { Results } from './results.ts';

export interface Target {
  what: string;
  limit: number;
  /** Undefined where it could not be measured. */
  measured: number | undefined;
  unit: string;
}

/** What the service promises of itself, each as this run has it. */
export function targetsOf(results: Results): Target[] {
  const bundles = results.bundles.filter(({ name }) => name !== 'presign');
  const cold = (name: string) => results.cold.find((one) => one.name === name)?.timesEmpty;
  const cpu = (name: string) => results.warm.find((one) => one.name === name)?.cpuUs;
  const times = (a: number | undefined, b: number | undefined) => (a !== undefined && b ? a / b : undefined);
  return [
    ...bundles.flatMap(({ name, bytes, compressedBytes }) => [
      { what: `${name}: bundle`, limit: 260, measured: bytes / 1024, unit: 'KB' },
      { what: `${name}: bundle, compressed`, limit: 80, measured: compressedBytes / 1024, unit: 'KB' },
    ]),
    { what: 'POST, cold', limit: 3.5, measured: cold('metadata-api, POST'), unit: '× an empty function' },
    {
      what: 'upload event, cold',
      limit: 4.1,
      measured: cold('image-inspector, JPEG'),
      unit: '× an empty function',
    },
    {
      what: 'POST, CPU',
      limit: 0.6,
      measured: times(cpu('metadata-api: post'), cpu('Python: post')),
      unit: '× Python',
    },
    {
      what: 'list of 50, CPU',
      limit: 0.35,
      measured: times(cpu('metadata-api: list'), cpu('Python: list')),
      unit: '× Python',
    },
    { what: 'presigned URL, CPU', limit: 35, measured: cpu('presigned URL: one'), unit: 'µs' },
  ];
}
