/** A large input of an import: read once as it comes, kept in a file that nobody else can open, and read again object by object. */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { ArraySplitter, JsonStreamError, type SplitElement } from '../../json/array-splitter.js';
import { detached } from '../../json/detached.js';
import type { JsonObject } from '../../json/json-value.js';
import { readJson } from '../../json/strict-json.js';
import { temporaryFile } from '../temporary-file.js';
import { contain, HINTS, receivedObject, StixInputError, type StixInputLimits } from './bundle.js';
import { examine, type ExaminedStixObject } from './examine.js';
import { ReadAhead } from './read-ahead.js';
import type { ReceivedStixObject, StixVersion } from './received-object.js';
import { checkCrossings, type Crossing, crossingOf } from './spooled-crossings.js';
import { factsOf, type StixFacts, type StixItem } from './stix-item.js';
import type { StixProblem } from './stix-problem.js';

export interface SpooledInput {
  readonly items: readonly StixItem[];
  readonly warnings: readonly StixProblem[];
  readonly sha256: string;
  readonly bytes: number;
  /** The whole of a document that is one object, which is read at once. */
  readonly whole: Buffer | undefined;
  close(): Promise<void>;
}

const MIB = 1024 * 1024;
const NONE: readonly string[] = [];

class Interned {
  private readonly known = new Map<string, string>();

  of(text: string): string {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const copy = detached(text);
    this.known.set(copy, copy);
    return copy;
  }
}

/** What all objects of an input share. */
interface Spool {
  readonly handle: FileHandle;
  readonly ahead: ReadAhead;
  readonly file: string;
  readonly limits: StixInputLimits;
  isArray: boolean;
  specVersion: StixVersion | undefined;
}

const pathOf = ({ isArray }: Spool, index: number): string => (isArray ? `[${index}]` : `objects[${index}]`);

const readElement = (spool: Spool, document: SplitElement['document'], index: number, line: number): ReceivedStixObject =>
  receivedObject(document.value, document.text, {
    file: spool.file,
    path: pathOf(spool, index),
    line,
    ofBundle: spool.specVersion,
    limits: spool.limits,
  });

/** Of a technique, what reports take from it. */
const sharedOf = (type: string, shared: JsonObject | undefined): JsonObject | undefined => {
  if (!shared) return undefined;
  const { external_references: references, kill_chain_phases: phases } = shared;
  const said = type === 'attack-pattern' ? { external_references: references ?? [], kill_chain_phases: phases ?? [] } : shared;
  return JSON.parse(JSON.stringify(said)) as JsonObject;
};

class SpooledItem implements StixItem {
  readonly id: string;
  readonly type: string;
  readonly modified: string | undefined;
  readonly sha256: string;
  readonly errors: readonly string[];
  readonly warned: boolean;
  readonly creator: string | undefined;
  readonly target: string | undefined;
  readonly shared: JsonObject | undefined;

  constructor(
    private readonly spool: Spool,
    private readonly index: number,
    private readonly line: number,
    readonly offset: number,
    private readonly length: number,
    facts: StixFacts,
    interned: Interned,
  ) {
    this.id = detached(facts.id);
    this.type = interned.of(facts.type);
    this.modified = facts.modified === undefined ? undefined : detached(facts.modified);
    this.sha256 = facts.sha256;
    this.errors = facts.errors.length === 0 ? NONE : facts.errors.map(detached);
    this.warned = facts.warned;
    this.creator = facts.creator === undefined ? undefined : interned.of(facts.creator);
    this.target = facts.target === undefined ? undefined : interned.of(facts.target);
    this.shared = sharedOf(facts.type, facts.shared);
  }

  /** What was valid once is not validated again. */
  async read(): Promise<ExaminedStixObject> {
    return examine(await this.received());
  }

  async received(): Promise<ReceivedStixObject> {
    const content = await this.spool.ahead.read(this.offset, this.length);
    return readElement(this.spool, readJson(content), this.index, this.line);
  }

  /** With what is to be said of it beside the others. */
  restated(facts: StixFacts, interned: Interned): SpooledItem {
    return new SpooledItem(this.spool, this.index, this.line, this.offset, this.length, facts, interned);
  }
}

const refusal = (file: string, { fault, line, column, message }: JsonStreamError): StixInputError =>
  new StixInputError(file, `line ${line}, column ${column}`, message, HINTS[fault]);

/**
 * Reads a document of any size: of its objects it keeps in memory what planning needs.
 * @throws StixInputError when the input as a whole cannot be used; what was kept is given back then.
 */
export const spooledInput = async (
  content: AsyncIterable<Uint8Array>,
  file: string,
  limits: StixInputLimits,
): Promise<SpooledInput> => {
  const handle = await temporaryFile();
  const spool: Spool = { handle, ahead: new ReadAhead(handle), file, limits, isArray: false, specVersion: undefined };
  try {
    return await read(content, spool);
  } catch (error) {
    await handle.close();
    throw error instanceof JsonStreamError ? refusal(file, error) : error;
  }
};

const read = async (content: AsyncIterable<Uint8Array>, spool: Spool): Promise<SpooledInput> => {
  const { handle, file, limits } = spool;
  const items: SpooledItem[] = [];
  const crossings = new Map<number, Crossing>();
  const interned = new Interned();
  const hash = createHash('sha256');
  const splitter = new ArraySplitter(
    'objects',
    { depth: limits.depth, elements: limits.objects, elementBytes: limits.objectBytes },
    ({ document, place, length }) => {
      spool.isArray = splitter.isArray === true;
      const received = readElement(spool, document, items.length, place.line);
      const crossing = crossingOf(received.value);
      if (crossing) crossings.set(items.length, keptOf(crossing, interned));
      items.push(new SpooledItem(spool, items.length, place.line, place.offset, length, factsOf(examine(received)), interned));
    },
  );
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.byteLength;
    if (bytes > limits.bytes)
      throw new StixInputError(
        file,
        'whole file',
        `the input is larger than ${Math.floor(limits.bytes / MIB)} MiB`,
        'Split the file.',
      );
    hash.update(chunk);
    splitter.push(chunk);
    await handle.write(chunk);
  }
  splitter.end();
  const container = splitter.isArray === true ? contain([], file) : contain(objectOf(splitter), file);
  spool.specVersion = container?.specVersion;
  await checkCrossings(
    items,
    crossings,
    (index) => items[index].received(),
    (index, facts) => {
      items[index] = items[index].restated(facts, interned);
    },
  );
  const whole = container ? undefined : (await handle.read(Buffer.allocUnsafe(bytes), 0, bytes, 0)).buffer;
  return {
    items,
    warnings: container?.warnings ?? [],
    sha256: hash.digest('hex'),
    bytes,
    whole,
    close: () => handle.close(),
  };
};

const keptOf = ({ extensions, translated, version }: Crossing, interned: Interned): Crossing => ({
  extensions: extensions.map((id) => interned.of(id)),
  translated: translated === undefined ? undefined : interned.of(translated),
  version: version === undefined ? undefined : detached(version),
});

const objectOf = ({ members, hasElements }: ArraySplitter): JsonObject => (hasElements ? { ...members, objects: [] } : members);
