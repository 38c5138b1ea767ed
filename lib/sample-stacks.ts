/** The CDK app comes in, the stacks of the sample that its context asks for are made in it. */
import type { App } from 'aws-cdk-lib';
import { AttachAuthorizerStack } from './attach-authorizer-stack.ts';
import { ATTACH_KEYS, readAttachSettings } from './attach-settings.ts';
import { readSettings } from './settings.ts';
import { TimesheetsHttpStack } from './timesheets-http-stack.ts';
import { TimesheetsRestStack } from './timesheets-rest-stack.ts';
import { TimesheetsWebStack } from './timesheets-web-stack.ts';
import { readWebSettings, WEB_KEYS } from './web-settings.ts';

/** @throws Error that says in words what is wrong with the settings, or what a construct refuses */
export function sampleStacks(app: App): void {
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
}
