import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { startUsersSession, type UsersSession } from '../../../support/users-session.ts';

/** Pages with users for the tests of a `describe`; the issuer is well before each. */
export class UsersPages {
  session!: UsersSession;

  constructor(chromium: string, options?: Parameters<typeof startUsersSession>[1]) {
    beforeAll(async () => {
      this.session = await startUsersSession(chromium, options);
    });
    afterEach(() => {
      this.session.issuer.be('well');
      expect(this.session.faults).toEqual([]);
    });
    afterAll(() => this.session?.stop());
  }
}
