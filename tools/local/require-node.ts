import { LocalCloudError } from "./local-cloud-error.ts";
import { messages } from "./messages.ts";

const NEEDED_MAJOR = 24;

/**
 * Refuses, in a clear sentence, to go on under a Node older than the one in which the functions run.
 * (Node 20 can't load this file at all; npm scripts never meet it, since Node 24 comes first on their PATH.)
 */
export function requireNode(version: string = process.version): void {
  const major = Number(version.replace(/^v/, "").split(".")[0]);
  if (!(major >= NEEDED_MAJOR)) throw new LocalCloudError(messages.nodeTooOld(version, NEEDED_MAJOR));
}
