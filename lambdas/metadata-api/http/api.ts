import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { Logger } from '../../shared/logger.ts';
import { emitFailure } from '../../shared/metrics.ts';
import { DomainError } from '../errors.ts';
import type { ApiServices } from '../services.ts';
import { type Answer, corsHeaders, errorAnswer, header, respond } from './answer.ts';
import { route } from './routes.ts';

/** The REST API as a Lambda handler. Logs one line a request, never a URL, a key or a body. */
export function createHandler(services: ApiServices, logger: Logger) {
  return async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const started = performance.now();
    const answer = await answerOf(services, event, logger);
    // Answered, not thrown: to Lambda the call is a success.
    if (answer.status >= 500) emitFailure('RequestsFailed');
    logger.info('request', {
      route: `${event.httpMethod} ${event.resource}`,
      status: answer.status,
      ms: Math.round(performance.now() - started),
      recordId: answer.recordId ?? event.pathParameters?.id,
      requestId: event.requestContext.requestId,
    });
    return respond(answer, corsHeaders(services.settings.allowedOrigins, header(event, 'Origin')));
  };
}

async function answerOf(services: ApiServices, event: APIGatewayProxyEvent, logger: Logger): Promise<Answer> {
  const { requestId } = event.requestContext;
  try {
    return await route(services, event);
  } catch (error) {
    if (error instanceof DomainError) return errorAnswer(error, requestId);
    logger.error('request failed', { error, requestId });
    return errorAnswer(new DomainError('InternalError', 'The service failed; the log knows more'), requestId);
  }
}
