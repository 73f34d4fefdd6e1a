import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { PATHS } from '../../../contract/requests.ts';
import { acknowledge } from '../../review/acknowledge.ts';

/**
 * Gives an API the paths and methods of the contract, all answered by one function. Of a body the gateway only refuses
 * what is no JSON object, before it costs an invocation: the function can name the field that is wrong.
 */
export function addRoutes(api: apigateway.RestApi, handler: IFunction): void {
  const integration = new apigateway.LambdaIntegration(handler, { scopePermissionToMethod: false });
  const model = api.addModel('JsonObject', {
    contentType: 'application/json',
    schema: { schema: apigateway.JsonSchemaVersion.DRAFT4, type: apigateway.JsonSchemaType.OBJECT },
  });
  const requestValidator = api.addRequestValidator('Body', { validateRequestBody: true });
  for (const [path, methods] of Object.entries(PATHS)) {
    const resource = api.root.resourceForPath(path.slice(1));
    // Any other method reaches the function too, and is answered 405.
    for (const method of [...methods, 'ANY']) {
      const added = resource.addMethod(method, integration, {
        apiKeyRequired: true,
        ...(method === 'POST' && { requestValidator, requestModels: { 'application/json': model } }),
      });
      acknowledge(added, {
        'AwsSolutions-APIG4': 'The contract authorizes callers by API key, metered by the usage plan.',
        'AwsSolutions-COG4': 'Callers are services and pages with an API key, not users of a pool.',
      });
    }
  }
}
