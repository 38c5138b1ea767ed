/** What the package exports to CDK apps: the constructs, and the types of their props. */
export type { AuthorizerConfigInput } from '../lambda/authorizer/config.ts';
export { addGatewayResponses, type GatewayResponsesProps } from './gateway-responses.ts';
export {
  type HttpAuthorizerOptions,
  JwtAuthorizer,
  type JwtAuthorizerProps,
  type RequestAuthorizerOptions,
  type TokenAuthorizerOptions,
} from './jwt-authorizer.ts';
