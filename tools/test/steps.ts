/** One part of `npm test`. */
export interface Step {
  readonly name: string;
  /** The program, by its path in `node_modules`, and what it is given. */
  readonly command: readonly [string, ...string[]];
  /** Whether it is a suite whose tests are counted one by one; other steps count as one. */
  readonly tests?: boolean;
  /** Whether it needs a deployed stack, for which it starts a local cloud. */
  readonly deployed?: boolean;
}

export interface Result {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
}

/** By its own path: TypeScript 5.9, which dependency-cruiser reads sources with, brings a `tsc` too. */
const COMPILER = "typescript-7/bin/tsc";
/** One checker: each further one looks at the libraries' types again, and the processors have other checks to run. */
const TYPES = [COMPILER, "--noEmit", "--checkers", "1", "-p"] as const;

export const steps: readonly Step[] = [
  { name: "types-core", command: [...TYPES, "core/tsconfig.json"] },
  { name: "types", command: [...TYPES, "tsconfig.json"] },
  { name: "style", command: [".bin/biome", "check", "."] },
  { name: "unused", command: [".bin/knip", "--no-progress"] },
  // The walls between the folders and the infrastructure are held by tests of it.
  suite("fast", "fast"),
  { ...suite("e2e", "e2e"), deployed: true },
];

function suite(name: string, project: string, ...filter: string[]): Step {
  return { name, tests: true, command: [".bin/vitest", "run", "--project", project, ...filter] };
}
