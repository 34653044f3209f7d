/** The schema that an application serves, as text. */
import type { INestApplicationContext } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';

/** GraphQL June 2018 §2, schema definition language; sorted, so that equal schemas print alike. */
export const printedSchema = (application: INestApplicationContext): string =>
  `${printSchema(lexicographicSortSchema(application.get(GraphQLSchemaHost).schema))}\n`;
