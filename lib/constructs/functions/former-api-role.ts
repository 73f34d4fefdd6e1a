import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledgeGrants } from '../../review/acknowledge.ts';
import type { ImageBucket } from '../storage/image-bucket.ts';
import type { RecordTable } from '../storage/record-table.ts';

export interface FormerApiRoleProps {
  records: RecordTable;
  images: ImageBucket;
  logGroup: LogGroup;
}

/**
 * The role of the API's versions of release 0.1.0, which delete objects themselves. A version keeps the role that it was
 * published with: these run while the next release takes over, and after a rollback to them. No version of this release has it;
 * the release after this one takes it out (docs/adr/0021-one-owner-of-deletion.md).
 */
export class FormerApiRole extends Role {
  constructor(scope: Construct, id: string, { records, images, logGroup }: FormerApiRoleProps) {
    super(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this);
    const actions = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
    this.addToPolicy(new PolicyStatement({ actions, resources: ['*'] }));
    records.grantKeep(this);
    images.grantSign(this);
    images.grantDeleteAsBefore(this);
    acknowledgeGrants(this, {
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray has no resources to narrow PutTraceSegments to.',
    });
  }
}
