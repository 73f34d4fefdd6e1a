import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { LEASE_PREFIX } from '../../../lambdas/shared/delivery/lease.ts';
import { type ImageRecord, TTL_ATTRIBUTE } from '../../../lambdas/shared/record.ts';
import { acknowledgeGrants } from '../../review/acknowledge.ts';
import type { StageConfig } from '../../stages/stages.ts';

const string = (name: keyof ImageRecord) => ({ name, type: dynamodb.AttributeType.STRING });

const INDEXES = [
  ['feed', 'feed'],
  ['user', 'userId'],
] as const;

/** The table of records, with the `feed` index over all of them and the sparse `user` index. */
export class RecordTable extends Construct {
  readonly table: dynamodb.Table;

  constructor(scope: Construct, id: string, { data }: Pick<StageConfig, 'data'>) {
    super(scope, id);
    this.table = new dynamodb.Table(this, 'Table', {
      partitionKey: string('id'),
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: TTL_ATTRIBUTE,
      stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
      deletionProtection: data === 'retain',
      removalPolicy: data === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    for (const [indexName, key] of INDEXES) {
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: string(key),
        sortKey: string('sortKey'),
        projectionType: dynamodb.ProjectionType.ALL,
      });
    }
  }

  /** Records by id, and pages of the indexes: what the API does. */
  grantKeep(grantee: IGrantable): void {
    this.grantWork(
      grantee,
      INDEXES.map(([name]) => name),
    );
  }

  /** Many records by their ids at once. */
  grantReadMany(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:BatchGetItem'],
      resourceArns: [this.table.tableArn],
    });
  }

  /** Reading every record, and writing none: what the reconciler does. */
  grantCompare(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Scan'],
      resourceArns: [this.table.tableArn],
    });
  }

  /** Records by id, all of an owner, and erase requests: what the cleaner does. */
  grantClean(grantee: IGrantable): void {
    this.grantWork(grantee, ['user']);
  }

  /** Reading every change, with the image before and after it: what the relay does. */
  grantFollow(grantee: IFunction): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resourceArns: [this.table.tableStreamArn!],
    });
    const streams = `${this.table.tableArn}/stream/*`;
    Grant.addToPrincipal({ grantee, actions: ['dynamodb:ListStreams'], resourceArns: [streams] });
    const stack = Stack.of(this);
    const { 'Fn::ImportValue': arn } = stack.resolve(stack.exportValue(this.table.tableArn));
    acknowledgeGrants(grantee.role!, {
      [`AwsSolutions-IAM5[Resource::${arn}/stream/*]`]:
        'Listing names no stream: it is the streams of this table.',
    });
  }

  /** Reading one record, and taking and giving back leases: what the renderer does. */
  grantRender(grantee: IGrantable): void {
    const resourceArns = [this.table.tableArn];
    Grant.addToPrincipal({ grantee, actions: ['dynamodb:GetItem'], resourceArns });
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'],
      resourceArns,
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${LEASE_PREFIX}*`] } },
    });
  }

  /** The conditional update of one record, and reading it where it is to be looked at once more: what the inspector does. */
  grantInspect(grantee: IGrantable): void {
    this.grantUpdate(grantee);
    Grant.addToPrincipal({ grantee, actions: ['dynamodb:GetItem'], resourceArns: [this.table.tableArn] });
  }

  /** The conditional update of one record: what the thumbnailer does. */
  grantUpdate(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:UpdateItem'],
      resourceArns: [this.table.tableArn],
    });
  }

  private grantWork(grantee: IGrantable, indexes: readonly string[]): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      resourceArns: [this.table.tableArn],
    });
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:Query'],
      resourceArns: indexes.map((name) => `${this.table.tableArn}/index/${name}`),
    });
  }
}
