/** A real engine cannot start because the machine lacks a program. Not a failure of the tests, and not a pass. */
export class MissingProgram extends Error {
  constructor(program: string, advice: string) {
    super(`${program} is missing. ${advice}`);
    this.name = 'MissingProgram';
  }
}
