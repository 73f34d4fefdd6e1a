import type { PreSignedUrl } from '../../../contract/requests.ts';
import { renditionFolder } from '../../shared/delivery/rendition.ts';
import type { DeliverySettings } from '../../shared/delivery/settings.ts';
import type { Logger } from '../../shared/logger.ts';
import { emitMetrics } from '../../shared/metrics.ts';
import { type ImageRecord, storedImages } from '../../shared/record.ts';
import type { SignQuery } from './signer.ts';

type Delivery = NonNullable<PreSignedUrl['delivery']>;

/** After the key could not be had it is not asked for again for so long, ms. */
const REST_MS = 10_000;
/** Signatures that are kept, of a few hundred bytes each. */
const MOST_KEPT = 5_000;

/** URLs of images in other widths, all of a record's by one signature. */
export class DeliveryUrls {
  readonly #settings: DeliverySettings;
  readonly #load: () => Promise<SignQuery>;
  readonly #logger: Logger;
  #sign: SignQuery | undefined;
  /** Under way, for all who want it. */
  #loading: Promise<void> | undefined;
  #restsUntil = 0;
  /** Queries by what they sign. No two signatures of ECDSA are alike, and a browser's cache finds what has the same URL. */
  readonly #kept = new Map<string, string>();

  /** @param load - loads what signs, with the first URL that needs it */
  constructor(settings: DeliverySettings, load: () => Promise<SignQuery>, logger: Logger) {
    this.#settings = settings;
    this.#load = load;
    this.#logger = logger;
  }

  /**
   * Of the record's image. Undefined when the key of the signatures cannot be had, which is logged and counted.
   * @param expiresAt - epoch ms, whole seconds
   * @param now - epoch ms
   */
  async of(record: ImageRecord, expiresAt: number, now: number): Promise<Delivery | undefined> {
    const { origin, widths, key } = this.#settings;
    const folder = `${origin}/${renditionFolder(storedImages(record)[0]!)}`;
    const delivery = { url: `${folder}{width}`, widths: offered(widths, record.image!.width) };
    if (!key) return delivery;
    const sign = await this.#signer(now);
    if (!sign) return undefined;
    return { ...delivery, url: `${delivery.url}?${this.#query(sign, `${folder}*`, expiresAt)}`, expiresAt };
  }

  #query(sign: SignQuery, resource: string, expiresAt: number): string {
    const name = `${expiresAt} ${resource}`;
    const kept = this.#kept.get(name);
    if (kept !== undefined) return kept;
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    const query = sign(resource, expiresAt / 1000);
    this.#kept.set(name, query);
    return query;
  }

  async #signer(now: number): Promise<SignQuery | undefined> {
    if (this.#sign || now < this.#restsUntil) return this.#sign;
    this.#loading ??= this.#loaded(now).finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
    return this.#sign;
  }

  async #loaded(now: number): Promise<void> {
    try {
      this.#sign = await this.#load();
    } catch (error) {
      this.#restsUntil = now + REST_MS;
      this.#logger.error('delivery without a key', { error });
      emitMetrics({ DeliveryUnavailable: 1 });
    }
  }
}

/** The widths of the stage up to the image's own, which is the last one where the stage has larger ones. */
function offered(widths: readonly number[], own: number): number[] {
  const smaller = widths.filter((width) => width < own);
  return smaller.length < widths.length ? [...smaller, own] : smaller;
}
