/** The CDK app: reads the settings from the context and makes the stacks. */
import { App } from 'aws-cdk-lib';
import { readSettings } from '../lib/settings.ts';
import { TimesheetsHttpStack } from '../lib/timesheets-http-stack.ts';
import { TimesheetsRestStack } from '../lib/timesheets-rest-stack.ts';

const app = new App();
try {
  const settings = readSettings((key) => app.node.tryGetContext(key));
  // The same API twice, as either kind; one deploys the stack that one wants.
  new TimesheetsRestStack(app, 'TimesheetsRestStack', settings);
  new TimesheetsHttpStack(app, 'TimesheetsHttpStack', settings);
} catch (error) {
  // Settings and constructs say in words what is wrong; a stack trace would bury it.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
