/** What an extension says of an incident, read property by property; what no record can hold is named. */
import { z } from 'zod';
import type { ReceivedIncident } from '../../incidents/incident.events.js';
import type { JsonObject, JsonValue } from '../../json/json-value.js';
import { cut, lineOf, storable } from './mapped-values.js';
import type { Reader } from './property-reader.js';

/** Undefined: nothing is said. */
export type Said = { readonly [Field in keyof ReceivedIncident]?: ReceivedIncident[Field] | undefined };

const MOST_TEXT = 5_000;
const MOST_SHOWN = 100;

export class Statements {
  readonly said: JsonObject;

  constructor(
    readonly reader: Reader,
    private readonly id: string,
  ) {
    this.said = reader.extensionOf(id);
  }

  /** @param read what stands for the value in a record; undefined: nothing does. */
  as<Value>(
    property: string,
    schema: z.ZodType<Value>,
    read: (value: JsonValue) => unknown = (value) => value,
  ): Value | undefined {
    const value = this.said[property];
    if (value === undefined || value === null) return undefined;
    const parsed = schema.safeParse(read(value));
    if (parsed.success) return parsed.data;
    const shown = cut(JSON.stringify(value), MOST_SHOWN);
    this.reader.note(this.pathOf(property), `${shown} has no counterpart here; the record does without`, 'NOT_MAPPED');
    return undefined;
  }

  text(property: string): string | undefined {
    const value = storable(this.as(property, z.string()) ?? '').trim();
    if (value.length > MOST_TEXT) this.reader.note(this.pathOf(property), `the record holds ${MOST_TEXT} characters of it`);
    return cut(value, MOST_TEXT) || undefined;
  }

  line(property: string, most: number): string | undefined {
    return lineOf(this.as(property, z.string()) ?? '', most) || undefined;
  }

  instant(property: string): string | undefined {
    const value = this.as(property, z.iso.datetime());
    return value === undefined ? undefined : (this.reader.instant(value, this.pathOf(property)) ?? undefined);
  }

  private pathOf(property: string): string {
    return `extensions.${this.id}.${property}`;
  }
}
