/** `npm run --silent attach:plan -- --api-id … --routes '…'`: prints what AttachAuthorizerStack would do to the routes of an HTTP API, and changes nothing. */
import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { type Options, readOptions, USAGE } from './attach-plan/options.ts';
import { previewOf } from './attach-plan/preview.ts';
import { remedyOf } from './attach-plan/remedies.ts';
import { seeApi } from './attach-plan/see-api.ts';
import { toText } from './attach-plan/text.ts';
import { UsageError } from './tool/usage-error.ts';

// The SDK's advice on the Node of this machine has nothing to do with the plan.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** Of one attempt, in milliseconds: whoever waits for a plan wants to know that there is no way to AWS. */
const LIMITS = { connectionTimeout: 5_000, requestTimeout: 15_000, throwOnRequestTimeout: true };

try {
  const options = readOptions(process.argv.slice(2));
  console.log(options === undefined ? USAGE : await plan(options));
} catch (error) {
  const isUsage = error instanceof UsageError;
  console.error(isUsage ? `${error.message}\n\n${USAGE}` : remedyOf(error as Error));
  process.exitCode = isUsage ? 2 : 1;
}

async function plan(options: Options): Promise<string> {
  const client = new ApiGatewayV2Client({ region: options.region, requestHandler: LIMITS });
  const api = await seeApi(client, options.apiId);
  const preview = previewOf(api.routes, options);
  if (!preview.ok) throw new Error(preview.error);
  return toText(preview.value, api, options);
}
