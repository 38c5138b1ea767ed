/**
 * `NodejsFunction` as the package has it: who uses the package has neither the sources nor esbuild, so `npm run prepack` bundles what a
 * checkout bundles at synthesis, and puts this in the place of `aws-cdk-lib/aws-lambda-nodejs`.
 */
import { basename, dirname, join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { NodejsFunctionProps } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';

/** Runs `{folder of the entry}/index.mjs`, which lies beside the compiled constructs. */
export class NodejsFunction extends lambda.Function {
  constructor(scope: Construct, id: string, props: NodejsFunctionProps) {
    const { entry = '', bundling, projectRoot, depsLockFilePath, awsSdkConnectionReuse, ...others } = props;
    super(scope, id, {
      runtime: lambda.Runtime.NODEJS_24_X,
      ...others,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(join(import.meta.dirname, basename(dirname(entry)))),
    });
  }
}

/** Read by who would bundle. */
export const OutputFormat = { ESM: 'esm' };
