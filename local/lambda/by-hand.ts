import type { ByHand } from '../gateway/by-hand.ts';
import type { Deployment } from '../template/deployment.ts';
import { type DeclaredFunctions, shortName } from './declared-functions.ts';

/** The declared functions, invoked by their alias where they have one. */
export function functionsByHand(
  deployment: Deployment,
  functions: Pick<DeclaredFunctions, 'get'>,
): ByHand['functions'] {
  const aliases = deployment.ofType('AWS::Lambda::Alias').map(({ ref }) => ref);
  return new Map(
    deployment.ofType('AWS::Lambda::Function').map(({ logicalId, arn }) => {
      const called = aliases.find((alias) => alias.startsWith(`${arn}:`)) ?? arn;
      return [shortName(logicalId), async (event: unknown) => functions.get(called).invoke(event, called)];
    }),
  );
}
