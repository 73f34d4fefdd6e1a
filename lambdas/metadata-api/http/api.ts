import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { Logger } from '../../shared/logger.ts';
import { emitFailure } from '../../shared/metrics.ts';
import type { ApiServices } from '../services.ts';
import { type Answer, corsHeaders, failedAnswer, header, respond } from './answer.ts';
import { route } from './routes.ts';

/** What fails a hundred times in a batch is told by the first few. */
const MAX_LOGGED = 3;

/** The REST API as a Lambda handler. Logs one line a request, never a URL, a key or a body. */
export function createHandler(services: ApiServices, logger: Logger) {
  return async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const started = performance.now();
    const answer = await answerOf(services, event);
    const { requestId } = event.requestContext;
    const { failures = [] } = answer;
    for (const error of failures.slice(0, MAX_LOGGED))
      logger.error('request failed', { error, requestId, failures: failures.length });
    // Answered, not thrown: to Lambda the call is a success.
    if (answer.status >= 500 || failures.length > 0) emitFailure('RequestsFailed');
    logger.info('request', {
      route: `${event.httpMethod} ${event.resource}`,
      status: answer.status,
      ms: Math.round(performance.now() - started),
      recordId: answer.recordId ?? event.pathParameters?.id,
      requestId,
    });
    return respond(answer, corsHeaders(services.settings.allowedOrigins, header(event, 'Origin')));
  };
}

async function answerOf(services: ApiServices, event: APIGatewayProxyEvent): Promise<Answer> {
  try {
    return await route(services, event);
  } catch (error) {
    return failedAnswer(error, event.requestContext.requestId);
  }
}
