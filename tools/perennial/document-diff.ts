import { sameDocument } from "../../core/programme/same-document.ts";

/** One place at which two documents differ. */
export interface Difference {
  /** With dots, list items by their id where they have one: `offers[newcomer].faceMinor`. */
  path: string;
  before?: unknown;
  after?: unknown;
}

type Plain = Record<string, unknown>;
const isPlain = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isListOfNamed = (value: unknown): value is (Plain & { id: string })[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => isPlain(item) && typeof item.id === "string");

/** A list whose items have ids, as fields by id: so that an item put in the middle isn't a change of all behind it. */
const fieldsOf = (value: unknown): { of: (key: string) => string; fields: Plain } | undefined => {
  if (isPlain(value)) return { of: (key) => key, fields: value };
  if (isListOfNamed(value))
    return { of: (key) => `[${key}]`, fields: Object.fromEntries(value.map((item) => [item.id, item])) };
  return undefined;
};

/** Every place at which two documents differ, the deepest that can be named, in the order of the documents. */
export function differences(before: unknown, after: unknown, path = ""): Difference[] {
  if (sameDocument(before, after)) return [];
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  if (!was || !is || was.of("") !== is.of("")) {
    return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
  }
  const keys = [...new Set([...Object.keys(was.fields), ...Object.keys(is.fields)])];
  const found = keys.flatMap((key) => {
    const name = was.of(key);
    const below = path === "" || name.startsWith("[") ? `${path}${name}` : `${path}.${name}`;
    return differences(was.fields[key], is.fields[key], below);
  });
  // The same items in another order: the order itself is what differs.
  return found.length > 0 ? found : [{ path, before: keys, after: Object.keys(is.fields) }];
}

/** A difference as a line: `~` changed, `+` new, `-` gone. */
export function differenceText({ path, before, after }: Difference): string {
  const text = (value: unknown): string => JSON.stringify(value);
  if (before === undefined) return `+ ${path}: ${text(after)}`;
  if (after === undefined) return `- ${path}: ${text(before)}`;
  return `~ ${path}: ${text(before)} → ${text(after)}`;
}
