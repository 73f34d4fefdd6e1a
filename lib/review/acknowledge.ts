import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts findings of the reviewers in `review.ts` on this very resource, each for a reason. */
export function acknowledge(resource: IConstruct, reasons: Record<string, string>): void {
  const rules = Object.entries(reasons).map(([id, reason]) => ({ id, reason }));
  Validations.of(resource.node.defaultChild ?? resource).acknowledge(...rules);
}

/** The same on the policy that grants to the role have filled. */
export function acknowledgeGrants(role: IConstruct, reasons: Record<string, string>): void {
  acknowledge(role.node.findChild('DefaultPolicy'), reasons);
}

/**
 * A value as cdk-nag names it in a finding: what only the deployment knows stands in angle brackets. A stage with a
 * fixed `env` knows its account, region and partition at synthesis, another does not.
 */
export function asReported(scope: IConstruct, value: string): string {
  return flat(Stack.of(scope).resolve(value));
}

function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument]] = Object.entries(value as object) as [[string, unknown]];
  if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map(flat).join('');
  if (name === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  return `<${argument}>`;
}
