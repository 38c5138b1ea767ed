import { runInNewContext } from 'node:vm';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { pageFunctionCode, TimesheetsWebStack } from '../../lib/timesheets-web-stack.ts';
import { readWebSettings } from '../../lib/web-settings.ts';
import { contentSecurityPolicy } from '../../lib/web-site.ts';

process.env.CDK_VALIDATION = 'false';

const config = {
  issuer: 'https://tenant.eu.auth0.com/',
  clientId: 'app',
  apiUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/prod',
  audience: 'https://api.example',
  scopes: ['read:timesheets', 'create:timesheets'],
};
const app = new App();
const web = Template.fromStack(new TimesheetsWebStack(app, 'TimesheetsWebStack', { config }));

test('keeps the bucket to CloudFront alone, and to this distribution', () => {
  web.hasResourceProperties('AWS::S3::Bucket', {
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
  });
  web.hasResourceProperties('AWS::CloudFront::OriginAccessControl', {
    OriginAccessControlConfig: {
      SigningBehavior: 'always',
      SigningProtocol: 'sigv4',
      OriginAccessControlOriginType: 's3',
    },
  });
  web.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        Match.objectLike({
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:ListBucket'],
          Principal: { Service: 'cloudfront.amazonaws.com' },
          Condition: { StringEquals: { 'AWS:SourceArn': Match.anyValue() } },
        }),
      ]),
    },
  });
});

test('sends every header that keeps the page to itself', () => {
  web.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
    ResponseHeadersPolicyConfig: {
      SecurityHeadersConfig: {
        ContentSecurityPolicy: { ContentSecurityPolicy: contentSecurityPolicy(config), Override: true },
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: 'DENY', Override: true },
        ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, Override: true },
      },
    },
  });
  web.hasResourceProperties('AWS::CloudFront::Distribution', {
    DistributionConfig: {
      DefaultCacheBehavior: {
        ViewerProtocolPolicy: 'redirect-to-https',
        ResponseHeadersPolicyId: { Ref: Match.stringLikeRegexp('^Headers') },
        FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: Match.anyValue() }],
      },
      CustomErrorResponses: Match.absent(),
    },
  });
});

test('the policy for content names the issuer and the API, and nothing else from elsewhere', () => {
  const policy = contentSecurityPolicy(config);
  expect(policy.match(/https?:[^ ;]+/g)).toEqual([
    'https://tenant.eu.auth0.com',
    'https://tenant.eu.auth0.com',
    'https://abc123.execute-api.eu-west-1.amazonaws.com',
  ]);
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
  expect(policy).not.toMatch(/unsafe|\*/);
});

test.each([
  ['/', '/index.html'],
  ['/timesheets', '/index.html'],
  ['/callback', '/index.html'],
  ['/assets/app-ABC.js', '/assets/app-ABC.js'],
  ['/assets/gone.js', '/assets/gone.js'],
  ['/config.json', '/config.json'],
  ['/v1.2/page', '/index.html'],
])('CloudFront answers %s with the file %s', (uri, file) => {
  const answer = runInNewContext(`${pageFunctionCode}; handler(event).uri`, { event: { request: { uri } } });
  expect(answer).toBe(file);
});

test('assets are kept for good and come first; pages and settings are asked for anew', () => {
  const deployments = Object.entries(web.findResources('Custom::CDKBucketDeployment'));
  expect(
    deployments.map(([, { Properties, DependsOn = [] }]) => ({
      include: Properties.Include,
      exclude: Properties.Exclude,
      cacheControl: Properties.SystemMetadata['cache-control'],
      prune: Properties.Prune,
      invalidated: Properties.DistributionPaths,
      after: DependsOn.some((id: string) => id.startsWith('Assets')),
    })),
  ).toEqual([
    {
      include: ['assets/*'],
      exclude: ['*'],
      cacheControl: 'public, max-age=31536000, immutable',
      prune: false,
      invalidated: undefined,
      after: false,
    },
    {
      include: undefined,
      exclude: ['assets/*'],
      cacheControl: 'no-cache',
      prune: false,
      invalidated: ['/index.html', '/config.json', '/favicon.svg'],
      after: true,
    },
  ]);
});

test('puts out what the API and the issuer have to be told', () => {
  expect(Object.keys(web.findOutputs('*')).sort()).toEqual(['AppUrl', 'CallbackUrl', 'LogoutUrl']);
});

test('does what AwsSolutions asks for, or says why not', () => {
  expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
});

describe('the settings', () => {
  const issuer = { issuer: config.issuer, audience: ['https://api.example', 'https://other.example'] };
  const read = (given: Record<string, unknown>, profile?: 'auth0' | 'okta' | 'cognito') =>
    readWebSettings((key) => given[key], { issuers: [{ ...issuer, profile }] });
  const given = { clientId: 'app', apiUrl: `${config.apiUrl}/` };

  test('without a client id there is no app to host', () => {
    expect(read({ apiUrl: config.apiUrl })).toBeUndefined();
  });

  test.each([
    ['auth0', { audience: 'https://api.example' }],
    [undefined, { resource: 'https://api.example' }],
    ['cognito', { resource: 'https://api.example' }],
    ['okta', {}],
  ] as const)('an issuer of profile %s is told the API by %j', (profile, parameter) => {
    const { audience, ...rest } = config;
    expect(read(given, profile)).toEqual({ ...rest, ...parameter });
  });

  test('the parameter that names the API can be chosen', () => {
    expect(read({ ...given, apiParameter: 'none' }, 'auth0')).not.toHaveProperty('audience');
  });

  test('all that is wrong is said at once, with what to do', () => {
    expect(() => read({ clientId: '', apiUrl: 'http://api.example', apiParameter: 'scope' })).toThrow(
      [
        '3 problems in the settings of TimesheetsWebStack:',
        '  - clientId: received "", expected a non-empty string',
        '  - apiUrl: received "http://api.example", expected an https URL, without /timesheets',
        '  - apiParameter: received "scope", expected one of audience, resource, none',
      ].join('\n'),
    );
  });
});
