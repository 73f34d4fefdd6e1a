import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { DataFolder } from '../../../local/data/data-folder.ts';

interface Kept {
  payload: AdapterPayload;
  /** Epoch ms; null for ever. */
  until: number | null;
}

const isOver = ({ until }: Kept): boolean => until !== null && until <= Date.now();

/**
 * Where an issuer keeps sessions, codes and refresh tokens: in memory, as long as it runs.
 * https://github.com/panva/node-oidc-provider/blob/main/example/my_adapter.js
 * @param data - where they outlive it
 */
export function createMemory(data?: DataFolder): (model: string) => Adapter {
  const models = new Map<string, ReturnType<typeof openMap>>();

  /** Of one model. */
  const openMap = (model: string) => {
    const kept = data?.map<Kept>(`issuer's ${model}`);
    const map = new Map(kept?.entries());
    return {
      map,
      set(id: string, one: Kept) {
        kept?.set(id, one);
        map.set(id, one);
      },
      delete(id: string) {
        kept?.delete(id);
        map.delete(id);
      },
    };
  };
  const modelOf = (model: string) => {
    const known = models.get(model) ?? openMap(model);
    models.set(model, known);
    return known;
  };

  return (model) => {
    const all = modelOf(model);
    const find = async (id: string) => {
      const kept = all.map.get(id);
      if (kept && !isOver(kept)) return kept.payload;
      if (kept) all.delete(id);
      return undefined;
    };
    const findBy = (field: 'uid' | 'userCode') => async (value: string) => {
      const [id] = [...all.map].find(([, { payload }]) => payload[field] === value) ?? [];
      return id === undefined ? undefined : find(id);
    };
    return {
      find,
      findByUid: findBy('uid'),
      findByUserCode: findBy('userCode'),
      async upsert(id, payload, seconds) {
        for (const [old, kept] of all.map) if (isOver(kept)) all.delete(old);
        all.set(id, { payload, until: seconds === undefined ? null : Date.now() + seconds * 1000 });
      },
      async consume(id) {
        const kept = all.map.get(id);
        if (!kept) return;
        kept.payload.consumed = Math.floor(Date.now() / 1000);
        all.set(id, kept);
      },
      async destroy(id) {
        all.delete(id);
      },
      // Asked of each model in turn.
      async revokeByGrantId(grantId) {
        for (const [id, { payload }] of all.map) if (payload.grantId === grantId) all.delete(id);
      },
    };
  };
}
