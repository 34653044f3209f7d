/** What stories about profiled records ask of the application: any mutation, by its name. */
import assert from 'node:assert/strict';
import { buildSchema, type GraphQLSchema } from 'graphql';
import * as fs from 'node:fs';
import type { GraphqlError, TestApplication } from '../spec/application.js';
import type { Changed } from './requests.js';

let schema: GraphQLSchema | undefined;

const mutationOf = (name: string, args: object, selection: string): string => {
  schema ??= buildSchema(fs.readFileSync('schema.graphql', 'utf8'));
  const fields = schema.getMutationType()!.getFields();
  const given = fields[name].args.filter((argument) => argument.name in args);
  const declared = given.map((argument) => `$${argument.name}: ${String(argument.type)}`).join(', ');
  const passed = given.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  return `mutation(${declared}) { ${name}(${passed}) { record { ${selection} } receipt { id revision position } } }`;
};

/** @returns runs a mutation that has to work; `refused` runs one that must not, and gives the refusal. */
export const field = (app: () => TestApplication) =>
  Object.assign(
    async (bearer: string, name: string, args: object, selection = 'id'): Promise<Changed> =>
      (await app().data(bearer, mutationOf(name, args, selection), args as Record<string, unknown>))[name],
    {
      refused: async (bearer: string, name: string, args: object): Promise<GraphqlError> => {
        const { errors } = await app().ask(bearer, mutationOf(name, args, 'id'), args as Record<string, unknown>);
        assert.equal(errors.length, 1, `${name} was not refused`);
        return errors[0];
      },
    },
  );
