import type { LocalFunction } from './functions.ts';

/**
 * Two versions of a function behind an alias that is being shifted. Every so many invocations go to the new one, evenly,
 * so that a run can be repeated; Lambda draws by chance.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
 * @param share - of the new version, 0 to 1
 */
export function shifting(before: LocalFunction, next: LocalFunction, share: number): LocalFunction {
  let invocations = 0;
  return {
    name: next.name,
    arn: next.arn,
    credentials: next.credentials,
    atOnce: next.atOnce,
    async warm() {
      await Promise.all([before.warm(), next.warm()]);
    },
    async reload(code) {
      await next.reload(code);
    },
    invoke(event, qualifiedArn, call) {
      const due = Math.floor((invocations + 1) * share) > Math.floor(invocations * share);
      invocations++;
      return (due ? next : before).invoke(event, qualifiedArn, call);
    },
    async close() {
      await Promise.all([before.close(), next.close()]);
    },
  };
}
