import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { inject } from "vitest";
import { createProgress } from "../../tools/progress.ts";
// The adapters' clients read where the cloud is when they are loaded; deployed-shop.ts says so.
import "./deployed-shop.ts";

const { openDeployment } = await import("../../tools/perennial/open-deployment.ts");
const { runPerennial } = await import("../../tools/perennial/program.ts");

export interface Ran {
  printed: string;
  noted: string;
  exitCode: number;
}

/** Runs a command on the deployed stack, as it would be typed. */
export async function runOnDeployed(...argv: string[]): Promise<Ran> {
  const folder = mkdtempSync(path.join(tmpdir(), "perennial-outputs-"));
  const outputsFile = path.join(folder, "outputs.json");
  writeFileSync(outputsFile, JSON.stringify(inject("outputs")));
  const ran: Ran = { printed: "", noted: "", exitCode: 0 };
  try {
    await runPerennial([...argv, "--outputs", outputsFile], {
      print: (text) => {
        ran.printed += text;
      },
      note: (text) => {
        ran.noted += text;
      },
      progress: () => createProgress({ stream: new Writable({ write: (_chunk, _encoding, done) => done() }) }),
      env: {},
      user: "a-test",
      open: openDeployment,
      fetch,
      pause: async (milliseconds) => void (await pause(milliseconds)),
      exitCode: (code) => {
        ran.exitCode = code;
      },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return ran;
}
