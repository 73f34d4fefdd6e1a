import { createHash, randomBytes } from 'node:crypto';

/** After so many rounds Lambda stops a function that calls itself. */
export const MOST_ROUNDS = 16;

/** `Lineage=` of a trace header: how often each function has worked on what led here, by a short hash of its ARN. */
function lineageOf(trace: string): Map<string, number> {
  const [, text = ''] = /(?:^|;)Lineage=([^;]*)/.exec(trace) ?? [];
  const rounds = text.split('|').map((part): [string, number] => {
    const [hash = '', count] = part.split(':');
    return [hash, Number(count)];
  });
  return new Map(rounds.filter(([, count]) => Number.isInteger(count)));
}

const hashOf = (arn: string): string => createHash('sha256').update(arn).digest('hex').slice(0, 8);

/** How often the function has worked on what led to a message of this trace. */
export const roundsOf = (trace: string, functionArn: string): number =>
  lineageOf(trace).get(hashOf(functionArn)) ?? 0;

/**
 * The trace of an invocation, which the SDK sends on with each call that the function makes: one round more than what led to
 * it. AWS documents that `Lineage` counts, and not how.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
export function nextTrace(functionArn: string, before = ''): string {
  const [root = newRoot()] = /Root=[^;]+/.exec(before) ?? [];
  const lineage = lineageOf(before).set(hashOf(functionArn), roundsOf(before, functionArn) + 1);
  return `${root};Sampled=0;Lineage=${[...lineage].map(([hash, count]) => `${hash}:${count}`).join('|')}`;
}

const newRoot = (): string =>
  `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;
