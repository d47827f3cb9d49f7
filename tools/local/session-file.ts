import { readFileSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { isAlive } from "./process-table.ts";

const SessionFile = z.object({
  /** The process that keeps the session up. */
  pid: z.int(),
  startedAt: z.string(),
  stage: z.string(),
  endpoint: z.string(),
  apiUrl: z.string(),
  region: z.string(),
  outputs: z.record(z.string(), z.record(z.string(), z.string())),
});

/** What another process needs to work with a running session: addresses and names, no secrets. */
export type SessionFile = z.infer<typeof SessionFile>;

export function writeSession(file: string, session: SessionFile): void {
  writeFileSync(file, `${JSON.stringify(session, null, 2)}\n`);
}

/** The session that a file tells of; undefined when there is none, or the process that kept it is gone. */
export function readSession(file: string): SessionFile | undefined {
  let session: SessionFile;
  try {
    session = SessionFile.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
  return isAlive(session) ? session : undefined;
}
