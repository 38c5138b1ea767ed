/** The sample API's part that is not API Gateway: the table and one function a route. */
import { join } from 'node:path';
import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import { NEWEST_INDEX, PARTITION_KEY, POSITION, SORT_KEY } from '../lambda/timesheets/table.ts';
import { nodeFunction } from './node-function.ts';

export interface TimesheetsProps {
  /**
   * Which key of the authorizer's context names the owner of an entry.
   *
   * With `email`, let the issuer verify addresses and never give one to a second person: whoever holds the address holds the entries.
   *
   * @default 'sub' - the one claim that an issuer may not give to another subject (OpenID Connect Core §5.7)
   */
  readonly ownerKey?: string;

  /**
   * The origin whose pages may read the answers (`https://app.example.com`), or `*`.
   *
   * The functions add the header themselves, since a REST API does not add it to the answers of a proxy integration.
   *
   * @default - no CORS headers
   */
  readonly allowOrigin?: string;

  /**
   * What becomes of the table and of the logs when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN - people's records outlive a mistaken `cdk destroy`
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** The timesheets table with the functions behind `GET /timesheets` and `POST /timesheets`. */
export class Timesheets extends Construct {
  readonly table: dynamodb.Table;
  /** Answers `GET /timesheets`. */
  readonly listFunction: NodejsFunction;
  /** Answers `POST /timesheets`. */
  readonly createFunction: NodejsFunction;

  /** @throws when `ownerKey` is empty or `allowOrigin` is neither an origin nor `*`. */
  constructor(scope: Construct, id: string, props: TimesheetsProps = {}) {
    super(scope, id);
    const { ownerKey = 'sub', allowOrigin, removalPolicy = RemovalPolicy.RETAIN } = props;
    checkOwnerKey(ownerKey);
    checkAllowOrigin(allowOrigin);

    this.table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: PARTITION_KEY, type: dynamodb.AttributeType.STRING },
      sortKey: { name: SORT_KEY, type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
    });
    // Local, since only a local index can be read consistently. Its price: 10 GB an owner, a million of the largest entries.
    this.table.addLocalSecondaryIndex({
      indexName: NEWEST_INDEX,
      sortKey: { name: POSITION, type: dynamodb.AttributeType.STRING },
    });

    const environment = {
      TABLE_NAME: this.table.tableName,
      OWNER_KEY: ownerKey,
      ...(allowOrigin === undefined ? {} : { ALLOW_ORIGIN: allowOrigin }),
    };
    const routeFunction = (name: string, entry: string, ...grants: iam.PolicyStatement[]) =>
      nodeFunction(this, name, {
        entry: join(import.meta.dirname, '../lambda/timesheets', entry),
        timeout: Duration.seconds(10),
        environment,
        grants,
        removalPolicy,
        bundling: BUNDLING,
      });

    this.listFunction = routeFunction(
      'List',
      'list-timesheets.ts',
      allow(['dynamodb:Query'], `${this.table.tableArn}/index/${NEWEST_INDEX}`),
    );
    this.createFunction = routeFunction(
      'Create',
      'create-timesheet.ts',
      allow(['dynamodb:PutItem', 'dynamodb:GetItem'], this.table.tableArn),
    );
  }
}

const BUNDLING = {
  // The SDK's ES modules, of which esbuild drops what is not used: a third less to load than its CommonJS form.
  mainFields: ['module', 'main'],
  // Not minified: it loads as fast as the minified bundle and its stack traces can be read as they are.
  minify: false,
  // What runs locally and in tests is what is deployed, whatever version Lambda brings along.
  bundleAwsSDK: true,
};

function allow(actions: string[], resource: string): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions, resources: [resource] });
}

function checkOwnerKey(ownerKey: string): void {
  if (ownerKey !== '') return;
  throw new Error("ownerKey is empty: expected a key of the authorizer's context, such as 'sub' or 'email'.");
}

function checkAllowOrigin(allowOrigin: string | undefined): void {
  if (allowOrigin === undefined || allowOrigin === '*' || Token.isUnresolved(allowOrigin)) return;
  if (URL.canParse(allowOrigin) && new URL(allowOrigin).origin === allowOrigin) return;
  throw new Error(
    `allowOrigin is ${JSON.stringify(allowOrigin)}: expected '*' or an origin as browsers send it, scheme and host without a slash at the end, such as 'https://app.example.com'.`,
  );
}
