/** A function of logarithms of parameters with its slope and curvature; `undefined` where it has no value. */
export type Surface = (
  logs: readonly number[],
) => { value: number; gradient: number[]; hessian: number[][] } | undefined;

export interface Summit {
  logs: number[];
  value: number;
  /** The curvature there; negative definite at a summit. */
  hessian: number[][];
  /** False when it went on climbing, out of every bound: there is no summit inside. */
  inside: boolean;
}

const MOST_STEPS = 500;
/** A step of a logarithm at most, so that a bad start leads nowhere far. */
const LONGEST = 2;
const CLOSE = 1e-9;

/**
 * Climbs to a maximum by damped Newton steps (Levenberg, Marquardt). A likelihood that flattens towards an edge has a
 * small slope there, but steps that don't get shorter: so it is the step that must be small, not the slope.
 * @param bound a logarithm beyond ± this is outside
 */
export function climb(surface: Surface, start: readonly number[], bound: number): Summit {
  let logs = [...start];
  let here = surface(logs);
  if (here === undefined) throw new RangeError("nothing to climb from");
  let damping = 1e-3;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { gradient, hessian } = here;
    const scale = hessian.map((row, at) => Math.max(Math.abs(row[at] ?? 0), 1e-12));
    const damped = hessian.map((row, at) => row.map((h, of) => (at === of ? -h + damping * (scale[at] ?? 0) : -h)));
    const towards = solve(damped, gradient);
    if (towards === undefined) {
      damping = Math.max(damping, 1e-4) * 10;
      if (damping > 1e12) break;
      continue;
    }
    const longest = Math.max(...towards.map(Math.abs));
    const move = towards.map((one) => one * Math.min(1, LONGEST / longest));
    const next = logs.map((log, at) => log + (move[at] ?? 0));
    const there = surface(next);
    if (there === undefined || there.value < here.value - 1e-13 * Math.abs(here.value)) {
      damping = Math.max(damping, 1e-8) * 10;
      if (damping > 1e12) break;
      continue;
    }
    [logs, here] = [next, there];
    damping = damping < 1e-12 ? 0 : damping / 10;
    if (logs.some((log) => Math.abs(log) > bound)) return { ...summit(logs, here), inside: false };
    if (longest < CLOSE)
      return { ...summit(logs, here), inside: solve(negative(here.hessian), gradient) !== undefined };
  }
  return { ...summit(logs, here), inside: false };
}

const summit = (logs: number[], { value, hessian }: { value: number; hessian: number[][] }) => ({
  logs,
  value,
  hessian,
});
const negative = (matrix: number[][]): number[][] => matrix.map((row) => row.map((one) => -one));

/** The lower triangle whose square is a positive definite matrix; undefined where it isn't one. */
export function cholesky(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const lower: number[][] = [];
  for (const [row, given] of matrix.entries()) {
    const own: number[] = [];
    lower.push(own);
    for (let column = 0; column <= row; column += 1) {
      let sum = given[column] ?? 0;
      for (let k = 0; k < column; k += 1) sum -= (own[k] ?? 0) * (lower[column]?.[k] ?? 0);
      if (column === row && !(sum > 0)) return undefined;
      own.push(column === row ? Math.sqrt(sum) : sum / (lower[column]?.[column] ?? 1));
    }
  }
  return lower;
}

/** Solves a positive definite system; undefined where it isn't one. */
export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | undefined {
  const lower = cholesky(matrix);
  if (lower === undefined) return undefined;
  const forward: number[] = [];
  for (const [row, own] of lower.entries()) {
    let sum = right[row] ?? 0;
    for (let k = 0; k < row; k += 1) sum -= (own[k] ?? 0) * (forward[k] ?? 0);
    forward.push(sum / (own[row] ?? 1));
  }
  const found = new Array<number>(right.length).fill(0);
  for (let row = right.length - 1; row >= 0; row -= 1) {
    let sum = forward[row] ?? 0;
    for (let k = row + 1; k < right.length; k += 1) sum -= (lower[k]?.[row] ?? 0) * (found[k] ?? 0);
    found[row] = sum / (lower[row]?.[row] ?? 1);
  }
  return found;
}
