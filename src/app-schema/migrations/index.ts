/** Migrations of schema `app`, oldest first. */
import { AppSchema1790000000000 } from './1790000000000-app-schema.js';

export const migrations = [AppSchema1790000000000];
