import { availableParallelism } from 'node:os';
import { functionsOf, type RestApi } from '../gateway/api.ts';
import { scheduledFunctions } from '../scheduler/schedules.ts';
import type { Deployment } from '../template/deployment.ts';
import { eventSources } from './declared-event-sources.ts';
import type { DeclaredFunctions } from './declared-functions.ts';

/**
 * Starts every function that something calls, so that one that cannot start is found now and not by a client.
 * @throws Error that names the function, and why it does not start
 */
export async function warm(
  apis: RestApi[],
  deployment: Deployment,
  functions: DeclaredFunctions,
): Promise<void> {
  const called = new Set([
    ...eventSources(deployment).map(({ properties }) => properties.FunctionName),
    ...scheduledFunctions(deployment),
    ...apis.flatMap(({ root }) => functionsOf(root)),
  ]);
  const waiting = new Set([...called].map(functions.get)).values();
  // As many at once as the machine can start: more would only take each other's time, of which each has ten seconds.
  const start = async () => {
    for (const local of waiting) await local.warm();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, start));
}
