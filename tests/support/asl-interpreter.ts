import type { Choice, Machine, MapOver, Retrier, State, Task } from "./asl-definition.ts";
import { filled, type Scope } from "./asl-expressions.ts";

/** A function by the name of its placeholder: `${Send}` is `Send`. */
export type TaskFunction = (payload: never) => Promise<unknown>;

export interface Execution {
  name: string;
  status: "running" | "waiting" | "succeeded" | "failed";
  /** Every state that was entered, in order. */
  path: string[];
  output?: unknown;
  error?: string;
  cause?: string;
  /** Of the wait that it stands at. */
  token?: string;
}

/** What a state machine's error is called; a function's own name of it otherwise. */
class AslError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

interface Pending {
  execution: Execution;
  settle: (answer: { output: unknown } | { error: AslError }) => void;
}

export interface InterpreterOptions {
  machines: Record<string, Machine>;
  functions: Record<string, TaskFunction>;
  /**
   * Whether an error of the function that begins a wait fails the wait, as on AWS; the local cloud doesn't see it.
   */
  seesErrorsOfWaits?: boolean;
}

const TOKEN_RESOURCE = "arn:aws:states:::lambda:invoke.waitForTaskToken";

/**
 * Runs state machines in this process, from the very files that are deployed: Task (with a callback token too), Choice,
 * Pass, Map, Succeed, Fail, Retry, Catch, variables. Retries come at once: their pace is the engine's business.
 */
export class AslInterpreter {
  readonly executions = new Map<string, Execution>();
  readonly #options: InterpreterOptions;
  readonly #pending = new Map<string, Pending>();
  readonly #runs = new Map<string, Promise<void>>();
  #tokens = 0;

  constructor(options: InterpreterOptions) {
    this.#options = options;
  }

  /** A name can be used once: the second time nothing happens. */
  start(machine: string, name: string, input: unknown): "started" | "exists" {
    const definition = this.#options.machines[machine];
    if (definition === undefined) throw new Error(`no machine ${machine}`);
    if (this.executions.has(name)) return "exists";
    const execution: Execution = { name, status: "running", path: [] };
    this.executions.set(name, execution);
    this.#runs.set(name, this.#run(definition, execution, input));
    return "started";
  }

  /** Until every execution is over, or stands at a wait. */
  async rest(): Promise<void> {
    while ([...this.executions.values()].some(({ status }) => status === "running")) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  answer(token: string, output: unknown): "answered" | "gone" {
    return this.#settle(token, { output });
  }

  /** The wait's literal time-out. */
  timeOut(token: string): "answered" | "gone" {
    return this.#settle(token, { error: new AslError("States.Timeout", "the wait took too long") });
  }

  #settle(token: string, answer: { output: unknown } | { error: AslError }): "answered" | "gone" {
    const pending = this.#pending.get(token);
    if (pending === undefined) return "gone";
    this.#pending.delete(token);
    pending.execution.status = "running";
    delete pending.execution.token;
    pending.settle(answer);
    return "answered";
  }

