import jsonata from "jsonata";
import * as z from "zod";

/** The part of the States Language that the product's journey machines are written in. */
const common = {
  Assign: z.record(z.string(), z.unknown()).optional(),
  Output: z.unknown().optional(),
  Next: z.string().optional(),
  End: z.boolean().optional(),
};
const State = z.discriminatedUnion("Type", [
  z.object({ Type: z.literal("Pass"), ...common }),
  z.object({
    Type: z.literal("Task"),
    Resource: z.enum(["arn:aws:states:::lambda:invoke", "arn:aws:states:::lambda:invoke.waitForTaskToken"]),
    Arguments: z.object({ FunctionName: z.string(), Payload: z.unknown() }),
    ...common,
  }),
  z.object({
    Type: z.literal("Choice"),
    Choices: z.array(z.object({ Condition: z.string(), Next: z.string(), Assign: common.Assign })),
    Default: z.string(),
    Assign: common.Assign,
    Output: common.Output,
  }),
  z.object({ Type: z.literal("Fail") }),
]);
type State = z.infer<typeof State>;

const Machine = z.object({
  QueryLanguage: z.literal("JSONata"),
  StartAt: z.string(),
  States: z.record(z.string(), State),
});

/** Who does the machine's work. */
export interface Worker {
  /** Calls a function by its placeholder (`Send` of `${Send}`) and answers its result. */
  invoke(name: string, payload: unknown): Promise<unknown>;
  /** What the wait with this token is answered: called when the function that began it has come back. */
  answer(token: string): Promise<unknown>;
}

export interface Walk {
  /** Names of the states, as they were entered. */
  path: string[];
  /** Billed by AWS: from the start into each state, and from the last one to the end. */
  transitions: number;
  /** Calls by function. */
  calls: Record<string, number>;
}

/** The machine can't be walked: it never ends, names a state that isn't there, or decides on nothing. */
export class WalkError extends Error {
  constructor(state: string, detail: string) {
    super(`${state}: ${detail}`);
    this.name = "WalkError";
  }
}

/** A journey takes some thirty states; whatever takes more goes round in circles. */
const MOST_STATES = 200;

/** Where a walk stands: what is handed on, and what the machine has assigned. */
interface Standing {
  data: unknown;
  variables: Record<string, unknown>;
}

/**
 * Walks a machine from its start to its end with real functions behind it, and counts what is billed. Errors of a function
 * are thrown: retries and catches are walked elsewhere.
 */
export async function walkMachine(definition: unknown, input: unknown, worker: Worker): Promise<Walk> {
  const { StartAt, States } = Machine.parse(definition);
  const path: string[] = [];
  const calls: Record<string, number> = {};
  const standing: Standing = { data: input, variables: {} };
  let at: string | undefined = StartAt;
  while (at !== undefined) {
    const state: State | undefined = States[at];
    if (state === undefined) throw new WalkError(at, "no such state");
    if (path.length === MOST_STATES) throw new WalkError(at, `not at an end after ${MOST_STATES} states`);
    path.push(at);
    if (state.Type === "Fail") break;
    if (state.Type === "Choice") at = await choose(state, standing);
    else {
      let result: unknown;
      if (state.Type === "Task") {
        const { called, answer } = await work(state, standing, `token-${path.length}`, worker);
        calls[called] = (calls[called] ?? 0) + 1;
        result = answer;
      }
      await pass(state, standing, result);
      if (state.Next === undefined && state.End !== true) throw new WalkError(at, "neither Next nor End");
      at = state.Next;
    }
  }
  return { path, transitions: path.length + 1, calls };
}

/** Takes the first choice that holds, and answers where it leads. */
async function choose(state: Extract<State, { Type: "Choice" }>, { data, variables }: Standing): Promise<string> {
  const bindings = { ...variables, states: { input: data } };
  for (const choice of state.Choices) {
    if ((await evaluated(choice.Condition, bindings)) !== true) continue;
    Object.assign(variables, await evaluated(choice.Assign ?? {}, bindings));
    return choice.Next;
  }
  Object.assign(variables, await evaluated(state.Assign ?? {}, bindings));
  return state.Default;
}

/** Calls a task's function, and waits for the answer to its token where it asks for one. */
async function work(
  state: Extract<State, { Type: "Task" }>,
  { data, variables }: Standing,
  token: string,
  worker: Worker,
): Promise<{ called: string; answer: unknown }> {
  const { FunctionName: placeholder, Payload } = state.Arguments;
  const called = placeholder.replace(/^\$\{(\w+)\}$/, "$1");
  const states = { input: data, context: { Task: { Token: token } } };
  const result = await worker.invoke(called, await evaluated(Payload, { ...variables, states }));
  const waits = state.Resource.endsWith("waitForTaskToken");
  return { called, answer: waits ? await worker.answer(token) : { Payload: result } };
}

/** Hands on what a state gives out, and assigns what it says, both worked out on what stood before. */
async function pass(state: Exclude<State, { Type: "Fail" | "Choice" }>, standing: Standing, result: unknown) {
  const { data, variables } = standing;
  const bindings = { ...variables, states: { input: data, result } };
  const output = state.Output === undefined ? (result ?? data) : await evaluated(state.Output, bindings);
  Object.assign(variables, await evaluated(state.Assign ?? {}, bindings));
  standing.data = output;
}

/** A template with each `{% … %}` in it worked out. */
async function evaluated(template: unknown, bindings: Record<string, unknown>): Promise<unknown> {
  if (typeof template === "string") {
    const [, expression] = /^\{%(.*)%\}$/s.exec(template) ?? [];
    return expression === undefined ? template : jsonata(expression).evaluate(undefined, bindings);
  }
  if (Array.isArray(template)) return Promise.all(template.map((one) => evaluated(one, bindings)));
  if (typeof template !== "object" || template === null) return template;
  const entries = Object.entries(template).map(
    async ([key, value]) => [key, await evaluated(value, bindings)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
