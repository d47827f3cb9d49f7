import type { AttributeValue } from "@aws-sdk/client-dynamodb";

type Item = Record<string, AttributeValue>;

/** An update that the paper tables don't know how to work out. */
export class UpdateExpressionError extends Error {
  constructor(expression: string, part: string) {
    super(`can't work out "${part}" of "${expression}"`);
    this.name = "UpdateExpressionError";
  }
}

export interface Update {
  UpdateExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
}

/**
 * What an item is after an update, for the part of the language that this product writes: SET of top-level attributes to
 * values, other attributes, `if_not_exists` and sums of two; REMOVE; ADD of numbers.
 * @throws UpdateExpressionError for anything else
 */
export function updated(item: Item, update: Update): Item {
  const { UpdateExpression: expression = "", ExpressionAttributeNames: names = {} } = update;
  const { ExpressionAttributeValues: values = {} } = update;
  const after: Item = { ...item };
  const refuse = (part: string): never => {
    throw new UpdateExpressionError(expression, part);
  };
  const nameOf = (path: string): string => {
    const name = path.startsWith("#") ? names[path] : path;
    return name !== undefined && /^[\w-]+$/.test(name) ? name : refuse(path);
  };
  const operand = (text: string): AttributeValue | undefined => {
    const [, path, otherwise] = /^if_not_exists\s*\(\s*([^,\s]+)\s*,\s*([^)\s]+)\s*\)$/.exec(text) ?? [];
    if (path !== undefined && otherwise !== undefined) return item[nameOf(path)] ?? operand(otherwise);
    return text.startsWith(":") ? (values[text] ?? refuse(text)) : item[nameOf(text)];
  };
  const numberOf = (value: AttributeValue | undefined, part: string): number =>
    value?.N === undefined ? refuse(part) : Number(value.N);

  for (const [clause, body] of clausesOf(expression)) {
    for (const part of partsOf(body)) {
      if (clause === "REMOVE") delete after[nameOf(part)];
      else if (clause === "ADD") {
        const [path = "", by = ""] = part.split(/\s+/);
        const before = item[nameOf(path)] ?? { N: "0" };
        after[nameOf(path)] = { N: String(numberOf(before, part) + numberOf(operand(by), part)) };
      } else {
        const [, path = "", right = ""] = /^(\S+)\s*=\s*(.+)$/s.exec(part) ?? refuse(part);
        const [, left, sign, by] = /^(.+?)\s+([+-])\s+(.+)$/s.exec(right) ?? [];
        if (left !== undefined && by !== undefined) {
          const change = numberOf(operand(by.trim()), part) * (sign === "-" ? -1 : 1);
          after[nameOf(path)] = { N: String(numberOf(operand(left.trim()), part) + change) };
        } else after[nameOf(path)] = operand(right.trim()) ?? refuse(part);
      }
    }
  }
  return after;
}

/** `SET a = :a REMOVE b` as its clauses, each with what follows it. */
function clausesOf(expression: string): [string, string][] {
  const words = expression.trim().split(/\b(SET|REMOVE|ADD)\b/);
  if (words[0] !== "" || words.length < 3) throw new UpdateExpressionError(expression, words[0] ?? "");
  return Array.from({ length: (words.length - 1) / 2 }, (_, at) => [
    words[at * 2 + 1] ?? "",
    (words[at * 2 + 2] ?? "").trim(),
  ]);
}

/** Parts between commas that stand in no parentheses. */
const partsOf = (body: string): string[] => body.split(/,(?![^(]*\))/).map((part) => part.trim());