  async #run(machine: Machine, execution: Execution, input: unknown): Promise<void> {
    const context = { Execution: { Name: execution.name, Input: input } };
    try {
      execution.output = await this.#walk(machine, execution, { states: { input, context }, variables: {} });
      execution.status = "succeeded";
    } catch (error) {
      execution.status = "failed";
      execution.error = error instanceof Error ? error.name : String(error);
      if (error instanceof Error) execution.cause = error.message;
    }
  }

  async #walk(machine: Pick<Machine, "StartAt" | "States">, execution: Execution, start: Scope): Promise<unknown> {
    let name: string | undefined = machine.StartAt;
    let scope = start;
    for (let steps = 0; steps < 1_000; steps += 1) {
      const state: State | undefined = name === undefined ? undefined : machine.States[name];
      if (name === undefined || state === undefined) throw new AslError("States.Runtime", `no state ${name}`);
      execution.path.push(name);
      if (state.Type === "Succeed") return scope.states.input;
      if (state.Type === "Fail") throw new AslError(state.Error, String(await filled(state.Cause, scope)));
      const { output, variables, next } = await this.#step(state, execution, scope);
      scope = { states: { input: output, context: scope.states.context }, variables };
      if (next === undefined) return output;
      name = next;
    }
    throw new AslError("States.Runtime", "a thousand steps: the machine goes round in circles");
  }

  async #step(state: Exclude<State, { Type: "Succeed" | "Fail" }>, execution: Execution, scope: Scope) {
    if (state.Type === "Choice") return choose(state, scope);
    if (state.Type === "Pass") return onward(state, scope, scope.states.input);
    const work = () =>
      state.Type === "Map" ? this.#map(state, execution, scope) : this.#task(state, execution, scope);
    try {
      const result = await withRetry(state.Type === "Task" ? (state.Retry ?? []) : [], work);
      return onward(state, { ...scope, states: { ...scope.states, result } }, result);
    } catch (error) {
      const name = error instanceof Error ? error.name : String(error);
      const caught =
        state.Type === "Task" ? state.Catch?.find(({ ErrorEquals }) => matches(ErrorEquals, name)) : undefined;
      if (caught === undefined) throw error;
      return { output: { Error: name }, variables: scope.variables, next: caught.Next };
    }
  }

  async #map(state: MapOver, execution: Execution, scope: Scope): Promise<unknown[]> {
    const items = await filled(state.Items, scope);
    if (!Array.isArray(items)) throw new AslError("States.QueryEvaluationError", "Items must be a list");
    const results: unknown[] = [];
    for (const [index, value] of items.entries()) {
      const context = { ...Object(scope.states.context), Map: { Item: { Index: index, Value: value } } };
      const inner = { states: { input: value, context }, variables: scope.variables };
      results.push(await this.#walk(state.ItemProcessor, execution, inner));
    }
    return results;
  }

  async #task(state: Task, execution: Execution, scope: Scope): Promise<unknown> {
    const waits = state.Resource === TOKEN_RESOURCE;
    this.#tokens += 1;
    const token = `token-${this.#tokens}`;
    const context = { ...Object(scope.states.context), ...(waits ? { Task: { Token: token } } : {}) };
    const { FunctionName, Payload } = state.Arguments;
    const payload = await filled(Payload, { ...scope, states: { ...scope.states, context } });
    const act = this.#functionOf(FunctionName);
    if (!waits) return { Payload: await act(payload as never) };

    const answered = new Promise<{ output: unknown } | { error: AslError }>((settle) => {
      this.#pending.set(token, { execution, settle });
    });
    try {
      await act(payload as never);
    } catch (error) {
      if (this.#options.seesErrorsOfWaits ?? true) {
        // The token dies with the task, unless it was answered before its function failed.
        if (this.#pending.delete(token)) throw error;
      }
    }
    if (this.#pending.has(token)) Object.assign(execution, { status: "waiting", token });
    const answer = await answered;
    if ("error" in answer) throw answer.error;
    return answer.output;
  }

  #functionOf(placeholder: string): TaskFunction {
    const name = /^\$\{(\w+)\}$/.exec(placeholder)?.[1] ?? "";
    const found = this.#options.functions[name];
    if (found === undefined) throw new AslError("States.Runtime", `nothing stands for ${placeholder}`);
    return found;
  }
}

async function choose({ Choices, Default, Assign }: Choice, scope: Scope) {
  for (const rule of Choices) {
    if ((await filled(rule.Condition, scope)) !== true) continue;
    return {
      ...(await onward({ ...(rule.Assign ? { Assign: rule.Assign } : {}) }, scope, scope.states.input)),
      next: rule.Next,
    };
  }
  if (Default === undefined) throw new AslError("States.NoChoiceMatched", "no rule holds and there is no default");
  return { ...(await onward({ ...(Assign ? { Assign } : {}) }, scope, scope.states.input)), next: Default };
}

/** What the next state gets: the state's output, and its variables as they were with all that it assigns at once. */
async function onward(
  { Output, Assign, Next }: { Output?: unknown; Assign?: Record<string, unknown>; Next?: string },
  scope: Scope,
  result: unknown,
) {
  const output = Output === undefined ? result : await filled(Output, scope);
  const assigned = (await filled(Assign ?? {}, scope)) as Record<string, unknown>;
  return { output, variables: { ...scope.variables, ...assigned }, next: Next };
}

/** Does the work until it succeeds, or the first retrier that matches the error has no attempt left. */
async function withRetry<T>(retriers: Retrier[], work: () => Promise<T>): Promise<T> {
  const used = new Map<Retrier, number>();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const name = error instanceof Error ? error.name : String(error);
      const retrier = retriers.find(({ ErrorEquals }) => matches(ErrorEquals, name));
      const attempts = retrier === undefined ? 0 : (used.get(retrier) ?? 0);
      if (retrier === undefined || attempts >= (retrier.MaxAttempts ?? 3)) throw error;
      used.set(retrier, attempts + 1);
    }
  }
}

/** `States.ALL` stands for every error but those that nobody may catch by it. */
const matches = (wanted: string[], error: string): boolean =>
  wanted.some(
    (one) =>
      one === error ||
      (one === "States.ALL" && error !== "States.Runtime" && error !== "States.DataLimitExceeded") ||
      (one === "States.TaskFailed" && error !== "States.Timeout" && !error.startsWith("States.")),
  );
