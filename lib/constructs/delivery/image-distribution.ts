import { Duration } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { acknowledge } from '../../review/acknowledge.ts';
import type { DeliveryConfig } from '../../stages/delivery.ts';
import { globalNameOf } from '../../stages/service-name.ts';
import type { StageConfig } from '../../stages/stages.ts';
import { viewerSettings, withoutDomain } from '../web/viewer-settings.ts';
import { DeliveryPolicies } from './delivery-policies.ts';
import { edgeCode } from './edge-code.ts';
import { TrustedKeys } from './trusted-keys.ts';

/** For so long CloudFront keeps an error, seconds: it is to protect the renderer, and not to outlive what caused it. */
const ERRORS = { 403: 5, 404: 5, 500: 1, 502: 1, 503: 1, 504: 1 };

export interface ImageDistributionProps {
  delivery: DeliveryConfig;
  settings: Pick<StageConfig, 'allowedOrigins'>;
  origin: cloudfront.IOrigin;
}

/** Images on CloudFront: one behaviour, behind one function that lets no other path in than those of renditions. */
export class ImageDistribution extends Construct {
  readonly distribution: cloudfront.Distribution;
  /** Undefined where nobody needs a signature. */
  readonly keys: TrustedKeys | undefined;

  constructor(scope: Construct, id: string, { delivery, settings, origin }: ImageDistributionProps) {
    super(scope, id);
    const name = globalNameOf(this);
    const { domain } = delivery;
    if (!delivery.public) this.keys = new TrustedKeys(this, 'Keys', delivery.keys);
    const policies = new DeliveryPolicies(this, 'Policies', delivery, settings);
    const edge = new cloudfront.Function(this, 'Edge', {
      functionName: name,
      comment: 'Lets paths of renditions in, and chooses width and format',
      runtime: cloudfront.FunctionRuntime.JS_2_0,
      code: cloudfront.FunctionCode.fromInline(edgeCode(delivery.widths)),
    });
    this.distribution = new cloudfront.Distribution(this, 'Distribution', {
      comment: `${name}: images`,
      defaultBehavior: {
        origin,
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
        cachePolicy: policies.cache,
        responseHeadersPolicy: policies.headers,
        // Images are compressed as they are.
        compress: false,
        functionAssociations: [{ function: edge, eventType: cloudfront.FunctionEventType.VIEWER_REQUEST }],
        ...(this.keys && { trustedKeyGroups: [this.keys.group] }),
      },
      errorResponses: Object.entries(ERRORS).map(([status, seconds]) => ({
        httpStatus: Number(status),
        ttl: Duration.seconds(seconds),
      })),
      ...viewerSettings(this, domain),
    });
    acknowledge(this.distribution, {
      'AwsSolutions-CFR1':
        'Images are for users anywhere; the stage decides who may see them, by signatures.',
      'AwsSolutions-CFR2':
        'The edge function lets nothing in but one pattern of paths; the firewall of the stage stands before the API.',
      'AwsSolutions-CFR3':
        'The access log of the API shows who was given which URL; who must audit each view turns on standard logs.',
      ...withoutDomain(domain),
    });
  }
}
