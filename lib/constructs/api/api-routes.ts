import { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { PATHS, USER_PATHS } from '../../../contract/paths.ts';
import { acknowledge } from '../../review/acknowledge.ts';

/** Seconds for which API Gateway keeps what the authorizer said of a token. */
const KEPT_SECONDS = 300;

/**
 * Gives an API the paths and methods of the contract, all answered by one function. Of a body the gateway only refuses
 * what is no JSON object, before it costs an invocation: the function can name the field that is wrong.
 * @param authorizer - checks the tokens of the stage's users, whose paths there are then too
 */
export function addRoutes(api: apigateway.RestApi, handler: IFunction, authorizer?: IFunction): void {
  const integration = new apigateway.LambdaIntegration(handler, { scopePermissionToMethod: false });
  const model = api.addModel('JsonObject', {
    contentType: 'application/json',
    schema: { schema: apigateway.JsonSchemaVersion.DRAFT4, type: apigateway.JsonSchemaType.OBJECT },
  });
  const requestValidator = api.addRequestValidator('Body', { validateRequestBody: true });
  const validated = { requestValidator, requestModels: { 'application/json': model } };
  const add = (paths: Paths, access: apigateway.MethodOptions, findings: Record<string, string>) => {
    for (const [path, methods] of Object.entries(paths)) {
      const resource = api.root.resourceForPath(path.slice(1));
      // Any other method reaches the function too, and is answered 405.
      for (const method of [...methods, 'ANY']) {
        const options = { ...access, ...(method === 'POST' && validated) };
        acknowledge(resource.addMethod(method, integration, options), findings);
      }
    }
  };
  add(
    PATHS,
    { apiKeyRequired: true },
    {
      'AwsSolutions-APIG4': 'The contract authorizes callers by API key, metered by the usage plan.',
      'AwsSolutions-COG4': 'Callers are services and pages with an API key, not users of a pool.',
    },
  );
  if (!authorizer) return;
  const users = new apigateway.TokenAuthorizer(api, 'Users', {
    handler: authorizer,
    // What is no bearer token is refused before it costs an invocation.
    validationRegex: '^[Bb][Ee][Aa][Rr][Ee][Rr] +[A-Za-z0-9._~+/-]+=*$',
    resultsCacheTtl: Duration.seconds(KEPT_SECONDS),
  });
  add(
    USER_PATHS,
    { authorizer: users, authorizationType: apigateway.AuthorizationType.CUSTOM },
    { 'AwsSolutions-COG4': 'Users are of any OpenID Connect issuer: the authorizer checks their tokens.' },
  );
}

type Paths = Readonly<Record<string, readonly string[]>>;
