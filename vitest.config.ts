import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Without saying so, one processor in two stands idle on a small machine.
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: "fast",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/e2e/**"],
          testTimeout: 20_000,
          // Files share a process, which halves the time; so none may leave anything changed behind.
          isolate: false,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          globalSetup: ["tests/e2e/deployed-stack.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // One deployed stack, one turned clock: files take turns.
          fileParallelism: false,
        },
      },
    ],
  },
});
