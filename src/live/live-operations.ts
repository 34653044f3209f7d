/** Subscription operations: checked like queries, and answered once for all subscribers who ask the same and may see the same. */
import { Logger } from '@nestjs/common';
import {
  createSourceEventStream,
  type DocumentNode,
  execute,
  type ExecutionResult,
  type FormattedExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  parse,
  validate,
  visit,
} from 'graphql';
import type { FastifyRequest } from 'fastify';
import type { Subject } from '../access/actor.js';
import type { Config } from '../config/config.js';
import { checkDocument, checkSource } from '../graphql/document-checks.js';
import { checkGraphqlBody } from '../graphql/endpoint.js';
import { formatErrors } from '../graphql/error-format.js';
import { MAX_TOKENS } from '../graphql/limits.js';
import type { ReadModels } from '../read-side/read-model.queries.js';
import type { LiveEvent } from './live-event.js';

const REMEMBERED = 250;
const logger = new Logger('Live');

/** A subscription that may run. */
export interface Operation {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown> | undefined;
  /** Equal for operations whose answers to one event are equal. */
  readonly key: string;
  /** Turns an answer with data into what goes over the wire. */
  readonly written: (answer: FormattedExecutionResult) => string;
}

/** An answer that says nothing: to pass it over would leave a gap, so it ends the subscription. */
class Undeliverable extends Error {
  constructor(readonly shown: readonly GraphQLFormattedError[]) {
    super('a delivery could not be answered');
  }
}

/** Who subscribes, and the request that the connection began with. */
export interface Reader {
  readonly subject: Subject;
  readonly request: FastifyRequest;
}

export class LiveOperations {
  private readonly documents = new Map<string, DocumentNode>();
  private readonly answers = new WeakMap<LiveEvent, Map<string, Promise<string>>>();

  /** @param schema there once the application is initialised. */
  constructor(
    private readonly schema: () => GraphQLSchema,
    private readonly models: ReadModels,
    private readonly limits: Config['graphql'],
  ) {}

  /**
   * Takes a request as POST /graphql takes it, for a subscription alone.
   * @throws LedgerError, GraphQLError or an aggregate of them: what {@link errorsOf} shows.
   */
  prepare(body: unknown): Operation {
    checkGraphqlBody(body);
    const { query, variables, operationName } = body as {
      query: string;
      variables?: Record<string, unknown> | null;
      operationName?: string | null;
    };
    const document = this.documentOf(query);
    const name = operationName ?? undefined;
    const operation = getOperationAST(document, name);
    if (!operation)
      throw new GraphQLError(
        name === undefined
          ? 'The document has several operations; name one in operationName.'
          : 'The document has no operation of the name given in operationName.',
      );
    if (operation.operation !== OperationTypeNode.SUBSCRIPTION)
      throw new GraphQLError(`This socket carries subscriptions only; send a ${operation.operation} by POST /graphql.`, {
        nodes: operation,
      });
    const given = variables ?? undefined;
    const key = JSON.stringify([query, name, usedBelowTheRoot(document).map((variable) => given?.[variable])]);
    return { document, operationName: name, variables: given, key, written: JSON.stringify };
  }

  /** @throws like {@link prepare}, and whatever refuses the reader. */
  async subscribe({ document, operationName, variables }: Operation, reader: Reader): Promise<AsyncIterableIterator<LiveEvent>> {
    const stream = await createSourceEventStream({
      schema: this.schema(),
      document,
      operationName,
      variableValues: variables,
      contextValue: contextOf(reader),
    });
    if (Symbol.asyncIterator in stream) return stream as AsyncIterableIterator<LiveEvent>;
    throw new AggregateError(stream.errors ?? []);
  }

  /** The answer to one event as this reader may see it now. */
  async answer(operation: Operation, event: LiveEvent, reader: Reader): Promise<string> {
    const { shared } = event;
    if (!shared) return operation.written(await this.execute(operation, event, reader));
    const known = this.answers.get(event) ?? new Map<string, Promise<string>>();
    this.answers.set(event, known);
    let answer = known.get(operation.key);
    if (!answer) {
      answer = this.answerForAll(operation, event, { ...reader, subject: shared.subject });
      known.set(operation.key, answer);
    }
    const text = await answer;
    // What was read meanwhile may hold what only some of them may see since.
    if (this.models.accessKey(reader.subject) === shared.accessKey) return text;
    return operation.written(await this.execute(operation, await shared.readFor(reader.subject), reader));
  }

  private async answerForAll(operation: Operation, event: LiveEvent, reader: Reader): Promise<string> {
    const text = operation.written(await this.execute(operation, event, reader));
    await this.models.accessKeys(reader.subject.tenantId, []);
    return text;
  }

  /** Errors as an answer of POST /graphql shows them. */
  errorsOf(error: unknown, { request }: Pick<Reader, 'request'>): readonly GraphQLFormattedError[] {
    if (error instanceof Undeliverable) return error.shown;
    const errors = error instanceof AggregateError ? (error.errors as GraphQLError[]) : [error as GraphQLError];
    return this.formatted({ errors }, request).errors ?? [];
  }

  private async execute(operation: Operation, event: LiveEvent, reader: Reader): Promise<FormattedExecutionResult> {
    const { document, operationName, variables } = operation;
    const result = await execute({
      schema: this.schema(),
      document,
      operationName,
      variableValues: variables,
      rootValue: event,
      contextValue: contextOf(reader),
    });
    if (!result.errors) return { data: result.data ?? null };
    const answer = this.formatted(result, reader.request);
    if (answer.data == null) throw new Undeliverable(answer.errors ?? []);
    return answer;
  }

  private formatted(result: ExecutionResult, request: FastifyRequest): FormattedExecutionResult {
    return formatErrors(result, request.id, (error, correlationId) =>
      logger.error(`${correlationId}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    ).response;
  }

  private documentOf(source: string): DocumentNode {
    const known = this.documents.get(source);
    if (known) return known;
    checkSource(source, this.limits.maxQueryBytes);
    const schema = this.schema();
    const document = parse(source, { maxTokens: MAX_TOKENS });
    checkDocument(schema, document, this.limits);
    const errors = validate(schema, document);
    if (errors.length > 0) throw new AggregateError(errors);
    if (this.documents.size >= REMEMBERED) this.documents.delete(this.documents.keys().next().value!);
    this.documents.set(source, document);
    return document;
  }
}

/** Loaders live as long as one delivery. */
const contextOf = ({ subject, request }: Reader) => ({ subject, request, loaders: new Map<string, unknown>() });

/** Names of the variables that answers depend on: those of the root field only say what is followed, and from where. */
const usedBelowTheRoot = (document: DocumentNode): readonly string[] => {
  const names = new Set<string>();
  const collect = { Variable: ({ name }: { name: { value: string } }) => void names.add(name.value) };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) visit(definition, collect);
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const root of definition.selectionSet.selections) {
      if (root.kind !== Kind.FIELD) visit(root, collect);
      else if (root.selectionSet) visit(root.selectionSet, collect);
      for (const directive of root.directives ?? []) visit(directive, collect);
    }
  }
  return [...names].toSorted();
};
