/** A record that will never be right as it is: set aside with its reason, the rest of the batch goes on. */
export class PoisonError extends Error {
  readonly reason: string;
  constructor(reason: string, options?: { cause?: unknown }) {
    super(reason, options);
    this.name = "PoisonError";
    this.reason = reason;
  }
}
