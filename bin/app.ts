/** The CDK app: makes the stacks, or says what is wrong with the settings. */
import { App } from 'aws-cdk-lib';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { sampleStacks } from '../lib/sample-stacks.ts';

try {
  // Here rather than in cdk.json, so that the local run, which needs no CLI, has them too. What stands in cdk.json counts more.
  sampleStacks(new App({ context: CURRENTLY_RECOMMENDED_FLAGS }));
} catch (error) {
  // Settings and constructs say in words what is wrong; a stack trace would bury it.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
