import type { Address } from '../address.ts';
import { byId } from '../dom.ts';

/** The button between grid and list. */
export function connectView(onChange: () => void): void {
  byId('view').addEventListener('click', onChange);
}

export function showView(view: Address['view']): void {
  byId('view').ariaPressed = String(view === 'list');
  byId('column-names').hidden = view !== 'list';
}
