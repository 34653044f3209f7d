/** What receivers are told, in words for people and in fields for machines. */
import type { Tlp } from '../access/marking.js';
import type { Mail } from './mailer.js';

export interface Message {
  /** For machines. */
  readonly type: string;
  readonly data: object;
  readonly tlp: Tlp;
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly attachment: Mail['attachment'];
}

/** FIRST TLP 2.0 §2: the label stands in the subject line and before the text. */
const labelOf = ({ tlp }: Message): string => `TLP:${tlp}`;

export const subjectLineOf = (message: Message): string => `[${labelOf(message)}] ${message.subject}`;

export const textOf = (message: Message): string => {
  const label = labelOf(message);
  return `${[label, ...message.paragraphs, label].join('\n\n')}\n`;
};

/** The payload of Standard Webhooks 1.0: type, timestamp, data. */
export const payloadOf = ({ type, data }: Message, deliveryId: string, now: string): string =>
  JSON.stringify({ type, timestamp: now, data: { deliveryId, ...data } });
