/** Reads properties of STIX objects as records can hold them, and notes what does not fit. */
import type { z } from 'zod';
import type { ExternalReference } from '../../intel-reports/intel-report.events.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.js';
import { Instant } from '../../ledger/text.js';
import { LEDGER_EXTENSION } from './export/own-object.stix.js';
import type { ExaminedStixObject } from './examine.js';
import {
  cut,
  distinct,
  externalReferenceOf,
  LIMIT,
  lineOf,
  objects,
  storable,
  strings,
  termOf,
  textOf,
} from './mapped-values.js';
import type { StixProblem } from './stix-problem.js';
import { toMilliseconds } from './stix-timestamp.js';

export class Reader {
  readonly notes: StixProblem[] = [];
  readonly view: JsonObject;
  /** What another ledger said beyond STIX. */
  readonly extension: JsonObject;
  private readonly path: string;

  constructor({ view, received }: ExaminedStixObject) {
    this.view = view;
    this.path = received.path;
    this.extension = this.extensionOf(LEDGER_EXTENSION);
  }

  extensionOf(id: string): JsonObject {
    const extension = isJsonObject(this.view.extensions) ? this.view.extensions[id] : undefined;
    return isJsonObject(extension) ? extension : {};
  }

  description(): string {
    const description = storable(textOf(this.view.description));
    if (description.length > LIMIT.description)
      this.note('description', `the record holds ${LIMIT.description} characters of it`);
    return cut(description, LIMIT.description);
  }

  confidence(): number | null {
    return typeof this.view.confidence === 'number' ? this.view.confidence : null;
  }

  lines(property: string, { each, most }: { readonly each: number; readonly most: number }): string[] {
    return this.atMost(property, distinct(strings(this.view[property]).map((text) => lineOf(text, each))), most);
  }

  terms(property: string, most: number = LIMIT.list): string[] {
    return this.atMost(property, distinct(strings(this.view[property]).map(termOf)), most);
  }

  term(property: string): string | null {
    return termOf(textOf(this.view[property])) || null;
  }

  references(): z.output<typeof ExternalReference>[] {
    return this.atMost('external_references', objects(this.view.external_references).map(externalReferenceOf), LIMIT.list);
  }

  instant(value: JsonValue | undefined, property: string): string | null {
    if (typeof value !== 'string' || value.length < 20) return null;
    const instant = toMilliseconds(value);
    if (Instant.safeParse(instant).success) return instant;
    this.note(property, 'the record holds times of the years 1970 to 9999');
    return null;
  }

  /** A period that ends before it begins, by less than the record's precision, has no end. */
  seen(): { readonly firstSeen: string | null; readonly lastSeen: string | null } {
    const firstSeen = this.instant(this.view.first_seen, 'first_seen');
    const lastSeen = this.instant(this.view.last_seen, 'last_seen');
    return { firstSeen, lastSeen: firstSeen !== null && lastSeen !== null && lastSeen < firstSeen ? null : lastSeen };
  }

  atMost<T>(property: string, list: T[], most: number): T[] {
    if (list.length > most)
      this.note(property, `the record names ${most} of ${list.length}; the stored STIX object has them all`);
    return list.slice(0, most);
  }

  /** @param property with those that it is in, and dots between them. */
  note(property: string, message: string, code: 'SHORTENED' | 'NOT_MAPPED' = 'SHORTENED'): void {
    this.notes.push({ severity: 'warning', path: `${this.path}.${property}`, code, message });
  }
}
