/** STIX objects through the validator, beside reading the same bytes as JSON. */
import { stixContextOf } from '../../src/exchange/stix/stix-context.js';
import { validateStixObject } from '../../src/exchange/stix/validate.js';
import type { JsonObject } from '../../src/json/json-value.js';
import type { Bench } from './bench.js';
import { median } from './statistics.js';
import { bundleOf } from './stix-import.bench.js';

const ROUNDS = 20;

export const stixValidateBench: Bench = {
  name: 'stix-validate',
  purpose: 'STIX objects/s through the validator, patterns and markings included',
  async run({ size, say }) {
    const { text, objects: count } = bundleOf(size.importedObjects);
    const parse = () => (JSON.parse(text) as { readonly objects: readonly JsonObject[] }).objects;
    const objects = parse();
    const validate = (): number => {
      const context = stixContextOf(objects);
      return objects.filter((object) => validateStixObject(object, 'object', context).length > 0).length;
    };
    const perSecond = (work: () => unknown): number => {
      const started = performance.now();
      work();
      return (count * 1_000) / (performance.now() - started);
    };
    const problems = validate();
    if (problems > 0) throw new Error(`${problems} of the objects are not valid`);
    const validated: number[] = [];
    const parsed: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      validated.push(perSecond(validate));
      parsed.push(perSecond(parse));
    }
    say(`${count} objects, ${(text.length / 1024 ** 2).toFixed(1)} MiB`);
    return [
      {
        name: 'STIX validation',
        unit: 'objects/s',
        measured: median(validated),
        limit: median(parsed),
        limitOf: 'JSON.parse of the same bytes',
        target: { of: 'measured', bound: 'at least', value: 20_000 },
      },
    ];
  },
};
