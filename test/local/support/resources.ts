import type { TemplateResource } from '../../../local/template/assembly.ts';

type Resources = Record<string, TemplateResource>;

/** A function with a role, as CDK declares them. Its code is the asset of its own name. */
export function lambda(
  id: string,
  properties: Record<string, unknown> = {},
  statements: object[] = [],
): Resources {
  return {
    [id]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: 'assets', S3Key: `${id}.zip` },
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': [`${id}Role`, 'Arn'] },
        Runtime: 'nodejs24.x',
        ...properties,
      },
    },
    [`${id}Role`]: { Type: 'AWS::IAM::Role', Properties: {} },
    [`${id}Policy`]: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyDocument: { Statement: statements }, Roles: [{ Ref: `${id}Role` }] },
    },
  };
}

export interface TestMethod {
  path: string;
  method?: string;
  /** Logical id of the function; none for other integrations. */
  function?: string;
  properties?: Record<string, unknown>;
}

/** A REST API `Api` with stage `v1` and these methods, open to anyone unless a method says otherwise. */
export function restApi(methods: TestMethod[], stage: Record<string, unknown> = {}): Resources {
  const resources: Resources = {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: {} },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: { RestApiId: { Ref: 'Api' }, StageName: 'v1', ...stage },
    },
  };
  const resourceId = (path: string): unknown => {
    if (path === '/') return { 'Fn::GetAtt': ['Api', 'RootResourceId'] };
    const parent = path.slice(0, path.lastIndexOf('/')) || '/';
    const id = `Resource${Buffer.from(path).toString('hex')}`;
    resources[id] ??= {
      Type: 'AWS::ApiGateway::Resource',
      Properties: {
        RestApiId: { Ref: 'Api' },
        ParentId: resourceId(parent),
        PathPart: path.slice(path.lastIndexOf('/') + 1),
      },
    };
    return { Ref: id };
  };
  methods.forEach(({ path, method = 'ANY', function: name, properties = {} }, index) => {
    resources[`Method${index}`] = {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: { Ref: 'Api' },
        ResourceId: resourceId(path),
        HttpMethod: method,
        ...(name && { Integration: proxyTo({ 'Fn::GetAtt': [name, 'Arn'] }) }),
        ...properties,
      },
    };
    if (name) resources[`Permission${name}`] = permission({ 'Fn::GetAtt': [name, 'Arn'] });
  });
  return resources;
}

export const proxyTo = (functionArn: unknown) => ({
  Type: 'AWS_PROXY',
  IntegrationHttpMethod: 'POST',
  Uri: {
    'Fn::Join': [
      '',
      [
        'arn:aws:apigateway:',
        { Ref: 'AWS::Region' },
        ':lambda:path/2015-03-31/functions/',
        functionArn,
        '/invocations',
      ],
    ],
  },
});

export const permission = (functionArn: unknown, path = '*/*/*'): TemplateResource => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: functionArn,
    Principal: 'apigateway.amazonaws.com',
    SourceArn: {
      'Fn::Sub': `arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api}/${path}`,
    },
  },
});
