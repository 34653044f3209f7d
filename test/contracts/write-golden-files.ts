/** Writes the golden files of new event versions: `node --import=@swc-node/register/esm-register test/contracts/write-golden-files.ts`. */
import { catalogue } from '../../src/event-catalogue.js';
import { writeMissing } from './golden-file.js';
import { publishedExamples } from './published-examples.js';

const written = writeMissing(catalogue.contracts, publishedExamples);
process.stdout.write(written.length > 0 ? `${written.join('\n')}\n` : 'Every event version has its golden file.\n');
