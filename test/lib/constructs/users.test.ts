import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { PATHS, USER_PATHS } from '../../../contract/paths.ts';
import { stages } from '../../../lib/stages/stages.ts';
import type { UsersConfig } from '../../../lib/stages/users.ts';
import { resourcesOf, synthesize, templatesOf, theOnly } from '../../support/synthesized.ts';

const users: UsersConfig = {
  issuer: 'https://id.a.example/',
  clientIds: ['app', 'page'],
  userClaim: 'oid',
  ticketsPerHour: 12,
};

let all: Record<string, Template>;
let api: Template;
beforeAll(() => {
  all = templatesOf(synthesize('prod', { stages: { prod: { ...stages.prod!, users } } }));
  api = all.api!;
});

const methodsOf = (paths: Readonly<Record<string, readonly string[]>>) => {
  const resources = new Map(resourcesOf(api, 'AWS::ApiGateway::Resource'));
  const pathOf = (id: string | undefined): string => {
    const resource = id === undefined ? undefined : resources.get(id)?.Properties;
    return resource ? `${pathOf(resource.ParentId.Ref)}/${resource.PathPart}` : '';
  };
  return resourcesOf(api, 'AWS::ApiGateway::Method')
    .map(([, { Properties }]) => ({ ...Properties, path: pathOf(Properties.ResourceId.Ref) }))
    .filter(({ path }) => Object.hasOwn(paths, path)) as Record<string, unknown>[];
};

describe('a stage with users', () => {
  it('has the paths of users behind the authorizer, and none of the others', () => {
    const [[authorizer]] = resourcesOf(api, 'AWS::ApiGateway::Authorizer') as [[string, unknown]];
    const own = methodsOf(USER_PATHS);
    expect(own).toHaveLength(5 + 5 + 3 * 3);
    for (const { HttpMethod, AuthorizationType, AuthorizerId, ApiKeyRequired } of own) {
      expect(ApiKeyRequired ?? false).toBe(false);
      if (HttpMethod === 'OPTIONS') expect(AuthorizationType).toBe('NONE');
      else expect([AuthorizationType, AuthorizerId]).toEqual(['CUSTOM', { Ref: authorizer }]);
    }
    for (const { HttpMethod, AuthorizationType, ApiKeyRequired } of methodsOf(PATHS))
      expect([AuthorizationType, ApiKeyRequired ?? false]).toEqual(['NONE', HttpMethod !== 'OPTIONS']);
  });

  it('keeps verdicts for five minutes, and asks nobody about what is no bearer token', () => {
    const { Properties } = theOnly(api, 'AWS::ApiGateway::Authorizer');
    expect(Properties).toMatchObject({
      Type: 'TOKEN',
      AuthorizerResultTtlInSeconds: 300,
      IdentitySource: 'method.request.header.Authorization',
    });
    expect(JSON.stringify(Properties.AuthorizerUri)).toContain('"Ref":"AuthorizerLive');
    const pattern = new RegExp(Properties.IdentityValidationExpression);
    for (const good of ['Bearer eyJ.a-b_c.d', 'bearer a==', 'BEARER  a']) expect(good).toMatch(pattern);
    for (const bad of ['', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer a b', 'xBearer a'])
      expect(bad).not.toMatch(pattern);
  });

  it('tells the authorizer which tokens are good, and lets it do nothing in AWS but log and trace', () => {
    const { Environment, Role } = theOnly(api, 'AWS::Lambda::Function', 'Authorizer').Properties;
    expect(Environment.Variables).toMatchObject({
      ISSUER: users.issuer,
      AUDIENCE: '',
      CLIENT_IDS: 'app,page',
      USER_CLAIM: 'oid',
      TICKETS_PER_HOUR: '12',
    });
    const policies = resourcesOf(api, 'AWS::IAM::Policy').filter(([, { Properties }]) =>
      Properties.Roles.some((role: { Ref: string }) => role.Ref === Role['Fn::GetAtt'][0]),
    );
    const actions = policies.flatMap(([, { Properties }]) =>
      Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action),
    );
    expect(actions.sort()).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it('answers 401 with a challenge, and 503 while nobody can check a token, whatever AWS calls it', () => {
    const response = (type: string) =>
      resourcesOf(api, 'AWS::ApiGateway::GatewayResponse').find(
        ([, { Properties }]) => Properties.ResponseType === type,
      )![1].Properties;
    const unauthorized = response('UNAUTHORIZED');
    expect(unauthorized.StatusCode).toBe('401');
    expect(unauthorized.ResponseParameters['gatewayresponse.header.WWW-Authenticate']).toBe(
      '\'Bearer realm="image-intake"\'',
    );
    for (const type of ['AUTHORIZER_FAILURE', 'AUTHORIZER_CONFIGURATION_ERROR']) {
      const { StatusCode, ResponseParameters, ResponseTemplates } = response(type);
      expect(StatusCode).toBe('503');
      expect(ResponseParameters['gatewayresponse.header.Retry-After']).toBe("'5'");
      expect(JSON.parse(ResponseTemplates['application/json']).code).toBe('SignInUnavailable');
    }
  });

  it('releases the authorizer with the other functions, and takes it back with them', () => {
    const watched = Object.fromEntries(
      resourcesOf(api, 'AWS::CodeDeploy::DeploymentGroup').map(([id, { Properties }]) => [
        id.replace(/Release.*/, ''),
        JSON.stringify(Properties.AlarmConfiguration),
      ]),
    );
    expect(watched.Authorizer).toBeDefined();
    expect(watched.Authorizer).toBe(watched.MetadataApi);
  });

  it('alarms when tokens cannot be checked, and not when they are refused', () => {
    const [id] = resourcesOf(api, 'AWS::Lambda::Function').find(([name]) => name.startsWith('Authorizer'))!;
    const alarms = resourcesOf(all.monitoring!, 'AWS::CloudWatch::Alarm').map(
      ([, { Properties }]) => Properties,
    );
    const ofAuthorizer = alarms.filter((alarm) => JSON.stringify(alarm).includes(id));
    expect(
      ofAuthorizer.map((alarm) => JSON.stringify(alarm).match(/"MetricName":"(\w+)"/)?.[1]).sort(),
    ).toEqual(['Throttles', 'TokensUnchecked']);
  });

  it('is nothing of a stage without them', () => {
    const without = templatesOf(synthesize('prod')).api!;
    for (const type of ['AWS::ApiGateway::Authorizer']) without.resourceCountIs(type, 0);
    without.resourcePropertiesCountIs('AWS::ApiGateway::Resource', Match.objectLike({ PathPart: 'my' }), 0);
  });
});
