import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Kept {
  payload: AdapterPayload;
  /** Epoch ms. */
  until: number;
}

/**
 * Where an issuer keeps sessions, codes and refresh tokens: in memory, as long as it runs.
 * https://github.com/panva/node-oidc-provider/blob/main/example/my_adapter.js
 */
export function createMemory(): (model: string) => Adapter {
  const models = new Map<string, Map<string, Kept>>();

  const mapOf = (model: string) => {
    const map = models.get(model) ?? new Map<string, Kept>();
    models.set(model, map);
    return map;
  };

  return (model) => {
    const all = mapOf(model);
    const find = async (id: string) => {
      const kept = all.get(id);
      if (kept && kept.until > Date.now()) return kept.payload;
      all.delete(id);
      return undefined;
    };
    const findBy = (field: 'uid' | 'userCode') => async (value: string) => {
      const [id] = [...all].find(([, { payload }]) => payload[field] === value) ?? [];
      return id === undefined ? undefined : find(id);
    };
    return {
      find,
      findByUid: findBy('uid'),
      findByUserCode: findBy('userCode'),
      async upsert(id, payload, seconds = Number.POSITIVE_INFINITY) {
        for (const [old, { until }] of all) if (until <= Date.now()) all.delete(old);
        all.set(id, { payload, until: Date.now() + seconds * 1000 });
      },
      async consume(id) {
        const kept = all.get(id);
        if (kept) kept.payload.consumed = Math.floor(Date.now() / 1000);
      },
      async destroy(id) {
        all.delete(id);
      },
      // Asked of each model in turn.
      async revokeByGrantId(grantId) {
        for (const [id, { payload }] of all) if (payload.grantId === grantId) all.delete(id);
      },
    };
  };
}
