/** CDK's authorizers of REST APIs, which look at the place of the API before they are attached to it. */
import { Stack } from 'aws-cdk-lib';
import { CfnRestApi, type IRestApi, RequestAuthorizer, TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';

export class PlacedTokenAuthorizer extends TokenAuthorizer {
  override _attachToApi(restApi: IRestApi): void {
    lookAt(restApi, this, 'tokenAuthorizer');
    super._attachToApi(restApi);
  }
}

export class PlacedRequestAuthorizer extends RequestAuthorizer {
  override _attachToApi(restApi: IRestApi): void {
    lookAt(restApi, this, 'requestAuthorizer');
    super._attachToApi(restApi);
  }
}

/** @throws Error where the API is made in another stack; one that is imported is there before either stack */
function lookAt(restApi: IRestApi, authorizer: IConstruct, method: string): void {
  const isMadeHere = restApi.node.tryFindChild('Resource') instanceof CfnRestApi;
  if (!isMadeHere || Stack.of(restApi) === Stack.of(authorizer)) return;
  throw new Error(
    `${authorizer.node.scope?.node.path}.${method}() is in another stack than ${restApi.node.path}, expected the same: the authorizer names the REST API and the API's methods name the authorizer, so neither stack could be deployed first; make the JwtAuthorizer in the stack of the API`,
  );
}
