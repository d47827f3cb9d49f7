import { App } from "aws-cdk-lib";
import { perennial } from "./perennial.ts";
import type { StageChoices } from "./stages.ts";

const app = new App();
const choices = Object.fromEntries(
  ["stage", "timeZone", "alarmEmail", "mailFrom", "scoringShards"].map((name) => [name, app.node.tryGetContext(name)]),
);
// Context is whatever stands on the command line; the schema of the choices is what checks it.
perennial(app, choices as StageChoices);
app.synth();
