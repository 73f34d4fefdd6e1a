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

/** URLs of images in other widths, all of a record's by one signature. */
export class DeliveryUrls {
  readonly #settings: DeliverySettings;
  readonly #load: () => Promise<SignQuery>;
  readonly #logger: Logger;
  #sign: SignQuery | undefined;
  #restsUntil = 0;

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
    return { ...delivery, url: `${delivery.url}?${sign(`${folder}*`, expiresAt / 1000)}`, expiresAt };
  }

  async #signer(now: number): Promise<SignQuery | undefined> {
    if (this.#sign || now < this.#restsUntil) return this.#sign;
    try {
      this.#sign = await this.#load();
    } catch (error) {
      this.#restsUntil = now + REST_MS;
      this.#logger.error('delivery without a key', { error });
      emitMetrics({ DeliveryUnavailable: 1 });
    }
    return this.#sign;
  }
}

/** The widths of the stage up to the image's own, which is the last one where the stage has larger ones. */
function offered(widths: readonly number[], own: number): number[] {
  const smaller = widths.filter((width) => width < own);
  return smaller.length < widths.length ? [...smaller, own] : smaller;
}
