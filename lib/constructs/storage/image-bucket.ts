import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Grant, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PREFLIGHT_SECONDS, STORAGE_CORS } from '../../../contract/cors.ts';
import { RENDITION_PREFIX } from '../../../lambdas/shared/delivery/rendition.ts';
import { IMAGE_PREFIX } from '../../../lambdas/shared/objects/object-key.ts';
import { THUMBNAIL_PREFIX } from '../../../lambdas/shared/objects/thumbnail.ts';
import { acknowledge, acknowledgeGrants } from '../../review/acknowledge.ts';
import type { StageConfig } from '../../stages/stages.ts';
import { lifecycleOf, UNRELAYED_PREFIX } from './image-lifecycle.ts';
import type { UploadQueue } from './upload-queue.ts';

export type ImageBucketProps = Pick<
  StageConfig,
  'data' | 'allowedHeaders' | 'allowedOrigins' | 'delivery' | 'restoreDays'
>;

/** The private, versioned bucket that clients reach by presigned URLs alone. */
export class ImageBucket extends Construct {
  readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, props: ImageBucketProps) {
    super(scope, id);
    const { data, allowedHeaders, allowedOrigins, delivery } = props;
    const destroyable = data === 'destroy';
    this.bucket = new s3.Bucket(this, 'Bucket', {
      versioned: true,
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      cors: [
        {
          allowedOrigins: [...allowedOrigins],
          allowedMethods: STORAGE_CORS.methods.map((method) => s3.HttpMethods[method]),
          allowedHeaders: [...STORAGE_CORS.requestHeaders, ...allowedHeaders],
          exposedHeaders: [...STORAGE_CORS.exposedHeaders],
          maxAge: PREFLIGHT_SECONDS,
        },
      ],
      lifecycleRules: lifecycleOf(props),
      removalPolicy: destroyable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      autoDeleteObjects: destroyable,
    });
    if (delivery) this.letCloudFrontRead();
    acknowledge(this.bucket, {
      'AwsSolutions-S1':
        'Clients come by presigned URLs alone, and the access log of the API shows who was given which. ' +
        'An account that must audit each read turns on CloudTrail data events.',
    });
  }

  /**
   * Announces every new image to the queue. Written as the bucket's own property: CDK's `addEventNotification`
   * would deploy a function of its own to do it.
   */
  notify(uploads: UploadQueue): void {
    uploads.allowBucketEvents();
    const bucket = this.bucket.node.defaultChild as s3.CfnBucket;
    bucket.notificationConfiguration = {
      queueConfigurations: [
        {
          // How tickets are used. A copy is an image that was put aside.
          event: 's3:ObjectCreated:Put',
          queue: uploads.queue.queueArn,
          filter: { s3Key: { rules: [{ name: 'prefix', value: IMAGE_PREFIX }] } },
        },
      ],
    };
    this.bucket.node.addDependency(uploads.queue);
  }

  /**
   * Renditions alone, for every distribution of the account: to name the one that there is, this stack would have to know what
   * depends on it. So who may make distributions in this account can read renditions (docs/adr/0024-delivery.md).
   */
  private letCloudFrontRead(): void {
    const { partition, account } = Stack.of(this);
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
        actions: ['s3:GetObject'],
        resources: [this.bucket.arnForObjects(`${RENDITION_PREFIX}*`)],
        conditions: {
          ArnLike: { 'AWS:SourceArn': `arn:${partition}:cloudfront::${account}:distribution/*` },
        },
      }),
    );
  }

  /** What a presigned URL of the API may do: it can never do more than its signer. */
  grantSign(grantee: IFunction | Role): void {
    this.grant(grantee, IMAGE_PREFIX, 's3:PutObject', 's3:GetObject', 's3:GetObjectVersion');
    this.grant(grantee, THUMBNAIL_PREFIX, 's3:GetObject');
  }

  /** Deleting a record's objects, as the API of release 0.1.0 did. */
  grantDeleteAsBefore(grantee: Role): void {
    this.grant(grantee, IMAGE_PREFIX, 's3:DeleteObject', 's3:DeleteObjectVersion');
    this.grant(grantee, THUMBNAIL_PREFIX, 's3:DeleteObject');
  }

  /** Putting aside the images of records that are gone, with their thumbnails, and erasing every version. */
  grantClean(grantee: IFunction): void {
    const deleting = ['s3:GetObject', 's3:DeleteObject', 's3:DeleteObjectVersion'];
    this.grant(grantee, IMAGE_PREFIX, ...deleting, 's3:GetObjectVersion', 's3:PutObject');
    this.grant(grantee, THUMBNAIL_PREFIX, ...deleting);
    this.grantListVersions(grantee, IMAGE_PREFIX, THUMBNAIL_PREFIX);
  }

  /** Deleting every version of the renditions of an image. */
  grantCleanRenditions(grantee: IFunction): void {
    this.grant(grantee, RENDITION_PREFIX, 's3:DeleteObjectVersion');
    this.grantListVersions(grantee, RENDITION_PREFIX);
  }

  /** Reading an image's exact version and what was drawn of it, storing more, and taking it back. */
  grantRender(grantee: IFunction): void {
    this.grant(grantee, IMAGE_PREFIX, 's3:GetObject', 's3:GetObjectVersion');
    this.grant(grantee, RENDITION_PREFIX, 's3:GetObject', 's3:PutObject', 's3:DeleteObjectVersion');
  }

  /** Comparing images and thumbnails with the table, and deleting orphans by their versions. */
  grantReconcile(grantee: IFunction): void {
    const actions = ['s3:GetObject', 's3:DeleteObjectVersion'];
    this.grant(grantee, IMAGE_PREFIX, ...actions, 's3:GetObjectVersion');
    this.grant(grantee, THUMBNAIL_PREFIX, ...actions);
    this.grantListVersions(grantee, IMAGE_PREFIX, THUMBNAIL_PREFIX);
    const resourceArns = [this.bucket.bucketArn];
    Grant.addToPrincipal({ grantee, actions: ['s3:GetBucketVersioning'], resourceArns });
  }

  /** Reading one upload's exact version, deleting what is refused, late or nobody's, and putting replaced images aside. */
  grantInspect(grantee: IFunction): void {
    const aside = ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion'];
    // What is on top, too: whether it must be hidden; and for release 0.1.0, which runs with this role while releases change.
    const reading = ['s3:GetObject', 's3:GetObjectVersion'];
    this.grant(grantee, IMAGE_PREFIX, ...reading, ...aside);
    this.grant(grantee, THUMBNAIL_PREFIX, 's3:GetObject', 's3:DeleteObjectVersion');
  }

  /** Reading an accepted image's exact version, writing its thumbnail, and taking one back. */
  grantThumbnails(grantee: IFunction): void {
    this.grant(grantee, IMAGE_PREFIX, 's3:GetObjectVersion');
    this.grant(grantee, THUMBNAIL_PREFIX, 's3:PutObject', 's3:GetObject', 's3:DeleteObjectVersion');
  }

  /** Keeping the changes that could not be relayed in time, which Lambda does with the relay's role. */
  grantKeepUnrelayed(grantee: IFunction): void {
    this.grant(grantee, UNRELAYED_PREFIX, 's3:PutObject');
  }

  private grantListVersions(grantee: IFunction, ...prefixes: string[]): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['s3:ListBucketVersions'],
      resourceArns: [this.bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } },
    });
  }

  private grant(grantee: IFunction | Role, prefix: string, ...actions: string[]): void {
    Grant.addToPrincipal({
      grantee,
      actions,
      resourceArns: [this.bucket.arnForObjects(`${prefix}*`)],
    });
    // Without it S3 answers 403 instead of 404 for an object that was deleted.
    Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [this.bucket.bucketArn] });
    const stack = Stack.of(this);
    const { 'Fn::ImportValue': arn } = stack.resolve(stack.exportValue(this.bucket.bucketArn));
    acknowledgeGrants(grantee instanceof Role ? grantee : grantee.role!, {
      [`AwsSolutions-IAM5[Resource::${arn}/${prefix}*]`]: 'Every object has a key of its own.',
    });
  }
}
