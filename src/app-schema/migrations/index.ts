/** Migrations of schema `app`, oldest first. */
import { AppSchema1790000000000 } from './1790000000000-app-schema.js';
import { Trigrams1790000000001 } from './1790000000001-trigrams.js';

export const migrations = [AppSchema1790000000000, Trigrams1790000000001];
