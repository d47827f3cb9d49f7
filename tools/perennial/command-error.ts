/** Something that the person at the terminal can put right: told in a sentence, without a stack trace. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  /** 1: refused or not done. 2: asked wrongly. */
  readonly exitCode: 1 | 2;
  constructor(sentence: string, exitCode: 1 | 2 = 1) {
    super(sentence);
    this.exitCode = exitCode;
  }
}
