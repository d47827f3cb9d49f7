import jsonata, { type Expression } from "jsonata";

/** What an expression sees: `$states`, and the variables that the machine has assigned. */
export interface Scope {
  states: { input: unknown; context: unknown; result?: unknown; errorOutput?: unknown };
  variables: Record<string, unknown>;
}

/** As Step Functions has it: an expression that comes to nothing is an error, not an absent field. */
export class QueryEvaluationError extends Error {
  override readonly name = "States.QueryEvaluationError";
  constructor(expression: string, cause?: unknown) {
    super(`the expression ${expression} came to nothing`, { cause });
  }
}

const compiled = new Map<string, Expression>();

function compile(source: string): Expression {
  const there = compiled.get(source) ?? jsonata(source);
  compiled.set(source, there);
  return there;
}

async function evaluated(text: string, { states, variables }: Scope): Promise<unknown> {
  const source = text.slice(2, -2).trim();
  let value: unknown;
  try {
    value = await compile(source).evaluate(undefined, { states, ...variables });
  } catch (cause) {
    throw new QueryEvaluationError(source, cause);
  }
  if (value === undefined) throw new QueryEvaluationError(source);
  // JSONata marks its sequences with fields of its own: what goes on is plain JSON.
  return JSON.parse(JSON.stringify(value));
}

/** A field of a state with every `{% … %}` in it worked out, however deep. */
export async function filled(field: unknown, scope: Scope): Promise<unknown> {
  if (typeof field === "string") return /^\{%.*%\}$/s.test(field) ? evaluated(field, scope) : field;
  if (Array.isArray(field)) return Promise.all(field.map((one) => filled(one, scope)));
  if (typeof field !== "object" || field === null) return field;
  const entries = Object.entries(field).map(async ([key, value]) => [key, await filled(value, scope)] as const);
  return Object.fromEntries(await Promise.all(entries));
}
