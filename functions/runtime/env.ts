import { CATALOG, type EnvironmentOf, type FunctionName } from "../catalog.ts";

/** The function was deployed without a setting that the catalog says it needs. */
export class EnvironmentError extends Error {
  constructor(name: string, detail: string) {
    super(`${name}: environment refused: ${detail}`);
    this.name = "EnvironmentError";
  }
}

/**
 * The function's environment, parsed once at load by the schema that also types the CDK construct.
 * @throws EnvironmentError
 */
export function envOf<F extends FunctionName>(name: F): EnvironmentOf<F> {
  const parsed = CATALOG[name].safeParse(process.env);
  if (!parsed.success) {
    throw new EnvironmentError(name, parsed.error.issues.map((issue) => issue.path.join(".")).join(", "));
  }
  return parsed.data as EnvironmentOf<F>;
}
