import type { APIGatewayProxyEvent } from 'aws-lambda';
import { onTestFinished } from 'vitest';
import { restApis } from '../../../../local/gateway/api.ts';
import { usagePlans } from '../../../../local/gateway/limits/usage-plans.ts';
import { startGateway } from '../../../../local/gateway/server.ts';
import type { Invocation } from '../../../../local/lambda/functions.ts';
import { readAssembly, type TemplateResource } from '../../../../local/template/assembly.ts';
import { deploy } from '../../../../local/template/deployment.ts';
import { assemblyForTest } from '../../support/assembly.ts';
import { lambda, permission, restApi, type TestMethod } from '../../support/resources.ts';

/** What an authorizer's function is called with. */
export interface TokenEvent {
  type: string;
  methodArn: string;
  authorizationToken: string;
}

export interface AuthorizedOptions {
  methods?: TestMethod[];
  /** Properties of the authorizer. */
  authorizer?: Record<string, unknown>;
  /** Beside what is made of the above, or in its place by the same logical id. */
  resources?: Record<string, TemplateResource>;
  /** In place of all of it. */
  replaced?: Record<string, TemplateResource>;
  now?: () => number;
}

/** A method that asks the authorizer, and then the function `Echo`. */
export const guarded = (path: string, properties: Record<string, unknown> = {}): TestMethod => ({
  path,
  function: 'Echo',
  properties: { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Authorizer' }, ...properties },
});

/** An API whose methods (`/`, `/things/{id}`, `/files/{proxy+}`) ask the authorizer `Authorizer` of the function `Auth`. */
export function authorizedApi({
  methods = ['/', '/things/{id}', '/files/{proxy+}'].map((path) => guarded(path)),
  authorizer = {},
  resources = {},
}: AuthorizedOptions = {}): Record<string, TemplateResource> {
  return {
    ...lambda('Echo'),
    ...lambda('Auth'),
    ...restApi(methods),
    Authorizer: {
      Type: 'AWS::ApiGateway::Authorizer',
      Properties: {
        Name: 'tokens',
        RestApiId: { Ref: 'Api' },
        Type: 'TOKEN',
        AuthorizerUri: {
          'Fn::Sub': `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Auth.Arn}/invocations`,
        },
        IdentitySource: 'method.request.header.Authorization',
        ...authorizer,
      },
    },
    PermissionAuth: permission({ 'Fn::GetAtt': ['Auth', 'Arn'] }, `authorizers/\${Authorizer}`),
    ...resources,
  };
}

/**
 * Serves such an API over HTTP until the test ends, without starting functions: `Echo` answers with its event.
 * @param auth - the authorizer's function: what it throws, it throws
 */
export async function givenGateway(auth: (event: TokenEvent) => unknown, options: AuthorizedOptions = {}) {
  const Resources = options.replaced ?? authorizedApi(options);
  const stacks = readAssembly(assemblyForTest({ app: { template: { Resources } } }));
  const environment = { accountId: '000000000000', region: 'us-east-1', queueUrl: String };
  const deployment = deploy(stacks, environment);
  const asked: TokenEvent[] = [];
  const logs: string[] = [];
  const gateway = await startGateway({
    apis: restApis(deployment, options.now),
    plans: usagePlans(deployment, 'the-key'),
    accountId: environment.accountId,
    port: 0,
    onError: (line) => logs.push(line),
    onAccess: () => {},
    async invoke(arn, event): Promise<Invocation> {
      if (!/:function:app-Auth(:|$)/.test(arn)) return { payload: echo(event) };
      asked.push(event as TokenEvent);
      try {
        return { payload: JSON.stringify(await auth(event as TokenEvent)) ?? 'null' };
      } catch (error) {
        const { name: errorType, message: errorMessage } = error as Error;
        return { error: { errorType, errorMessage } };
      }
    },
  });
  onTestFinished(gateway.close);
  const call = async (path: string, token?: string, { headers, ...init }: RequestInit = {}) => {
    const response = await fetch(`http://127.0.0.1:${gateway.port}/v1${path}`, {
      ...init,
      headers: { ...headers, ...(token !== undefined && { Authorization: token }) },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
  };
  const [api] = deployment.ofType('AWS::ApiGateway::RestApi');
  return { call, asked, logs, stageArn: `arn:aws:execute-api:us-east-1:000000000000:${api!.ref}/v1` };
}

const echo = (event: unknown) =>
  JSON.stringify({ statusCode: 200, body: JSON.stringify(event as APIGatewayProxyEvent) });

/** An answer of an authorizer whose policy has one statement. */
export const policy = (statement: Record<string, unknown>, rest: Record<string, unknown> = {}) => ({
  principalId: 'somebody',
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*', ...statement }],
  },
  ...rest,
});

export const allow = (rest: Record<string, unknown> = {}) => policy({}, rest);
export const deny = (rest: Record<string, unknown> = {}) => policy({ Effect: 'Deny' }, rest);

/** An authorizer that does what the token says. */
export const obedient = ({ authorizationToken }: TokenEvent): unknown => {
  const context = { reason: 'expired', 'retry-after': 60, constructor: 'own' };
  if (authorizationToken === 'deny') return deny({ context });
  if (authorizationToken === 'fail') throw new Error('no token store');
  if (authorizationToken === 'refuse') throw new Error('Unauthorized');
  if (authorizationToken === 'unjudged') return policy({ Condition: { Bool: { 'aws:x': 'true' } } });
  return allow({ context });
};
