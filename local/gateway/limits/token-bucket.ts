/**
 * A token bucket as API Gateway throttles with: it fills at `rate` tokens a second up to `burst`, and each request
 * takes one.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 * @param now - clock in ms
 */
export function tokenBucket(rate: number, burst: number, now: () => number = Date.now): () => boolean {
  let tokens = burst;
  let filledAt = now();
  return () => {
    const time = now();
    tokens = Math.min(burst, tokens + ((time - filledAt) / 1000) * rate);
    filledAt = time;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
}
