import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { PageOrigins } from '../../../web/content-security-policy.ts';
import { acknowledge } from '../../review/acknowledge.ts';
import type { CloudFrontDomain } from '../../stages/domains.ts';
import { globalNameOf } from '../../stages/service-name.ts';
import { HSTS_SECONDS, pageHeaders } from './page-headers.ts';
import { viewerSettings, withoutDomain } from './viewer-settings.ts';

export interface WebSiteProps {
  /** Origins that the page talks to. */
  origins: PageOrigins;
  /** Of the page's own. */
  domain?: CloudFrontDomain | undefined;
}

/** A private bucket behind CloudFront, which alone may read it, with the page's security headers on every answer. */
export class WebSite extends Construct {
  readonly bucket: s3.Bucket;
  readonly distribution: cloudfront.Distribution;

  constructor(scope: Construct, id: string, { origins, domain }: WebSiteProps) {
    super(scope, id);
    this.bucket = new s3.Bucket(this, 'Bucket', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // Every deployment brings the whole page again.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    const globalName = globalNameOf(this);
    const originAccessControl = new cloudfront.S3OriginAccessControl(this, 'AccessControl', {
      originAccessControlName: globalName,
    });
    this.distribution = new cloudfront.Distribution(this, 'Distribution', {
      comment: `${globalName}: the uploader page`,
      defaultRootObject: 'index.html',
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.bucket, { originAccessControl }),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
        cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: this.headersPolicy(globalName, origins),
        compress: true,
      },
      // The page has no paths of its own: whatever else is asked for is not there, and the page says so.
      errorResponses: [403, 404].map((httpStatus) => ({
        httpStatus,
        responseHttpStatus: 404,
        responsePagePath: '/index.html',
        ttl: Duration.minutes(1),
      })),
      ...viewerSettings(this, domain),
    });
    acknowledge(this.bucket, {
      'AwsSolutions-S1':
        'It holds a public page that CloudFront alone reads; nothing in it is worth an access log.',
    });
    acknowledge(this.distribution, {
      'AwsSolutions-CFR1': 'The page is for users anywhere; the API key decides who may do what.',
      'AwsSolutions-CFR2': 'Static files only; the firewall of the stage stands before the API.',
      'AwsSolutions-CFR3': 'Static files only; the access log of the API shows who did what.',
      ...withoutDomain(domain),
    });
  }

  private headersPolicy(name: string, origins: WebSiteProps['origins']): cloudfront.ResponseHeadersPolicy {
    const headers = pageHeaders(origins);
    return new cloudfront.ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: name,
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: headers['Content-Security-Policy'], override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: true },
        referrerPolicy: {
          referrerPolicy: cloudfront.HeadersReferrerPolicy.NO_REFERRER,
          override: true,
        },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.seconds(HSTS_SECONDS),
          includeSubdomains: true,
          override: true,
        },
      },
      customHeadersBehavior: {
        customHeaders: (['Permissions-Policy', 'Cross-Origin-Opener-Policy'] as const).map((header) => ({
          header,
          value: headers[header],
          override: true,
        })),
      },
    });
  }
}
