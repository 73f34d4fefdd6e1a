import { admitsService, type PolicyDocument, statementsOf } from '../iam/policies.ts';
import type { Deployment, Resource } from '../template/deployment.ts';

/**
 * Whether a queue's policies let a service send on behalf of what the source ARN names.
 * @param service - such as `s3.amazonaws.com`
 * @throws Error for a policy that SQS refuses
 */
export function queueAdmits(
  deployment: Deployment,
  { ref, arn }: Pick<Resource, 'ref' | 'arn'>,
  service: string,
  sourceArn: string,
): boolean {
  const statements = deployment
    .ofType<{ PolicyDocument: PolicyDocument; Queues: string[] }>('AWS::SQS::QueuePolicy')
    .filter(({ properties }) => properties.Queues.includes(ref))
    .flatMap(({ logicalId, properties }) =>
      statementsOf(properties.PolicyDocument, `The policy ${logicalId}`),
    );
  return admitsService(statements, service, {
    action: 'sqs:SendMessage',
    resource: arn,
    context: { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': deployment.environment.accountId },
  });
}
