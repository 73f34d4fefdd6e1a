/** What happens around a call to DynamoDB or S3: nothing special, or a crash before or after it took effect. */
export type Fault = 'none' | 'before' | 'after';
/** Awaited ahead of every call, so that a scheduler can interleave them. */
export type Turn = (label: string) => Promise<void>;

type Send = (command: object) => Promise<unknown>;

/**
 * Lets calls wait for their turn, and meet faults.
 * @param upcoming - what the next calls meet; each takes the first
 */
export function guarding(turn: Turn, upcoming: Fault[]) {
  const guarded = async <T>(label: string, call: () => Promise<T>): Promise<T> => {
    await turn(label);
    const fault = upcoming.shift() ?? 'none';
    if (fault === 'before') throw new Error('crash');
    const result = await call();
    if (fault === 'after') throw new Error('crash');
    return result;
  };
  const guard = <Client extends { send: unknown }>(client: Client): Client =>
    ({
      send: (command: object) => guarded(command.constructor.name, () => (client.send as Send)(command)),
    }) as unknown as Client;
  return { guarded, guard };
}
