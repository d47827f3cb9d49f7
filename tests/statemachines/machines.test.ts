import aslValidator from "asl-validator";
import { describe, expect, it, test } from "vitest";
import { shapeOf } from "../../core/programme/machines.ts";
import { CATALOG } from "../../functions/catalog.ts";
import { machineOf, machineText, type State } from "../support/asl-definition.ts";

/** What each file's placeholders stand for; infra fills them with the functions' ARNs. */
const PLACEHOLDERS = {
  "journeys/welcome.asl.json": ["Check", "Close", "IssueCoupon", "Send", "Wait"],
  "journeys/dormant.asl.json": ["Check", "Close", "IssueCoupon", "Send", "Wait"],
  "jobs/nightly-scoring.asl.json": ["CutPoints", "SnapshotShard", "WriteClasses"],
  "jobs/nightly-close.asl.json": ["CloseDay", "CloseShard", "FindOpenDay"],
};
const FUNCTIONS: Record<string, keyof typeof CATALOG> = {
  Check: "journeys/check",
  Close: "journeys/close",
  IssueCoupon: "loyalty/issue-coupon",
  Send: "engagement/send",
  Wait: "journeys/wait",
  CloseDay: "loyalty/close-day",
  CloseShard: "loyalty/close-shard",
  FindOpenDay: "loyalty/find-open-day",
  CutPoints: "scoring/cut-points",
  SnapshotShard: "scoring/snapshot-shard",
  WriteClasses: "scoring/write-classes",
};

/** 60 days is the longest that a machine lives, and a wait of its plan at most 59; ten more are for whoever is late. */
const SEVENTY_DAYS = 70 * 86_400;

/** Every state of a machine, those inside a Map too, by name. */
function statesOf(states: Record<string, State>): [string, State][] {
  return Object.entries(states).flatMap(([name, state]) =>
    state.Type === "Map" ? [[name, state], ...statesOf(state.ItemProcessor.States)] : [[name, state]],
  );
}

describe.each(Object.entries(PLACEHOLDERS))("the machine %s", (file, placeholders) => {
  const machine = machineOf(file);
  const states = statesOf(machine.States);

  it("is valid in the States Language", () => {
    const { isValid, errorsText } = aslValidator(machine);
    expect(isValid, errorsText("\n")).toBe(true);
  });

  it("calls the functions that its construct gives it, and no others", () => {
    const named = new Set([...machineText(file).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
    expect([...named].sort()).toEqual(placeholders);
    for (const name of placeholders) expect(CATALOG).toHaveProperty([FUNCTIONS[name] ?? ""]);
  });

  it("says what it is for, in twenty states at most that an operator can read", () => {
    expect(machine.Comment?.length).toBeGreaterThan(50);
    expect(states.length).toBeLessThanOrEqual(20);
    for (const [name] of states) expect(name).toMatch(/^[A-Z][a-z]+( [a-z0-9-]+)*\??$/);
  });

  it("asks with every Choice, and does with every other state", () => {
    for (const [name, { Type }] of states) expect(name.endsWith("?"), name).toBe(Type === "Choice");
  });

  it("tries every task again with jitter", () => {
    for (const [name, state] of states) {
      if (state.Type !== "Task") continue;
      expect(state.Retry?.at(-1), name).toMatchObject({ ErrorEquals: ["States.ALL"], JitterStrategy: "FULL" });
    }
  });
});

describe.each(["welcome", "dormant"] as const)("the journey %s", (name) => {
  const machine = machineOf(`journeys/${name}.asl.json`);
  const tasks = Object.entries(machine.States).flatMap(([state, task]) =>
    task.Type === "Task" ? [{ state, ...task }] : [],
  );

  it("closes the enrolment as failed from wherever a task fails for good", () => {
    for (const { state, Catch } of tasks) {
      if (state.startsWith("Close")) expect(Catch).toBeUndefined();
      else expect(Catch, state).toEqual([{ ErrorEquals: ["States.ALL"], Next: "Close as failed" }]);
    }
    expect(machine.States["Close as failed"]).toMatchObject({ Next: "Journey failed" });
    expect(machine.States["Journey failed"]).toMatchObject({ Type: "Fail" });
  });

  it("waits seventy days at most, and never begins such a wait anew", () => {
    const waits = tasks.filter(({ Resource }) => Resource.endsWith(".waitForTaskToken"));
    expect(waits.length).toBeGreaterThan(2);
    for (const { TimeoutSeconds, Retry } of waits) {
      expect(TimeoutSeconds).toBe(SEVENTY_DAYS);
      expect(Retry?.[0]).toEqual({ ErrorEquals: ["States.Timeout"], MaxAttempts: 0 });
    }
  });

  test("its steps are the ones that configuration is checked by", () => {
    const text = JSON.stringify(machine);
    const shape = Object.keys(shapeOf(name, []).steps);
    const known = name === "welcome" ? shape : ["offer", "wait-for-order", "reminder", "wait-for-lapse"];
    for (const step of known) expect(text, step).toContain(step);
    const assigned = [...text.matchAll(/"step":"([a-z0-9-]+)"/g)].map(([, step]) => step);
    expect(known).toEqual(expect.arrayContaining([...new Set(assigned)]));
  });
});
