import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** Has the reconciler work on an event, and gives its answer. @throws Error with one sentence */
export type Invoke = (event: object) => Promise<unknown>;

/** The reconciler of a stage. @param name - of the function */
export function lambdaInvoke(lambda: Pick<LambdaClient, 'send'>, name: string): Invoke {
  return async (event) => {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: name, Qualifier: 'live', Payload: JSON.stringify(event) }),
    );
    const answer: unknown = JSON.parse(new TextDecoder().decode(Payload) || 'null');
    if (FunctionError) throw failed(answer);
    return answer;
  };
}

/** The reconciler of a local run. @param baseUrl - of its API */
export function localInvoke(baseUrl: string, apiKey: string): Invoke {
  const url = new URL('/_functions/ReconcilerFunction/invocations', baseUrl);
  return async (event) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
      body: JSON.stringify(event),
    }).catch(() => {
      throw new Error(`Nothing answers at ${url.origin}; is npm start running?`);
    });
    const answer = await response.json().catch(() => undefined);
    if (response.ok) return answer;
    if (response.status === 502) throw failed(answer);
    if (response.status === 403 && response.headers.has('x-amzn-requestid'))
      throw new Error(`${url.origin} is no local run; for a stage of AWS's use --stage.`);
    const { message = `it answers ${response.status}` } = (answer ?? {}) as { message?: string };
    throw new Error(`${url.origin} does not run the reconciler: ${message}`);
  };
}

/** It has failed, and may not another time. */
export class ReconcilerFailed extends Error {
  override name = 'ReconcilerFailed';
}

function failed(answer: unknown): Error {
  const { errorType = 'Error', errorMessage = 'it says no more' } = (answer ?? {}) as Record<string, string>;
  return new ReconcilerFailed(`The reconciler failed: ${errorType}: ${errorMessage}`);
}
