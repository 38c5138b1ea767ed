/** The findings as a whole: names, words, and a case for each. */
import { CONFIGURATION_INVALID } from '../../../bin/doctor/checks/configuration.ts';
import { CHECKS } from '../../../bin/doctor/checks/index.ts';
import { CONFIGURATION_CASES } from './configuration-cases.ts';
import { NETWORK_CASES } from './network-cases.ts';
import { TEMPLATE_CASES } from './template-cases.ts';

const kinds = [CONFIGURATION_INVALID, ...CHECKS.flatMap(({ checks }) => checks).flatMap((check) => check.kinds)];

test('every code is there once, in the form of the reasons', () => {
  const codes = kinds.map(({ code }) => code);
  expect(codes).toEqual([...new Set(codes)]);
  expect(codes.filter((code) => !/^[a-z]+\d*(?:_[a-z]+)*$/.test(code))).toEqual([]);
});

test('every code has a case that shows it and one that shows its absence', () => {
  const shown = [
    ...CONFIGURATION_CASES.map(({ finding }) => finding),
    ...TEMPLATE_CASES.map(({ finding }) => finding),
    ...NETWORK_CASES.map(({ finding }) => finding('https://issuer.example')),
  ].map(({ code }) => code);
  expect(kinds.map(({ code }) => code).filter((code) => !shown.includes(code))).toEqual([]);
});
