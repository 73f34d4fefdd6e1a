/** Where events go, as the infrastructure tells it. */
export interface Endpoint {
  name: string;
  url: string;
  /** URL of the queue in which its events wait. */
  queue: string;
  /** Name of the SSM parameter that holds its secret. */
  secret: string;
  /** On this machine, by plain HTTP, and nowhere else. */
  loopback?: true;
}

/** The endpoint whose events wait in a queue. @param arn of the queue */
export function endpointOf(arn: string, endpoints: readonly Endpoint[]): Endpoint | undefined {
  const name = arn.slice(arn.lastIndexOf(':') + 1);
  return endpoints.find(({ queue }) => queue.slice(queue.lastIndexOf('/') + 1) === name);
}
