/** Filters on $all. */
import assert from 'node:assert/strict';
import streamsProtocol from '@eventstore/db-client/generated/streams_pb.js';
import { eventFilter } from '../../../../src/embedded/event-store-node/filter.js';

const { FilterOptions } = streamsProtocol.ReadReq.Options;
const regex = (pattern: string) => new FilterOptions.Expression().setRegex(pattern);
const prefixes = (...list: string[]) => new FilterOptions.Expression().setPrefixList(list);
const event = { stream: 'report-1', type: 'ReportOpened' };

describe('event filter', () => {
  it('looks at the stream name or at the event type', () => {
    assert.equal(eventFilter(new FilterOptions().setStreamIdentifier(prefixes('x', 'report-'))).passes(event), true);
    assert.equal(eventFilter(new FilterOptions().setEventType(prefixes('report-'))).passes(event), false);
    assert.equal(eventFilter(new FilterOptions().setEventType(regex('^[^$].*d$'))).passes(event), true);
    assert.equal(eventFilter(new FilterOptions().setStreamIdentifier(regex('opened'))).passes(event), false);
  });

  it('an expression is found anywhere in the text', () => {
    assert.equal(eventFilter(new FilterOptions().setEventType(regex('Open'))).passes(event), true);
  });

  it('checkpoints come after the search window times its multiplier', () => {
    const filter = new FilterOptions().setEventType(prefixes('a'));
    assert.equal(eventFilter(filter).checkpointInterval, 32);
    assert.equal(eventFilter(filter.setMax(5).setCheckpointintervalmultiplier(3)).checkpointInterval, 15);
  });

  it('that says nothing, or is malformed, is refused', () => {
    assert.throws(() => eventFilter(new FilterOptions()), /neither stream names nor event types/);
    assert.throws(() => eventFilter(new FilterOptions().setEventType(prefixes())), /neither prefixes nor a regular expression/);
    assert.throws(() => eventFilter(new FilterOptions().setEventType(regex('('))), /malformed/);
  });
});
