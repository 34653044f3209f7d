/** Migrations of schema `app`, oldest first. */
import { AppSchema1790000000000 } from './1790000000000-app-schema.js';
import { Trigrams1790000000001 } from './1790000000001-trigrams.js';
import { SecondWall1790000000002 } from './1790000000002-second-wall.js';
import { Feeds1790000000010 } from './1790000000010-feeds.js';
import { Pushes1790000000011 } from './1790000000011-pushes.js';

export const migrations = [
  AppSchema1790000000000,
  Trigrams1790000000001,
  SecondWall1790000000002,
  Feeds1790000000010,
  Pushes1790000000011,
];
