/** The notices beside each bundle name the packages within. */
import { buildSync, type Metafile } from 'esbuild';
import { AUTHORIZER_BUNDLING, AUTHORIZER_ENTRY, buildAuthorizer } from '../../lib/authorizer-bundle.ts';
import { NOTICES_FILE, thirdPartyNotices } from '../../lib/third-party-notices.ts';
import { bundleWeb } from '../../lib/web-bundle.ts';

/** The packages that a text names, without their versions. */
function namedIn(notices: string): string[] {
  return [...notices.matchAll(/^((?:@[\w-]+\/)?[\w.-]+) \d+\.\d+\.\d+\S* \(/gm)].map(([, name = '']) => name).sort();
}

/** One bundle, of bytes from these files. */
const metafileOf = (inputs: Record<string, number>): Metafile => ({
  inputs: {},
  outputs: {
    'index.mjs': {
      bytes: 1,
      imports: [],
      exports: [],
      inputs: Object.fromEntries(Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }])),
    },
  },
});

test('the authorizer holds jose and valibot, and their licenses are told in full', () => {
  const notices = thirdPartyNotices([buildAuthorizer().metafile]);
  expect(namedIn(notices)).toEqual(['jose', 'valibot']);
  expect(notices).toContain('Copyright (c) 2018 Filip Skokan');
  expect(notices.match(/Permission is hereby granted, free of charge/g)).toHaveLength(2);
});

test('no package of the bundle is left out, whatever it is', () => {
  // What stands in the bundle, told by esbuild's comments on it.
  const { mainFields, external, target } = AUTHORIZER_BUNDLING;
  const [output] = buildSync({
    target,
    mainFields: [...mainFields],
    external: [...external],
    entryPoints: [AUTHORIZER_ENTRY],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  }).outputFiles;
  const commented = output?.text.matchAll(/^\/\/ (?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//gm) ?? [];
  const names = [...new Set([...commented].map(([, name = '']) => name))].sort();
  expect(namedIn(thirdPartyNotices([buildAuthorizer().metafile]))).toEqual(names);
});

test('the web app is served with the notices of its packages', () => {
  const notices = Buffer.from(bundleWeb().get(NOTICES_FILE) ?? []).toString();
  expect(namedIn(notices)).toEqual(['jwt-decode', 'oidc-client-ts', 'preact']);
  expect(notices).toContain('Apache License');
});

test('a license is told once, of all packages that are under it to the letter', () => {
  const notices = thirdPartyNotices([
    metafileOf({ 'node_modules/@smithy/core/a.js': 1, 'node_modules/@smithy/types/b.js': 1 }),
    metafileOf({ 'node_modules/@smithy/core/a.js': 1 }),
  ]);
  expect(namedIn(notices)).toEqual(['@smithy/core', '@smithy/types']);
  expect(notices.match(/TERMS AND CONDITIONS FOR USE/g)).toHaveLength(1);
});

test('what left no byte in the bundle, and what is our own, needs no notice', () => {
  const notices = thirdPartyNotices([metafileOf({ 'node_modules/jose/a.js': 0, 'lambda/authorizer/index.ts': 9 })]);
  expect(namedIn(notices)).toEqual([]);
});

test('a package whose license is to be found nowhere is an error that names it', () => {
  const alone = metafileOf({ 'node_modules/@aws-sdk/nested-clients/a.js': 1 });
  expect(() => thirdPartyNotices([alone])).toThrow(
    /^@aws-sdk\/nested-clients [\d.]+ \(Apache-2\.0\).*: found no LICENSE file/,
  );
});
