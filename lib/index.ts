/** What the package exports to CDK apps: the constructs, and the types of their props. */
export type { AuthorizerConfigInput } from '../lambda/authorizer/config.ts';
export { AttachAuthorizer, type AttachAuthorizerProps } from './attach-authorizer.ts';
export type { AuthorizerFunctionOptions } from './authorizer-function.ts';
export type {
  DecisionMetricOptions,
  DecisionOutcome,
  KeySetMetricOptions,
} from './authorizer-metrics.ts';
export { addGatewayResponses, type GatewayResponsesProps } from './gateway-responses.ts';
export {
  type HttpAuthorizerOptions,
  JwtAuthorizer,
  type JwtAuthorizerProps,
  type RequestAuthorizerOptions,
  type TokenAuthorizerOptions,
} from './jwt-authorizer.ts';
