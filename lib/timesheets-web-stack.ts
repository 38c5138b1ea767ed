/** The web app's hosting: a private bucket behind CloudFront, which serves the app as `local/web.ts` does. */
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { Construct } from 'constructs';
import type { WebConfig } from '../web/config.ts';
import { WEB_BUILD_FOLDER, writeWeb } from './web-bundle.ts';
import { CACHE_CONTROL, contentSecurityPolicy, PAGE_PATH, PERMISSIONS_POLICY } from './web-site.ts';

export interface TimesheetsWebStackProps extends StackProps {
  /** Becomes `config.json`, which the app reads when it starts: one build serves every environment. */
  readonly config: WebConfig;
}

/** The API has to allow the origin that this stack puts out: `-c allowOrigin=` of the API's stack. */
export class TimesheetsWebStack extends Stack {
  constructor(scope: Construct, id: string, props: TimesheetsWebStackProps) {
    super(scope, id, { description: 'Timesheets: the web app', ...props });
    Validations.of(this).acknowledge(...ACKNOWLEDGEMENTS);
    const { config } = props;
    writeWeb();

    const bucket = new s3.Bucket(this, 'Files', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // It holds what a build makes again.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });

    const distribution = new cloudfront.Distribution(this, 'Distribution', {
      comment: 'Timesheets',
      // The function below sees to it already; without this, what LIST allows would rest on the function alone.
      defaultRootObject: 'index.html',
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket, {
          // LIST, so that S3 says 404 of a file that is not there; without it, it says 403.
          originAccessLevels: [cloudfront.AccessLevel.READ, cloudfront.AccessLevel.LIST],
        }),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        // Keeps what Cache-Control says, and has no query in its key: a login's answer at /callback finds the same page.
        cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
        compress: true,
        responseHeadersPolicy: this.securityHeaders(config),
        functionAssociations: [
          { eventType: cloudfront.FunctionEventType.VIEWER_REQUEST, function: this.pageFunction() },
        ],
      },
    });

    const assets = new BucketDeployment(this, 'Assets', {
      sources: [Source.asset(WEB_BUILD_FOLDER)],
      destinationBucket: bucket,
      exclude: ['*'],
      include: ['assets/*'],
      cacheControl: [CacheControl.fromString(CACHE_CONTROL.assets)],
      // A page that was opened before a deployment still finds its assets.
      prune: false,
    });
    const pages = new BucketDeployment(this, 'Pages', {
      sources: [Source.asset(WEB_BUILD_FOLDER), Source.jsonData('config.json', config)],
      destinationBucket: bucket,
      exclude: ['assets/*'],
      cacheControl: [CacheControl.fromString(CACHE_CONTROL.others)],
      prune: false,
      distribution,
      distributionPaths: ['/index.html', '/config.json', '/favicon.svg'],
    });
    // A page never names assets that are not there yet.
    pages.node.addDependency(assets);

    const origin = `https://${distribution.distributionDomainName}`;
    const output = (name: string, description: string, value: string) =>
      new CfnOutput(this, name, { description, value });
    output('AppUrl', 'Where the app is; the allowOrigin of the API', origin);
    output(
      'CallbackUrl',
      'To be allowed at the issuer as the place to come back to from a login',
      `${origin}/callback`,
    );
    output('LogoutUrl', 'To be allowed at the issuer as the place to come back to from a logout', `${origin}/`);
  }

  private securityHeaders(config: WebConfig): cloudfront.ResponseHeadersPolicy {
    return new cloudfront.ResponseHeadersPolicy(this, 'Headers', {
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(config), override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.NO_REFERRER, override: true },
        // Two years, without the subdomains of a domain that may not be ours alone.
        strictTransportSecurity: { accessControlMaxAge: Duration.days(730), override: true },
      },
      customHeadersBehavior: {
        customHeaders: [{ header: 'Permissions-Policy', value: PERMISSIONS_POLICY, override: true }],
      },
    });
  }

  /** Paths without an extension are pages of the app; all else is a file, or 404. */
  private pageFunction(): cloudfront.Function {
    return new cloudfront.Function(this, 'Page', {
      runtime: cloudfront.FunctionRuntime.JS_2_0,
      code: cloudfront.FunctionCode.fromInline(pageFunctionCode),
    });
  }
}

/** What CloudFront runs on each request. */
export const pageFunctionCode = `function handler(event) {
  var request = event.request;
  if (${PAGE_PATH}.test(request.uri)) request.uri = '/index.html';
  return request;
}
`;

const DEPLOYMENT = "CDK's own function for deployments to a bucket";

/** What CDK and cdk-nag's AwsSolutions find here that has its reason. */
const ACKNOWLEDGEMENTS = [
  {
    id: 'Annotation::@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk',
    reason: 'There is a default root object, so that no path leads to the list of files.',
  },
  {
    id: 'AwsSolutions-S1',
    reason: 'Nothing but CloudFront reads the bucket, and it holds what every visitor gets.',
  },
  { id: 'AwsSolutions-CFR1', reason: 'Where people may log in from is for the issuer to say.' },
  {
    id: 'AwsSolutions-CFR2',
    reason: 'The site has static files alone. A web ACL costs money by the month, and is for who deploys it to choose.',
  },
  {
    id: 'AwsSolutions-CFR3',
    reason: 'A log of accesses would hold the authorization codes that logins come back with to /callback.',
  },
  {
    id: 'AwsSolutions-CFR4',
    reason:
      "With CloudFront's own domain and certificate no later version of TLS can be asked for; every current browser uses one.",
  },
  {
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    reason: `${DEPLOYMENT} writes its log.`,
  },
  ...['GetObject*', 'GetBucket*', 'List*', 'DeleteObject*', 'Abort*'].map((action) => ({
    id: `AwsSolutions-IAM5[Action::s3:${action}]`,
    reason: `${DEPLOYMENT}, whose rights on the two buckets CDK words so.`,
  })),
  ...['arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*', '<Files8E6940B8.Arn>/*'].map(
    (resource) => ({
      id: `AwsSolutions-IAM5[Resource::${resource}]`,
      reason: `${DEPLOYMENT} copies all files from the one bucket into the other.`,
    }),
  ),
  {
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: `${DEPLOYMENT} invalidates what CloudFront keeps; CDK names no distribution.`,
  },
  { id: 'AwsSolutions-L1', reason: `${DEPLOYMENT}: its runtime comes with the version of CDK.` },
];
