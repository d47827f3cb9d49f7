import { LocalCloudError } from "./local-cloud-error.ts";
import { requireNode } from "./require-node.ts";

/**
 * Runs the work of a command: what the person at the terminal can put right is told in a sentence, without a stack
 * trace, and gives the exit code that it names. Anything else is a defect and is thrown as it is.
 */
export async function asCommand(work: () => Promise<void>): Promise<void> {
  try {
    requireNode();
    await work();
  } catch (error) {
    if (!(error instanceof LocalCloudError)) throw error;
    process.stderr.write(`${error.printed}\n`);
    process.exitCode = error.exitCode;
  }
}
