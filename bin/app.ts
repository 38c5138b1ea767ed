/** The CDK app: reads the settings from the context and makes the stacks. */
import { App } from 'aws-cdk-lib';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { AttachAuthorizerStack } from '../lib/attach-authorizer-stack.ts';
import { ATTACH_KEYS, readAttachSettings } from '../lib/attach-settings.ts';
import { readSettings } from '../lib/settings.ts';
import { TimesheetsHttpStack } from '../lib/timesheets-http-stack.ts';
import { TimesheetsRestStack } from '../lib/timesheets-rest-stack.ts';
import { TimesheetsWebStack } from '../lib/timesheets-web-stack.ts';
import { readWebSettings, WEB_KEYS } from '../lib/web-settings.ts';

// Here rather than in cdk.json, so that the local run, which needs no CLI, has them too. What stands in cdk.json counts more.
const app = new App({ context: CURRENTLY_RECOMMENDED_FLAGS });
try {
  const context = (key: string) => app.node.tryGetContext(key);
  const settings = readSettings(context, Object.keys(app.node.getAllContext()), [...ATTACH_KEYS, ...WEB_KEYS]);
  // The same API twice, as either kind; one deploys the stack that one wants.
  new TimesheetsRestStack(app, 'TimesheetsRestStack', settings);
  new TimesheetsHttpStack(app, 'TimesheetsHttpStack', settings);

  const { authorizer, resultsCacheTtl } = settings;
  const attachment = readAttachSettings(context, authorizer);
  if (attachment) new AttachAuthorizerStack(app, 'AttachAuthorizerStack', { ...attachment, resultsCacheTtl });

  const config = readWebSettings(context, authorizer);
  if (config) new TimesheetsWebStack(app, 'TimesheetsWebStack', { config });
} catch (error) {
  // Settings and constructs say in words what is wrong; a stack trace would bury it.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
