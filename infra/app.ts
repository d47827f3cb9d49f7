import { App } from "aws-cdk-lib";
import { perennial } from "./perennial.ts";
import { StageChoices } from "./stages.ts";

const app = new App();
// Context is whatever stands on the command line: `-c stage=prod -c mailFrom=care@shop.example`. Its schema checks it.
const names = Object.keys(StageChoices.shape);
const said = Object.fromEntries(names.map((name) => [name, app.node.tryGetContext(name)]));
perennial(app, StageChoices.parse(said));
app.synth();
