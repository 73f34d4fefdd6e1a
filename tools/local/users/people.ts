/** Somebody who can sign in on the laptop. */
export interface LocalUser {
  /** `sub` of their tokens. */
  id: string;
  name: string;
}

export const ANN: LocalUser = { id: 'ann', name: 'Ann' };
export const BEN: LocalUser = { id: 'ben', name: 'Ben' };
