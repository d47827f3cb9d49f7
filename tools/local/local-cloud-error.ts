import { say, type Text } from "./say.ts";

/**
 * Something that the person at the terminal can put right. `sentence` says what and how, in their language;
 * `detail` is the tail of a log where there is one. Commands print both and exit with `exitCode`, without a stack trace.
 */
export class LocalCloudError extends Error {
  readonly sentence: Text;
  readonly detail: string | undefined;
  readonly exitCode: number;

  constructor(sentence: Text, options: { detail?: string; exitCode?: number; cause?: unknown } = {}) {
    super(sentence.en, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "LocalCloudError";
    this.sentence = sentence;
    this.detail = options.detail;
    this.exitCode = options.exitCode ?? 1;
  }

  /** What to print: the detail first, so that the sentence is the last thing on the screen. */
  get printed(): string {
    return this.detail ? `${this.detail.trimEnd()}\n\n${say(this.sentence)}` : say(this.sentence);
  }
}
