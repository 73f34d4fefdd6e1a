import { type CfnElement, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ServiceFunction } from '../../../lib/constructs/functions/service-function.ts';
import type { DeclaredSource } from './declared-source.ts';

/** What the functions of an app are made of. */
export function sourcesOf(app: IConstruct): DeclaredSource[] {
  return app.node
    .findAll()
    .filter((construct) => construct instanceof ServiceFunction)
    .map(({ function: { node, stack }, source: { name, entries, native } }) => ({
      name,
      ...(entries && { entries }),
      native: native?.names ?? [],
      logicalId: Stack.of(stack).getLogicalId(node.defaultChild as CfnElement),
    }));
}
