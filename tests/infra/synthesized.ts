import { readFileSync } from "node:fs";
import path from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { perennial } from "../../infra/perennial.ts";
import type { StageChoices } from "../../infra/stages.ts";

export const root = path.resolve(import.meta.dirname, "../..");

/** A resource as the template has it. Tokens are what CloudFormation would resolve: objects with one `Fn::…` or `Ref`. */
export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
}

export interface Synthesized {
  stateful: Template;
  stateless: Template;
  /** Resources of both stacks by logical id; ids of the two don't meet. */
  resources: Record<string, Resource>;
  ofType(type: string): [id: string, resource: Resource][];
}

const made = new Map<string, Synthesized>();

/**
 * Both stacks of a stage as templates, once a stage in a process. No code is bundled and CloudFormation's own validation
 * is left out (it takes seconds); cdk-nag runs, and a finding throws.
 */
export function synthesized(choices: StageChoices): Synthesized {
  const key = JSON.stringify(choices);
  const known = made.get(key);
  if (known) return known;
  process.env.CDK_VALIDATION = "false";
  const { context } = JSON.parse(readFileSync(path.join(root, "cdk.json"), "utf8"));
  const app = new App({ context: { ...context, "aws:cdk:bundling-stacks": [] } });
  const { stateful, stateless } = perennial(app, choices);
  app.synth();
  const templates = { stateful: Template.fromStack(stateful), stateless: Template.fromStack(stateless) };
  const resources = {
    ...(templates.stateful.toJSON().Resources as Record<string, Resource>),
    ...(templates.stateless.toJSON().Resources as Record<string, Resource>),
  };
  const all: Synthesized = {
    ...templates,
    resources,
    ofType: (type) => Object.entries(resources).filter(([, resource]) => resource.Type === type),
  };
  made.set(key, all);
  return all;
}

/** What stands in the template as text, whatever it is made of. */
export const asText = (value: unknown): string => JSON.stringify(value);

/** The one match, so that a test doesn't pass on nothing. */
export function only<T>(found: T[]): T {
  const [one, ...more] = found;
  if (one === undefined || more.length > 0) throw new Error(`expected one, found ${found.length}`);
  return one;
}
