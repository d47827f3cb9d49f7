import { readdirSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../local/layout.ts";

/** One part of `npm test`. */
export interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Whether it is a suite whose tests are counted one by one; other steps count as one. */
  readonly tests?: boolean;
  /** Whether it needs a deployed stack, for which it starts a local cloud. */
  readonly deployed?: boolean;
  /** What it prints when it passes without having looked at anything: that is a failure. */
  readonly looksAtNothing?: RegExp;
}

export interface Result {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
}

export const steps: readonly Step[] = [
  { name: "types-core", command: ["tsc", "--noEmit", "-p", "core/tsconfig.json"] },
  { name: "types", command: ["tsc", "--noEmit", "-p", "tsconfig.json"] },
  { name: "style", command: ["biome", "check", "."] },
  { name: "unused", command: ["knip", "--no-progress"] },
  {
    name: "walls",
    command: [
      "depcruise",
      ...["--config", ".dependency-cruiser.cjs"],
      ...["core", "adapters", "functions", "infra", "tools", "tests"],
    ],
    looksAtNothing: /\(0 modules/,
  },
  suite("fast", "fast", ...besides("infra", "e2e")),
  suite("infra", "fast", "tests/infra"),
  { ...suite("e2e", "e2e"), deployed: true },
];

/** Everything in tests/ but these folders, as filters: a project's files can't be left out from the command line. */
function besides(...folders: string[]): string[] {
  const entries = readdirSync(path.join(projectRoot, "tests"), { withFileTypes: true });
  return entries
    .filter((entry) => (entry.isDirectory() ? !folders.includes(entry.name) : entry.name.endsWith(".test.ts")))
    .map((entry) => `tests/${entry.name}${entry.isDirectory() ? "/" : ""}`);
}

function suite(name: string, project: string, ...filter: string[]): Step {
  return { name, tests: true, command: ["vitest", "run", "--project", project, ...filter] };
}
