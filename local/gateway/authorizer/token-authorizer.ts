import { invokePermission } from '../../iam/invoke-permission.ts';
import type { Deployment, Resource } from '../../template/deployment.ts';
import { executeApiArn, functionArnIn } from '../arns.ts';
import { type AnswerCache, answerCache } from './answer-cache.ts';

/** A Lambda authorizer of type TOKEN, as it is on one stage. */
export interface TokenAuthorizer {
  functionArn: string;
  /** Of the request: it holds the token. */
  header: string;
  /** What the token must be like before the function is asked. */
  expression: RegExp | undefined;
  /** Whether the function's resource policy lets the authorizer in. */
  permitted: boolean;
  /** What the ARNs of the stage's methods begin with. */
  stageArn: string;
  cache: AnswerCache;
  /** Clock in ms. */
  now(): number;
}

interface AuthorizerProperties {
  RestApiId: string;
  Type: string;
  AuthorizerUri?: string;
  AuthorizerResultTtlInSeconds?: number | string;
  IdentitySource?: string;
  IdentityValidationExpression?: string;
}

/** `Name` and `AuthType` are without effect, on AWS too. */
const SERVED = new Set([
  ...['AuthType', 'AuthorizerResultTtlInSeconds', 'AuthorizerUri', 'IdentitySource'],
  ...['IdentityValidationExpression', 'Name', 'RestApiId', 'Type'],
]);

const DEFAULT_TTL = 300;
const MAX_TTL = 3600;

/**
 * An API's authorizers on one stage, by their ids.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html
 * @param now - clock in ms
 * @throws Error for what the local run cannot serve
 */
export function tokenAuthorizers(
  deployment: Deployment,
  apiId: string,
  stage: string,
  now: () => number,
): ReadonlyMap<string, TokenAuthorizer> {
  const apiArn = executeApiArn(deployment, apiId);
  return new Map(
    deployment
      .ofType<AuthorizerProperties>('AWS::ApiGateway::Authorizer')
      .filter(({ properties }) => properties.RestApiId === apiId)
      .map((resource) => {
        const { functionArn, header, expression, ttl } = settingsOf(resource);
        const permits = invokePermission(deployment, functionArn, 'apigateway.amazonaws.com');
        const authorizer: TokenAuthorizer = {
          functionArn,
          header,
          expression,
          permitted: permits(`${apiArn}/authorizers/${resource.ref}`),
          stageArn: `${apiArn}/${stage}`,
          cache: answerCache(ttl * 1000, now),
          now,
        };
        return [resource.ref, authorizer] as const;
      }),
  );
}

/**
 * The authorizer that a method names; undefined when anyone may call it.
 * @throws Error when it is not one of the API's, and for what would leave a method open that is not meant to be
 */
export function authorizerOf(
  method: {
    HttpMethod: string;
    AuthorizationScopes?: string[];
    AuthorizationType?: string;
    AuthorizerId?: string;
  },
  path: string,
  authorizers: ReadonlyMap<string, TokenAuthorizer>,
): TokenAuthorizer | undefined {
  const { AuthorizationScopes = [], AuthorizationType = 'NONE', AuthorizerId } = method;
  const fault = (what: string) => new Error(`${method.HttpMethod} ${path}: ${what}.`);
  if (AuthorizationType !== 'NONE' && AuthorizationType !== 'CUSTOM') {
    throw fault(`the local run has no authorizer of type ${AuthorizationType}`);
  }
  if (AuthorizationScopes.length > 0) throw fault('the local run does not know AuthorizationScopes');
  if (AuthorizationType === 'NONE') {
    if (AuthorizerId === undefined) return undefined;
    throw fault('an AuthorizerId needs the AuthorizationType CUSTOM');
  }
  if (AuthorizerId === undefined) throw fault('the AuthorizationType CUSTOM needs an AuthorizerId');
  const authorizer = authorizers.get(AuthorizerId);
  if (!authorizer) throw fault(`the API has no authorizer ${AuthorizerId}`);
  return authorizer;
}

function settingsOf({ logicalId, properties }: Resource<AuthorizerProperties>) {
  const fault = (what: string) => new Error(`The authorizer ${logicalId} has ${what}.`);
  const { Type, AuthorizerUri, IdentitySource = 'method.request.header.Authorization' } = properties;
  const { AuthorizerResultTtlInSeconds = DEFAULT_TTL, IdentityValidationExpression } = properties;
  if (Type !== 'TOKEN') throw fault(`the Type ${Type}; the local run knows TOKEN alone`);
  const unserved = Object.keys(properties).find((name) => !SERVED.has(name));
  if (unserved !== undefined) throw fault(`the property ${unserved}, which the local run does not know`);
  const functionArn = functionArnIn(AuthorizerUri);
  if (functionArn === undefined) throw fault(`the AuthorizerUri ${AuthorizerUri}, which is no function's`);
  const header = /^method\.request\.header\.([\w!#$%&'*+.^`|~-]+)$/.exec(IdentitySource)?.[1];
  if (header === undefined) {
    throw fault(`the IdentitySource ${IdentitySource}, which is no method.request.header.NAME`);
  }
  const ttl = Number(AuthorizerResultTtlInSeconds);
  if (!Number.isInteger(ttl) || ttl < 0 || ttl > MAX_TTL) {
    throw fault(
      `${AuthorizerResultTtlInSeconds} as AuthorizerResultTtlInSeconds, which is not 0 to ${MAX_TTL}`,
    );
  }
  const expression =
    IdentityValidationExpression === undefined ? undefined : wholeToken(IdentityValidationExpression);
  if (expression === 'unknown') {
    throw fault(
      `the IdentityValidationExpression ${IdentityValidationExpression}, which the local run cannot read`,
    );
  }
  return { functionArn, header, ttl, expression };
}

/** What Java's regular expressions, which API Gateway's are, have and JavaScript takes for something else. */
const JAVA_ALONE = /\\[AEGHPQRVXZaehpvz]|&&|\[[^\]]*\[/;

/** Matches as Java's `matches` does: all of the token, not a part of it. */
function wholeToken(expression: string): RegExp | 'unknown' {
  try {
    if (!JAVA_ALONE.test(expression)) return new RegExp(`^(?:${expression})$`, 's');
  } catch {
    // It is the template's expression that JavaScript does not take.
  }
  return 'unknown';
}
