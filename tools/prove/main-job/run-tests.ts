import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { projectRoot } from "../../local/layout.ts";
import type { Ground, Line } from "../claim.ts";
import { runCommand } from "./run-command.ts";

/** The part of vitest's report that is counted and listed. */
const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

export interface TestRun {
  /** Folder of the claim's files that the report goes to. */
  folder: string;
  /** Arguments of vitest: project and files. */
  args: string[];
  env?: Record<string, string>;
  limitSeconds: number;
}

/** Runs tests and answers a line for each of them: a test that was skipped was not shown. */
export async function linesOfTests(ground: Ground, { folder, args, env, limitSeconds }: TestRun): Promise<Line[]> {
  const place = ground.folder(folder);
  const file = join(place, "report.json");
  const run = await runCommand(
    join(projectRoot, "node_modules", ".bin", "vitest"),
    ["run", ...args, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`],
    { cwd: projectRoot, logFile: join(place, "vitest.log"), limitSeconds, ...(env ? { env } : {}) },
  );
  const { testResults } = Report.parse(JSON.parse(readFileSync(file, "utf8")));
  const lines = testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ ancestorTitles, title, status }) => ({
      claim: [...ancestorTitles, title].join(": "),
      figure: status,
      bar: "passes",
      passed: status === "passed",
    })),
  );
  // A file that didn't load has no tests to list; the exit code still tells.
  if (run.code === 0 || lines.some((line) => !line.passed)) return lines;
  return [...lines, { claim: `vitest ${args.join(" ")}`, figure: `exit code ${run.code}`, bar: "0", passed: false }];
}
