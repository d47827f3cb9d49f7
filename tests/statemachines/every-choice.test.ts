import { expect, it } from "vitest";
import { machineOf } from "../support/asl-definition.ts";
import { type Script, walk } from "../support/scripted-journey.ts";

const PUT_OFF = { outcome: "deferred", until: "2011-09-02T08:00:00Z", since: "2011-09-01T22:00:00Z" } as const;
const SENT = { outcome: "sent" } as const;

/** Every mix of answers that makes a difference to the way. */
function* scripts(): Generator<Script> {
  const reasons = ["time", "goal", "left", "moved"] as const;
  for (const send of [[SENT], [PUT_OFF, SENT], [SENT, PUT_OFF, SENT]]) {
    for (const check of [[true], [false], [true, false], [false, true]]) {
      for (const first of reasons) for (const second of reasons) yield { send, check, wait: [first, second, "time"] };
    }
  }
}

it.each(["welcome", "dormant"] as const)("every branch of every Choice of %s is walked", async (machine) => {
  const { States } = machineOf(`journeys/${machine}.asl.json`);
  const branches = Object.entries(States).flatMap(([name, state]) =>
    state.Type === "Choice"
      ? [...state.Choices.map(({ Next }) => Next), state.Default].map((next) => `${name} → ${next}`)
      : [],
  );
  const walked = new Set<string>();
  for (const script of scripts()) {
    const { execution, calls } = await walk(machine, script);
    expect(execution.status).toBe("succeeded");
    expect(calls.at(-1)).toMatch(/^Close /);
    for (const [at, state] of execution.path.entries()) walked.add(`${state} → ${execution.path[at + 1]}`);
  }
  expect([...new Set(branches)].filter((branch) => !walked.has(branch))).toEqual([]);
});
