/** Markup whose every inserted text is escaped: the only way for text to get into it. */

export class Markup {
  constructor(readonly text: string) {}
}

type Inserted = string | number | Markup | readonly (string | number | Markup)[];

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** For element content and for attribute values in quotes (OWASP: output encoding). */
export const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign]);

const inserted = (value: Inserted): string => {
  if (value instanceof Markup) return value.text;
  return typeof value === 'object' ? value.map(inserted).join('') : escaped(String(value));
};

/** What is put into the template is escaped unless it is markup itself. */
export const markup = (parts: TemplateStringsArray, ...values: readonly Inserted[]): Markup =>
  new Markup(parts.reduce((text, part, index) => text + inserted(values[index - 1]) + part));
