/** One part of `npm test`. */
export interface Step {
  readonly name: string;
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

export const steps: readonly Step[] = [
  { name: "types-core", command: ["tsc", "--noEmit", "-p", "core/tsconfig.json"] },
  { name: "types", command: ["tsc", "--noEmit", "-p", "tsconfig.json"] },
  { name: "style", command: ["biome", "check", "."] },
  { name: "unused", command: ["knip", "--no-progress"] },
  // The walls between the folders and the infrastructure are held by tests of it.
  suite("fast", "fast"),
  { ...suite("e2e", "e2e"), deployed: true },
];

function suite(name: string, project: string, ...filter: string[]): Step {
  return { name, tests: true, command: ["vitest", "run", "--project", project, ...filter] };
}
