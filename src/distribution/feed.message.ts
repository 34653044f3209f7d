/** How it is told that a feed has to be looked at, and that it works again. */
import type { FeedRecord } from '../exchange/feeds/feed.record.js';
import type { Loaded } from '../ledger/ledger.js';
import type { AboutFeed } from './delivery.events.js';
import type { Message } from './delivery.message.js';

const NEWS = { failing: 'fails', silent: 'is silent' } as const;

export const feedMessage = ({ id, record }: Loaded<FeedRecord>, about: AboutFeed): Message => {
  const { name, direction, marking } = record;
  const { noticedAt, turn } = about;
  const common = { tlp: marking.tlp, attachment: undefined };
  const data = { feedId: id, name, direction, noticedAt, turn, tlp: marking.tlp };
  const closing = [`Noticed at ${noticedAt}.`, `Feed ${id}`];
  return about.kind === 'feed_recovered'
    ? {
        ...common,
        type: 'feed.recovered',
        subject: `Feed works again: ${name}`,
        paragraphs: [`The feed "${name}" works again.`, ...closing],
        data,
      }
    : {
        ...common,
        type: 'feed.unhealthy',
        subject: `Feed ${NEWS[about.health]}: ${name}`,
        paragraphs: [`The feed "${name}" ${NEWS[about.health]}, and somebody has to look at it.`, about.reason, ...closing],
        data: { ...data, health: about.health, reason: about.reason },
      };
};
