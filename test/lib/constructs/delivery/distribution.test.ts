import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DeliveryConfig } from '../../../../lib/stages/delivery.ts';
import { resourcesOf, theOnly } from '../../../support/synthesized.ts';
import { NEW_KEY, OLD_KEY } from '../../delivery-keys.ts';
import { DOMAIN, distributionOf, keyOf, stacksOf } from './given-delivery.ts';

describe('the images on CloudFront', () => {
  let stack: Template;
  beforeAll(() => {
    stack = stacksOf({}, { allowedOrigins: ['https://a.example'] }).delivery!;
  });

  it('have one behaviour: GET and HEAD, by HTTPS, as they are', () => {
    const {
      DefaultCacheBehavior: behaviour,
      CacheBehaviors,
      HttpVersion,
      PriceClass,
    } = distributionOf(stack);
    expect(CacheBehaviors).toBeUndefined();
    expect(behaviour).toMatchObject({
      ViewerProtocolPolicy: 'redirect-to-https',
      AllowedMethods: ['GET', 'HEAD'],
      Compress: false,
    });
    expect([HttpVersion, PriceClass]).toEqual(['http2and3', 'PriceClass_100']);
  });

  it('are asked for by a signature of one of the stage’s keys', () => {
    const [id, { Properties }] = resourcesOf(stack, 'AWS::CloudFront::KeyGroup')[0]!;
    expect(distributionOf(stack).DefaultCacheBehavior.TrustedKeyGroups).toEqual([{ Ref: id }]);
    expect(Properties.KeyGroupConfig.Items).toEqual(
      [OLD_KEY, NEW_KEY].map((key) => ({ Ref: keyOf(stack, key)[0] })),
    );
  });

  it('pass one function, which knows the widths of the stage', () => {
    const [id, { Properties }] = resourcesOf(stack, 'AWS::CloudFront::Function')[0]!;
    expect(distributionOf(stack).DefaultCacheBehavior.FunctionAssociations).toEqual([
      { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': [id, 'FunctionARN'] } },
    ]);
    expect(Properties.FunctionConfig.Runtime).toBe('cloudfront-js-2.0');
    expect(Properties.FunctionCode).toMatch(/320,\s*640,\s*1280/);
  });

  it('are kept by their path alone, as long as the stage says', () => {
    const { CachePolicyConfig: policy } = theOnly(stack, 'AWS::CloudFront::CachePolicy').Properties;
    expect(policy).toMatchObject({
      MinTTL: 0,
      DefaultTTL: 86_400,
      MaxTTL: 86_400,
      ParametersInCacheKeyAndForwardedToOrigin: {
        CookiesConfig: { CookieBehavior: 'none' },
        HeadersConfig: { HeaderBehavior: 'none' },
        QueryStringsConfig: { QueryStringBehavior: 'none' },
        EnableAcceptEncodingGzip: false,
        EnableAcceptEncodingBrotli: false,
      },
    });
    expect(distributionOf(stack).DefaultCacheBehavior.OriginRequestPolicyId).toBeUndefined();
  });

  it('tell browsers who may read their pixels, and leave it to each answer how long it is kept', () => {
    const [id, { Properties }] = resourcesOf(stack, 'AWS::CloudFront::ResponseHeadersPolicy')[0]!;
    expect(distributionOf(stack).DefaultCacheBehavior.ResponseHeadersPolicyId).toEqual({ Ref: id });
    const { CorsConfig, CustomHeadersConfig, SecurityHeadersConfig } = Properties.ResponseHeadersPolicyConfig;
    expect(CustomHeadersConfig.Items).toEqual([
      { Header: 'Cross-Origin-Resource-Policy', Value: 'cross-origin', Override: true },
    ]);
    expect(SecurityHeadersConfig).toEqual({
      ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'", Override: true },
      ContentTypeOptions: { Override: true },
    });
    expect(CorsConfig).toMatchObject({
      AccessControlAllowOrigins: { Items: ['https://a.example'] },
      AccessControlAllowMethods: { Items: ['GET', 'HEAD'] },
      AccessControlAllowCredentials: false,
    });
  });

  it('keep errors for seconds', () => {
    expect(distributionOf(stack).CustomErrorResponses).toEqual(
      [
        [403, 5],
        [404, 5],
        [500, 1],
        [502, 1],
        [503, 1],
        [504, 1],
      ].map(([ErrorCode, ErrorCachingMinTTL]) => ({ ErrorCode, ErrorCachingMinTTL })),
    );
  });

  it('come from the bucket, and what it does not have from the renderer, each by an access control', () => {
    const { Origins, OriginGroups, DefaultCacheBehavior } = distributionOf(stack);
    const [group] = OriginGroups.Items;
    expect(group.FailoverCriteria.StatusCodes.Items).toEqual([403, 404]);
    expect(DefaultCacheBehavior.TargetOriginId).toBe(group.Id);
    const [bucket, renderer] = group.Members.Items.map(({ OriginId }: { OriginId: string }) =>
      Origins.find(({ Id }: { Id: string }) => Id === OriginId),
    );
    expect(Origins).toHaveLength(2);
    const types = [bucket, renderer].map(
      ({
        OriginAccessControlId: {
          'Fn::GetAtt': [id],
        },
      }) => {
        const { OriginAccessControlConfig: control } = stack.findResources(
          'AWS::CloudFront::OriginAccessControl',
        )[id]!.Properties;
        return [control.OriginAccessControlOriginType, control.SigningBehavior, control.SigningProtocol];
      },
    );
    expect(types).toEqual([
      ['s3', 'always', 'sigv4'],
      ['lambda', 'always', 'sigv4'],
    ]);
    expect(JSON.stringify(bucket.DomainName)).toMatch(/ImagesBucket.*RegionalDomainName/);
    expect(bucket.S3OriginConfig).toEqual({ OriginAccessIdentity: '' });
    expect(JSON.stringify(renderer.DomainName)).toMatch(/RendererLiveFunctionUrl.*FunctionUrl/);
    expect(renderer.CustomOriginConfig).toMatchObject({
      OriginProtocolPolicy: 'https-only',
      OriginReadTimeout: 60,
    });
    const { Timeout } = theOnly(stack, 'AWS::Lambda::Function', 'Renderer').Properties;
    expect(Timeout).toBeLessThan(renderer.CustomOriginConfig.OriginReadTimeout);
  });

  it('are told by the outputs', () => {
    const outputs = (delivery: Partial<DeliveryConfig>) =>
      Object.keys(stacksOf(delivery).delivery!.findOutputs('*')).filter(
        (name) => !name.startsWith('Exports'),
      );
    expect(outputs({})).toEqual(['DeliveryUrl', 'DeliveryDistributionId', 'RendererName']);
    expect(outputs({ domain: DOMAIN })).toContain('DeliveryDomainTarget');
  });
});

it('a stage whose region has an Origin Shield asks its origins from there alone', () => {
  const shields = (region: string) =>
    distributionOf(stacksOf({}, { env: { account: '1'.repeat(12), region } }).delivery!).Origins.map(
      ({ OriginShield }: { OriginShield?: object }) => OriginShield,
    );
  const enabled = { Enabled: true, OriginShieldRegion: 'eu-west-1' };
  expect(shields('eu-west-1')).toEqual([enabled, enabled]);
  expect(shields('eu-north-1')).toEqual([undefined, undefined]);
});

it('images with a domain use its certificate and nothing older than TLS 1.2', () => {
  expect(distributionOf(stacksOf({ domain: DOMAIN }).delivery!)).toMatchObject({
    Aliases: [DOMAIN.name],
    ViewerCertificate: {
      AcmCertificateArn: DOMAIN.certificateArn,
      MinimumProtocolVersion: 'TLSv1.2_2021',
      SslSupportMethod: 'sni-only',
    },
  });
});

it('public images need no key', () => {
  const { delivery, api } = stacksOf({ public: true, keys: [] });
  expect(distributionOf(delivery!).DefaultCacheBehavior.TrustedKeyGroups).toBeUndefined();
  expect(JSON.stringify(delivery!.toJSON())).not.toMatch(/AWS::CloudFront::(PublicKey|KeyGroup)/);
  expect(JSON.stringify(api!.toJSON())).not.toContain('ssm:GetParameter');
});

describe('a stage without delivery', () => {
  it('has no trace of it', () => {
    const stacks = stacksOf(false);
    expect(Object.keys(stacks)).toEqual(['storage', 'api', 'monitoring', 'web']);
    for (const stack of Object.values(stacks))
      expect(JSON.stringify(stack.toJSON())).not.toMatch(
        /renderer|rendition|delivery(?!stream)|"i\/|\/i\/\*/i,
      );
  });
});
