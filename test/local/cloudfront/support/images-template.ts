import type { TemplateResource } from '../../../../local/template/assembly.ts';
import { lambda } from '../../support/resources.ts';

type Resources = Record<string, TemplateResource>;

const DISTRIBUTION_ARN = {
  'Fn::Sub': `arn:\${AWS::Partition}:cloudfront::\${AWS::AccountId}:distribution/\${Images}`,
};

/** What CDK makes of an origin group of a bucket and a function's URL, behind a function and a key group. */
export function imagesTemplate(publicKeys: readonly string[], edgeCode: string): Resources {
  const keys = publicKeys.map((EncodedKey, at): [string, TemplateResource] => [
    `Key${at}`,
    {
      Type: 'AWS::CloudFront::PublicKey',
      Properties: { PublicKeyConfig: { CallerReference: `key ${at}`, EncodedKey, Name: `key-${at}` } },
    },
  ]);
  return {
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' } } },
    BucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Bucket' },
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'cloudfront.amazonaws.com' },
              Action: 's3:GetObject',
              Resource: { 'Fn::Sub': `\${Bucket.Arn}/i/*` },
              Condition: {
                ArnLike: {
                  'AWS:SourceArn': { 'Fn::Sub': `arn:aws:cloudfront::\${AWS::AccountId}:distribution/*` },
                },
              },
            },
          ],
        },
      },
    },
    ...lambda('Renderer'),
    Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Renderer' } } },
    Live: {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        FunctionName: { Ref: 'Renderer' },
        FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
        Name: 'live',
      },
    },
    RendererUrl: {
      Type: 'AWS::Lambda::Url',
      Properties: {
        AuthType: 'AWS_IAM',
        Qualifier: 'live',
        TargetFunctionArn: { 'Fn::GetAtt': ['Renderer', 'Arn'] },
      },
    },
    InvokeUrl: permission({ Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'AWS_IAM' }),
    Invoke: permission({ Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true }),
    ...Object.fromEntries(keys),
    KeyGroup: {
      Type: 'AWS::CloudFront::KeyGroup',
      Properties: { KeyGroupConfig: { Items: keys.map(([id]) => ({ Ref: id })), Name: 'keys' } },
    },
    CachePolicy: {
      Type: 'AWS::CloudFront::CachePolicy',
      Properties: {
        CachePolicyConfig: {
          DefaultTTL: 600,
          MaxTTL: 600,
          MinTTL: 0,
          Name: 'cache',
          ParametersInCacheKeyAndForwardedToOrigin: {
            CookiesConfig: { CookieBehavior: 'none' },
            EnableAcceptEncodingBrotli: false,
            EnableAcceptEncodingGzip: false,
            HeadersConfig: { HeaderBehavior: 'none' },
            QueryStringsConfig: { QueryStringBehavior: 'none' },
          },
        },
      },
    },
    HeadersPolicy: {
      Type: 'AWS::CloudFront::ResponseHeadersPolicy',
      Properties: {
        ResponseHeadersPolicyConfig: {
          CorsConfig: {
            AccessControlAllowCredentials: false,
            AccessControlAllowHeaders: { Items: ['*'] },
            AccessControlAllowMethods: { Items: ['GET', 'HEAD'] },
            AccessControlAllowOrigins: { Items: ['https://app.example'] },
            OriginOverride: true,
          },
          CustomHeadersConfig: {
            Items: [{ Header: 'Cache-Control', Override: false, Value: 'private, max-age=600, immutable' }],
          },
          Name: 'headers',
          SecurityHeadersConfig: { ContentTypeOptions: { Override: true } },
        },
      },
    },
    Edge: {
      Type: 'AWS::CloudFront::Function',
      Properties: {
        AutoPublish: true,
        FunctionCode: edgeCode,
        FunctionConfig: { Comment: 'edge', Runtime: 'cloudfront-js-2.0' },
        Name: 'edge',
      },
    },
    BucketAccess: accessControl('s3'),
    RendererAccess: accessControl('lambda'),
    Images: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: { DistributionConfig: distributionConfig() },
    },
  };
}

function permission(properties: object): TemplateResource {
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: { 'Fn::GetAtt': ['RendererUrl', 'FunctionArn'] },
      Principal: 'cloudfront.amazonaws.com',
      SourceArn: DISTRIBUTION_ARN,
      ...properties,
    },
  };
}

function accessControl(type: 's3' | 'lambda'): TemplateResource {
  return {
    Type: 'AWS::CloudFront::OriginAccessControl',
    Properties: {
      OriginAccessControlConfig: {
        Name: type,
        OriginAccessControlOriginType: type,
        SigningBehavior: 'always',
        SigningProtocol: 'sigv4',
      },
    },
  };
}

function distributionConfig() {
  return {
    CustomErrorResponses: [403, 404].map((ErrorCode) => ({ ErrorCachingMinTTL: 5, ErrorCode })),
    DefaultCacheBehavior: {
      AllowedMethods: ['GET', 'HEAD'],
      CachePolicyId: { Ref: 'CachePolicy' },
      Compress: false,
      FunctionAssociations: [
        { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': ['Edge', 'FunctionARN'] } },
      ],
      ResponseHeadersPolicyId: { Ref: 'HeadersPolicy' },
      TargetOriginId: 'Group',
      TrustedKeyGroups: [{ Ref: 'KeyGroup' }],
      ViewerProtocolPolicy: 'redirect-to-https',
    },
    Enabled: true,
    HttpVersion: 'http2and3',
    IPV6Enabled: true,
    OriginGroups: {
      Items: [
        {
          FailoverCriteria: { StatusCodes: { Items: [403, 404], Quantity: 2 } },
          Id: 'Group',
          Members: { Items: [{ OriginId: 'First' }, { OriginId: 'Second' }], Quantity: 2 },
        },
      ],
      Quantity: 1,
    },
    Origins: [
      {
        DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] },
        Id: 'First',
        OriginAccessControlId: { 'Fn::GetAtt': ['BucketAccess', 'Id'] },
        S3OriginConfig: { OriginAccessIdentity: '' },
      },
      {
        CustomOriginConfig: {
          OriginProtocolPolicy: 'https-only',
          OriginReadTimeout: 60,
          OriginSSLProtocols: ['TLSv1.2'],
        },
        DomainName: {
          'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['RendererUrl', 'FunctionUrl'] }] }],
        },
        Id: 'Second',
        OriginAccessControlId: { 'Fn::GetAtt': ['RendererAccess', 'Id'] },
      },
    ],
  };
}
