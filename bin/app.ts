/** The CDK app: reads the settings from the context and makes the stacks. */
import { App } from 'aws-cdk-lib';
import { readSettings, SettingsError } from '../lib/settings.ts';
import { TimesheetsRestStack } from '../lib/timesheets-rest-stack.ts';

const app = new App();
try {
  const settings = readSettings((key) => app.node.tryGetContext(key));
  new TimesheetsRestStack(app, 'TimesheetsRestStack', settings);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exit(1);
}
