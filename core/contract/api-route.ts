import type * as z from "zod";
import type { Scope } from "./scopes.ts";

/** One route of the API: what it is for, who may call it, what it takes and answers. */
export interface ApiRoute {
  method: "get" | "post" | "put";
  path: `/v1/${string}`;
  summary: string;
  /** Absent on open routes. */
  scope?: Scope;
  parameters?: { path?: z.ZodObject; query?: z.ZodObject; header?: z.ZodObject };
  body?: z.ZodType;
  answer: { status: number; schema: z.ZodType; type?: string };
  /** Refusals beside those that every route has. */
  refusals?: Record<string, string>;
}
