import type { DeliverySettings } from '../../shared/delivery/settings.ts';
import type { SignQuery } from './signer.ts';

/**
 * Loads what signs, from the bundle that has it.
 * @throws Error that says why the private key cannot be had
 */
export async function loadSignerOf(key: NonNullable<DeliverySettings['key']>): Promise<SignQuery> {
  const { loadSigner } = await import('./signer.js');
  return loadSigner(key);
}
