/** Every read model there is. */
import { feeds } from './feeds/feeds.projection.js';
import { incidents } from './incidents/incidents.projection.js';
import { intelligence } from './intelligence/intelligence.projection.js';
import { logTimeModel } from './log-time/log-time.model.js';
import { oversight } from './oversight/oversight.projection.js';
import { profiles } from './profiles/profiles.projection.js';
import { BoardModel } from './runtime/board-model.js';
import type { Model } from './runtime/model.js';
import { searchModel } from './search/search.model.js';
import { sharing } from './sharing/sharing.projection.js';
import { socReports } from './soc-reports/soc-reports.projection.js';
import { stixObjects } from './stix-objects/stix-objects.projection.js';

export const models: readonly Model[] = [
  logTimeModel,
  new BoardModel(intelligence),
  new BoardModel(profiles),
  new BoardModel(stixObjects),
  searchModel(),
  new BoardModel(oversight),
  new BoardModel(socReports),
  new BoardModel(sharing),
  new BoardModel(incidents),
  new BoardModel(feeds),
];
