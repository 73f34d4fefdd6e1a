/** How long a client waits. All attempts together stay below the time that the function has. */
export interface Patience {
  attempts: number;
  /** For the headers of an answer, at each attempt. */
  requestMs: number;
}

const CONNECTION_MS = 1_000;

/** Options of a client that gives up a silent service, and tries again, before Lambda ends the function. */
export function requestHandler({ attempts, requestMs }: Patience) {
  return {
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout: CONNECTION_MS,
      requestTimeout: requestMs,
      // Else it only warns.
      throwOnRequestTimeout: true,
    },
  };
}
