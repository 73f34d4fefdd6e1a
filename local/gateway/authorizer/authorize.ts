import type { ContextKeys } from '../../iam/conditions.ts';
import { decisionOf, type Statement } from '../../iam/policies.ts';
import type { RequestContext } from '../context.ts';
import { GatewayError } from '../errors.ts';
import { type Backend, DEFAULT_TIMEOUT, invokeWithin } from '../invoke.ts';
import type { GatewayRequest } from '../request.ts';
import { type AuthorizerAnswer, readAnswer } from './answer.ts';
import type { TokenAuthorizer } from './token-authorizer.ts';

/** Bytes. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html */
const MAX_METHOD_ARN = 1600;

/**
 * Lets a request pass by its token, or does not. What the authorizer says of the caller is in `$context.authorizer`
 * then, also of one who is denied.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 * @throws GatewayError UNAUTHORIZED, ACCESS_DENIED, AUTHORIZER_FAILURE or AUTHORIZER_CONFIGURATION_ERROR
 */
export async function authorize(
  authorizer: TokenAuthorizer,
  { request, variables }: RequestContext,
  backend: Backend,
): Promise<AuthorizerAnswer> {
  const { expression, cache, now } = authorizer;
  const token = request.header(authorizer.header);
  if (!token || expression?.test(token) === false) throw new GatewayError('UNAUTHORIZED');
  // As routes are found: encoding a letter of the path must not get around a denial.
  const methodArn = `${authorizer.stageArn}/${request.method}/${request.segments.slice(1).join('/')}`;
  if (Buffer.byteLength(methodArn) > MAX_METHOD_ARN) {
    throw new GatewayError('DEFAULT_4XX', { status: 414, message: 'Request URI too long' });
  }
  const cached = cache.get(token);
  const asked = now();
  const answer = cached ?? (await ask(authorizer, { methodArn, token }, backend));
  const { context, principalId, statements } = answer;
  variables.authorizer = { ...context, principalId, integrationLatency: cached ? 0 : now() - asked };
  const decision = judge(statements, methodArn, request, (problem) =>
    backend.onError(`${authorizer.functionArn}: ${problem}`),
  );
  if (!cached) cache.set(token, answer);
  if (decision === 'Allow') return answer;
  throw new GatewayError('ACCESS_DENIED', {
    message: `User is not authorized to access this resource${decision === 'Deny' ? ' with an explicit deny' : ''}`,
  });
}

async function ask(
  { functionArn, permitted }: TokenAuthorizer,
  { methodArn, token }: { methodArn: string; token: string },
  backend: Backend,
): Promise<AuthorizerAnswer> {
  const failed = (type: 'AUTHORIZER_CONFIGURATION_ERROR' | 'AUTHORIZER_FAILURE', why: string) => {
    backend.onError(`The authorizer ${functionArn}: ${why}`);
    return new GatewayError(type);
  };
  if (!permitted) {
    throw failed(
      'AUTHORIZER_CONFIGURATION_ERROR',
      'invalid permissions: no AWS::Lambda::Permission lets it be invoked',
    );
  }
  const event = { type: 'TOKEN', methodArn, authorizationToken: token };
  const outcome = await invokeWithin(DEFAULT_TIMEOUT, backend, functionArn, event);
  if (!outcome) throw failed('AUTHORIZER_FAILURE', `no answer within ${DEFAULT_TIMEOUT / 1000} seconds`);
  if ('error' in outcome) {
    const { errorType, errorMessage } = outcome.error;
    // The one message that has a meaning.
    if (errorMessage === 'Unauthorized') throw new GatewayError('UNAUTHORIZED');
    throw failed('AUTHORIZER_CONFIGURATION_ERROR', `${errorType}: ${errorMessage}`);
  }
  try {
    return readAnswer(outcome.payload);
  } catch (error) {
    throw failed('AUTHORIZER_CONFIGURATION_ERROR', (error as Error).message);
  }
}

/** @throws GatewayError AUTHORIZER_FAILURE for a condition that the local run cannot judge: nobody passes by a guess */
function judge(
  statements: Statement[],
  methodArn: string,
  request: GatewayRequest,
  onProblem: (problem: string) => void,
): Statement['Effect'] | undefined {
  try {
    return decisionOf(statements, {
      action: 'execute-api:Invoke',
      resource: methodArn,
      context: conditionKeys(statements, request),
    });
  } catch (error) {
    onProblem((error as Error).message);
    throw new GatewayError('AUTHORIZER_FAILURE');
  }
}

/**
 * The condition keys of a call that the local run knows.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
 * @throws Error for another key in a statement: to be absent would be an answer
 */
function conditionKeys(statements: Statement[], request: GatewayRequest): ContextKeys {
  const keys = {
    'aws:SourceIp': request.sourceIp,
    'aws:UserAgent': request.header('user-agent'),
    'aws:Referer': request.header('referer'),
    'aws:SecureTransport': 'true',
  };
  const known = new Set(Object.keys(keys).map((key) => key.toLowerCase()));
  const used = statements.flatMap(({ Condition = {} }) => Object.values(Condition).flatMap(Object.keys));
  const unknown = used.find((key) => !known.has(key.toLowerCase()));
  if (unknown !== undefined) {
    throw new Error(`A policy's Condition uses ${unknown}, which the local run does not know.`);
  }
  return Object.fromEntries(
    Object.entries(keys).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
