/** Why a command ends with exit 1, in words for whoever typed it. */
export class CommandFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CommandFailed';
  }
}
