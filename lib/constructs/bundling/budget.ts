import type { Metafile } from 'esbuild';

type Forbidden = readonly [pattern: RegExp, reason: string];

/** What a bundle may weigh and hold. */
export interface Budget {
  /** Of the minified JavaScript. */
  bytes: number;
  /** Of the same, by gzip. */
  compressedBytes: number;
  /** Modules that must not come in, by a pattern of their path in node_modules, each with the reason. */
  forbidden: readonly Forbidden[];
}

const NOWHERE: readonly Forbidden[] = [
  [
    /^zod\/(index|v4\/index|v4\/classic\/|v3\/|v4\/locales\/(?!en\.))/,
    'import from zod/mini: 25 KB instead of 445',
  ],
  [/^@aws-sdk\/(lib-dynamodb|util-dynamodb)\//, 'items are converted in record-item.ts'],
  [/^@aws-lambda-powertools\//, 'the logger costs 6.5 KB compressed, the tracer 21 ms at every cold start'],
  [/^(hono|undici|aws4fetch)\//, 'loads undici: 28 ms on the first call'],
  [/^@aws-sdk\/(nested-clients|token-providers)\//, 'for credentials that Lambda never has'],
  [/^(aws-sdk|aws-crt)\//, 'not needed by any call of the functions'],
];

/** The bundle that a person waits for, with every POST and every cold start. */
const REQUEST: Budget = {
  bytes: 260 * 1024,
  compressedBytes: 84 * 1024,
  forbidden: [
    ...NOWHERE,
    [/^@aws-sdk\/client-s3\//, 'half a cold start more: the cleaner deletes objects'],
    [/^@aws-sdk\/client-sqs\//, 'no request sends a message'],
  ],
};

/** The one that a person with a token waits for before that. */
const AUTHORIZER: Budget = { bytes: 32 * 1024, compressedBytes: 12 * 1024, forbidden: NOWHERE };

/** Bundles behind queues. */
const BACKGROUND: Budget = { bytes: 480 * 1024, compressedBytes: 150 * 1024, forbidden: NOWHERE };

const WAITED_FOR: Record<string, Budget> = { 'metadata-api/index': REQUEST, 'authorizer/index': AUTHORIZER };

/** @param name - `function/file` */
export const budgetOf = (name: string): Budget => WAITED_FOR[name] ?? BACKGROUND;

/**
 * @param name - `function/file`
 * @throws Error that names everything that is over the budget.
 */
export function assertWithinBudget(
  name: string,
  { bytes, compressedBytes, metafile }: { bytes: number; compressedBytes: number; metafile: Metafile },
  budget: Budget = budgetOf(name),
): void {
  const faults: string[] = [];
  if (bytes > budget.bytes) faults.push(`it has ${bytes} bytes, ${budget.bytes} are allowed`);
  if (compressedBytes > budget.compressedBytes) {
    faults.push(`it has ${compressedBytes} bytes compressed, ${budget.compressedBytes} are allowed`);
  }
  for (const [pattern, reason] of budget.forbidden) {
    const found = bundledModules(metafile).find((module) => pattern.test(module));
    if (found) faults.push(`it contains ${found} (${reason})`);
  }
  if (faults.length > 0) throw new Error(`The bundle of ${name} is over its budget: ${faults.join('; ')}.`);
}

/** Paths below node_modules of what is really in the output. */
function bundledModules({ outputs }: Metafile): string[] {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => path.split('node_modules/').at(-1)!),
  );
}
