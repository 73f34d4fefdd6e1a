import { Aws, Duration } from 'aws-cdk-lib';
import {
  FunctionUrlOriginAccessControl,
  type IDistribution,
  type IOrigin,
  S3OriginAccessControl,
} from 'aws-cdk-lib/aws-cloudfront';
import { FunctionUrlOrigin, OriginGroup, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { CfnPermission, FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { globalNameOf } from '../../stages/service-name.ts';
import type { RendererFunction } from '../functions/renderer-function.ts';

/** A drawing has 55; as long as CloudFront waits without a quota of its own. */
const READ_TIMEOUT = Duration.seconds(60);

export interface DeliveryOriginsProps {
  bucket: IBucket;
  renderer: RendererFunction;
  /** Region of an Origin Shield; none where undefined. */
  originShieldRegion: string | undefined;
}

/** Where CloudFront finds a rendition: in the bucket, and what is not there yet with the renderer. */
export class DeliveryOrigins extends Construct {
  readonly origin: IOrigin;
  private readonly renderer: RendererFunction;

  constructor(scope: Construct, id: string, props: DeliveryOriginsProps) {
    super(scope, id);
    const { bucket, renderer, originShieldRegion } = props;
    this.renderer = renderer;
    const name = globalNameOf(this);
    const shield = originShieldRegion === undefined ? {} : { originShieldRegion };
    const bucketAccess = new S3OriginAccessControl(this, 'BucketAccess', {
      originAccessControlName: `${name}-images`,
    });
    const rendererAccess = new FunctionUrlOriginAccessControl(this, 'RendererAccess', {
      originAccessControlName: `${name}-renderer`,
    });
    const url = renderer.live.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
    this.origin = new OriginGroup({
      // Its access is allowed in the storage stack, to renditions alone: CDK's own statement would open originals.
      primaryOrigin: S3BucketOrigin.withBucketDefaults(bucket, {
        originAccessControlId: bucketAccess.originAccessControlId,
        ...shield,
      }),
      fallbackOrigin: new FunctionUrlOrigin(url, {
        originAccessControlId: rendererAccess.originAccessControlId,
        readTimeout: READ_TIMEOUT,
        ...shield,
      }),
      // S3 says 403 of what is missing to those who may not list.
      fallbackStatusCodes: [403, 404],
    });
  }

  /**
   * Lets this distribution alone call the renderer, by its URL. Since October 2025 it needs both permissions.
   * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
   */
  allow({ distributionId }: IDistribution): void {
    const caller = {
      functionName: this.renderer.live.functionArn,
      principal: 'cloudfront.amazonaws.com',
      sourceArn: `arn:${Aws.PARTITION}:cloudfront::${Aws.ACCOUNT_ID}:distribution/${distributionId}`,
    };
    new CfnPermission(this, 'InvokeUrl', {
      ...caller,
      action: 'lambda:InvokeFunctionUrl',
      functionUrlAuthType: FunctionUrlAuthType.AWS_IAM,
    });
    new CfnPermission(this, 'Invoke', {
      ...caller,
      action: 'lambda:InvokeFunction',
      invokedViaFunctionUrl: true,
    });
  }
}
