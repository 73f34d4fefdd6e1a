import { Validations } from 'aws-cdk-lib';
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
